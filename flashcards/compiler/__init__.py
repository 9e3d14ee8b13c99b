"""Texts → a deck of notes, and every problem on the way."""
