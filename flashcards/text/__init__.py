"""Marked-up text: reading it, and showing it as HTML, as words, in a terminal, in Markdown."""
