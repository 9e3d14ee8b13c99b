"""Rename or move a concept, item, point or role in every file that names it."""
