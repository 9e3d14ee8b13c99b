"""Another name for a thing, in every file that names it."""
