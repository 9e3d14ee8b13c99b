"""Finding decks and reading their files."""
