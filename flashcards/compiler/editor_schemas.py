"""The JSON Schemas for editors, made from the same shapes that the validator checks."""

from __future__ import annotations

import json
from typing import Any

from flashcards.compiler import concepts, manifest
from flashcards.syntax import json_schema

_DIALECT = "http://json-schema.org/draft-07/schema#"  # the newest that the common YAML editors know


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas by file name."""
    shapes = {
        "concept.json": ("A concept of a flashcards deck", concepts.schema_shape()),
        "deck.json": ("deck.yaml of a flashcards deck", manifest.DECK),
        "sources.json": ("sources.yaml of a flashcards deck", manifest.SOURCES_FILE),
    }
    return {
        name: {"$schema": _DIALECT, "title": title, **json_schema.schema(whole)}
        for name, (title, whole) in shapes.items()
    }


def as_text(schema: dict[str, Any]) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
