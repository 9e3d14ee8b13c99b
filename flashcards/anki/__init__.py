"""Anki's side: the note types, a note's fields, the package that Anki imports, and packages that are read."""
