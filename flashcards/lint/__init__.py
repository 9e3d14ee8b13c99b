"""Lint: warn about cards that are hard to learn or to grade."""
