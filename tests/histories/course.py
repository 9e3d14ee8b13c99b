"""A small course whose author edits it at random, release after release: what learners' collections are tried with.

Every text has a stem of its own and ends in one of a few variants ("answer7 v0"). So a typo fix is another variant,
taking one back happens often, and a card's stem says which fact its history belongs to.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import yaml

from flashcards.compiler.compile import compile_deck
from flashcards.compiler.texts import Texts
from flashcards.loading import layout
from flashcards.releases.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from flashcards.model import Deck, Media
    from flashcards.rename.rename import FileChange

UUID: Final = "3d8f7c1e-2b4a-4c6d-8e9f-0a1b2c3d4e5f"
HEADS: Final = ("term", "context", "tags", "src", "was", "retired")
SECTIONS: Final = ("faq", "distinctions", "history", "key_aspects", "advantages", "challenges", "examples")
VARIANT: Final = re.compile(r"\bv(\d)\b")
CLOZE: Final = re.compile(r"\{\{c(\d+)::(.*?)\}\}")
PHRASES: Final = layout.phrases()

Tree = dict[str, Any]  # a YAML mapping: strings, lists of strings and mappings


class Course:
    """The files of a deck as they stand today, and the record of its releases."""

    def __init__(self, dice: Random, folder: Path) -> None:
        self.dice = dice
        self.folder = folder
        self.count = 0
        self.look = 0  # the edition of CSS and of the templates' backs
        self.front = 0  # the edition of the templates' fronts, at most ``look``
        self.wording = 0  # the edition of the program's phrases
        self.lock = Lock("small", UUID, "Small course")
        self.images = {"one.png": 0, "two.png": 0}
        self.sources: Tree = {
            name: {"title": self.text("title"), "year": "2001"} for name in ("book", "page")
        }
        self.concepts: dict[str, Tree] = {}
        self.units: Tree = {}
        for name in ("alpha", "beta", "gamma"):
            self.concepts[name] = {
                "term": self.text("term"),
                "context": self.text("context"),
                "src": ["book"],
                "definition": {"short": {"text": self.text("short")}},
            }
        for unit, names in (("first", ["alpha"]), ("second", ["beta", "gamma"])):
            self.units[unit] = {"title": self.text("unit"), "concepts": names}

    def text(self, stem: str) -> str:
        """A new text, unlike any other."""
        self.count += 1
        return f"{stem}{self.count} v0"

    def name(self, stem: str) -> str:
        """A new key or id."""
        self.count += 1
        return f"{stem}-{self.count}"

    # --- what is where ---

    def sections(self) -> Iterator[tuple[str, str, Tree]]:
        """Each section of items: concept, section, and the mapping of keys to items."""
        for concept, file in self.concepts.items():
            for section in SECTIONS:
                if section in file:
                    yield concept, section, file[section]
            if "cloze" in file["definition"]:
                yield concept, "cloze", file["definition"]["cloze"]

    def items(self) -> Iterator[tuple[str, str, str, Tree]]:
        """Each item with a key of its own: concept, section, key, item."""
        for concept, section, items in self.sections():
            for key, item in items.items():
                yield concept, section, key, item

    def noted(self) -> Iterator[tuple[str, Tree]]:
        """Today's key and the mapping of all that makes a note: definitions, items, points and roles."""
        for concept, file in self.concepts.items():
            yield f"{concept}/short", file["definition"]["short"]
        for concept, _, key, item in self.items():
            yield f"{concept}/{key}", item
            for part, node in [*item.get("points", {}).items(), *item.get("roles", {}).items()]:
                yield f"{concept}/{key}.{part}", node

    def section(self, concept: str, section: str) -> Tree:
        """The section's mapping, made if it is not there."""
        file = self.concepts[concept]
        holder: Tree = file["definition"] if section == "cloze" else file
        made: Tree = holder.setdefault(section, {})
        return made

    def beside(self, concept: str) -> set[str]:
        """The events of a concept that stand in an order card."""
        events = self.concepts[concept].get("history", {})
        named = {name for event in events.values() for name in event.get("beside", ())}
        return named | {key for key, event in events.items() if "beside" in event}

    # --- as files ---

    def texts(self, *, plain: bool = False) -> Texts:
        """The files. With ``plain`` every card that was dropped is there still, and the program says its own words."""
        head = {"schema": "1", "id": "small", "uuid": UUID, "name": "Small course", "language": "en"}
        files = [
            (
                f"concepts/{name}.yaml",
                name,
                _dumped(_undropped(self.concepts[name]) if plain else self.concepts[name]),
            )
            for name in sorted(self.concepts)
        ]
        return Texts(
            root=str(self.folder),
            deck=("deck.yaml", _dumped({**head, "units": self.units})),
            sources=("sources.yaml", _dumped({"sources": self.sources})),
            concepts=tuple(files),
            media=tuple(self._image(name, edition) for name, edition in self.images.items()),
            phrases={"en": PHRASES["en"] if plain else worded(PHRASES["en"], self.wording)},
        )

    def deck(self, *, plain: bool = False) -> Deck:
        """The deck that the files make; they must have no error."""
        result = compile_deck(self.texts(plain=plain), released=self.lock.ids)
        assert not result.errors, result.errors
        assert result.deck is not None
        return result.deck

    def take(self, changes: tuple[FileChange, ...]) -> None:
        """Put a rename's changes into the files."""
        for change in changes:
            made = yaml.load(change.after, yaml.BaseLoader)
            if change.path == "deck.yaml":
                self.units = made["units"]
            else:
                del self.concepts[PurePath(change.path).stem]
                self.concepts[PurePath(change.target).stem] = made

    def _image(self, name: str, edition: int) -> Media:
        data = b"\x89PNG\r\n\x1a\n" + f"{name} {edition}".encode()
        path = self.folder / f"{edition}-{name}"
        if not path.exists():
            path.write_bytes(data)
        return layout.image(name, data, str(path))


def worded(phrases: str, edition: int) -> str:
    """The phrases of another version of the program."""
    if not edition:
        return phrases
    for word in ("Withdrawn", "What", "Which", "Question"):
        phrases = phrases.replace(word, f"{word} ({edition})")
    return phrases


def _dumped(tree: Tree) -> str:
    text: str = yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=1000)
    return text


def _undropped(tree: Tree) -> Tree:
    """A copy in which every dropped card is there still."""
    kept = {name: node for name, node in tree.items() if name != "dropped"}
    return {name: _undropped(node) if isinstance(node, dict) else node for name, node in kept.items()}
