"""Marked-up text: parse it, and show it as HTML, plain words, terminal output or Markdown."""
