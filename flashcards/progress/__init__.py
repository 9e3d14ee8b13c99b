"""One history on every machine and in Anki: logs joined through a folder, and reviews from and to Anki."""
