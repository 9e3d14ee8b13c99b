"""Shapes → JSON Schema, for editors."""

from __future__ import annotations

from typing import Any

from flashcards.syntax.shapes import Choice, Either, Keyed, Many, Prose, Record, Shape, Word

# --- JSON Schema ----------------------------------------------------------------------------------------------


def schema(shape: Shape) -> dict[str, Any]:
    """A JSON Schema of the shape. Scalars may be numbers and booleans too: editors read 2019 as a number."""
    match shape:
        case Word(pattern):
            text = {"type": "string", "pattern": f"^(?:{pattern.pattern})$"}
            return {"anyOf": [text, {"type": ["number", "boolean"]}]}
        case Prose():
            return {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": ["number", "boolean"]}]}
        case Choice(values):
            return {"enum": list(values)}
        case Many(item, most):
            return {"type": "array", "items": schema(item), "maxItems": most}
        case Either(scalar, mapping):
            return {"anyOf": [*schema(scalar)["anyOf"], schema(mapping)]}
        case Keyed(key, value, _, most):
            names = {"pattern": f"^(?:{key.pattern.pattern})$"}
            return {
                "type": "object",
                "minProperties": 1,
                **({"maxProperties": most} if most else {}),
                "propertyNames": names,
                "additionalProperties": schema(value),
            }
        case Record():
            return _record_schema(shape)


def _record_schema(shape: Record) -> dict[str, Any]:
    properties = {name: schema(inner) for name, inner in shape.fields.items()}
    for name, text in shape.about.items():
        properties[name]["description"] = text
    out: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if shape.further is not None:
        names = {"pattern": f"^(?:{shape.further.key.pattern.pattern})$"}
        out["propertyNames"] = {"anyOf": [{"enum": list(shape.fields)}, names]}
        out["additionalProperties"] = schema(shape.further.value)
    if shape.required:
        out["required"] = list(shape.required)
    if shape.forms:
        out["oneOf"] = [_form_schema(form, shape.forms) for form in shape.forms]
    return out


def _form_schema(form: tuple[str, ...], forms: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    others = sorted({name for other in forms for name in other} - set(form))
    return {"required": list(form), "not": {"anyOf": [{"required": [name]} for name in others]}}
