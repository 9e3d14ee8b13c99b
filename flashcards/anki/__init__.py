"""Exchange with Anki: note types, fields, writing and reading packages, and comparing with them."""
