"""Studying, as pure values: memory, the log of reviews, the session's queue, grading."""
