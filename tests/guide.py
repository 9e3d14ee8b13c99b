"""The generated parts of the author guide; ``python -m tests.guide`` writes them into ``decks/README.md``."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

from flashcards import concepts, items, kinds, manifest

GUIDE = Path(__file__).parent.parent / "decks" / "README.md"


def parts() -> dict[str, str]:
    """Marker → the Markdown between its two comments."""
    head = {name: text for name, text in concepts.schema_shape().about.items() if name in concepts.HEAD}
    return {
        "head": _table(head),
        "item": _table(items.ABOUT),
        "kinds": _kinds(),
        "sources": _table({"title": "title of the work", **manifest.SOURCE.about}),
        "deck": _table(manifest.DECK.about),
    }


def _table(about: dict[str, str]) -> str:
    rows = [f"| `{name}` | {text.replace('|', chr(92) + '|')} |" for name, text in about.items()]
    return "\n".join(["| key | is |", "|---|---|", *rows])


def _kinds() -> str:
    """Each kind's module docstring as a chapter, in the order of the kinds."""
    modules = [
        importlib.import_module(f"{kinds.__name__}.{m.name}") for m in pkgutil.iter_modules(kinds.__path__)
    ]
    modules.sort(key=lambda module: min(kind.rank for kind in module.KINDS))
    return "\n\n".join(_chapter(module.__doc__ or "") for module in modules)


def _chapter(doc: str) -> str:
    sections = re.findall(r"`(\w+)`", doc.partition(":")[0])
    text, example = doc.strip().split("\n\n    ", 1)
    yaml = re.sub(r"(?m)^ {4}", "", "    " + example)
    return f"### {', '.join(sections)}\n\n{text}\n\n```yaml\n{yaml}\n```"


def current(guide: str) -> str:
    """The guide with every generated part renewed."""
    for name, text in parts().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        guide, count = pattern.subn(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", guide)  # type: ignore[misc]  # bound at once
        assert count == 1, f"the guide has no place for {name}"
    return guide


if __name__ == "__main__":
    GUIDE.write_text(current(GUIDE.read_text("utf-8")), "utf-8")
