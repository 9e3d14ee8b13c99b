"""A deck as one offline HTML page: every card as Anki shows it, a concept map, a timeline and figures.

``cards`` puts a note's fields into Anki's templates, ``changes`` finds what changed since an earlier state of the
deck, and ``data`` collects what the page's script needs. ``concept_map``, ``timeline`` and ``figures`` draw with
``svg``. ``page`` writes everything into one file, and ``watch`` serves a new page after each save.
"""
