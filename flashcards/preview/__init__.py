"""The deck as one offline HTML page: every card as Anki shows it, the concept map, the timeline, figures.

The way of the data: ``cards`` puts a note's fields into Anki's templates, ``data`` gathers what the page's script
needs, ``changes`` tells what became of each card since another state, ``concept_map``, ``timeline`` and ``figures``
draw by ``svg``, ``page`` makes one file of it all, and ``watch`` serves it anew after each save.
"""
