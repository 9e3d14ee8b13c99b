"""YAML ↔ nodes that know their place, and the shapes that a file may have."""
