"""A compiler for courses, with a study mode: concept YAML in, Anki packages and a terminal quiz out."""

__version__ = "0.1.0"
