"""Anki's side: the note types, a note's fields, and the package that Anki imports."""
