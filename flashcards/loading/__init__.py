"""Find a deck and read its files: from a folder, from a git revision, or from the cache of compiled decks."""
