"""The deck as one offline HTML page: every card as Anki shows it, the concept map, the timeline, figures.

The way of the data: ``cards`` puts a note's fields into Anki's templates, ``data`` gathers what the page's script
needs, ``concept_map``, ``timeline`` and ``figures`` draw, ``page`` makes one file of it all.
"""
