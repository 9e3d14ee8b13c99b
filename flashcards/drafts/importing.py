"""An old deck → concept files, their images, and the table from old cards to new ones."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple

from flashcards.compiler.item_shapes import PART_FIELDS
from flashcards.drafts import grouping, keys, own, templates
from flashcards.drafts.field_html import Converted, convert
from flashcards.text import markup
from flashcards.text.plain import plain
from flashcards.text.source import literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from flashcards.drafts.old_deck import OldDeck, OldNote
    from flashcards.syntax.emitter import Tree

_MOST_NOTES: Final = 300  # in a concept; more is no concept, and files have an end
_MOST_MARKED: Final = 80_000  # characters of markup in a concept; the compiler reads a little more of a file
_SQUARE: Final = 2_000  # characters; as the compiler counts, longer texts cost more than their length
_ENDINGS: Final = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
_SHOWN: Final = 60


class Row(NamedTuple):
    """An old card and the new one that asks the same. Cards count from 1, as ordinals."""

    old_guid: str
    old_card: int
    key: str
    card: int


class Lost(NamedTuple):
    """What could not be carried, and the note that it was on."""

    note: str
    what: str


class Imported(NamedTuple):
    """An import: trees by concept id, images by their new names, the table, and what could not be carried."""

    concepts: dict[str, dict[str, Tree]]
    media: dict[str, bytes]
    rows: list[Row]
    lost: list[Lost]


class _Item(NamedTuple):
    section: str
    key: str
    tree: dict[str, Tree]
    cards: dict[int, int]  # old → new
    was: str = ""


def imported(deck: OldDeck, by: grouping.Grouping, taken: Collection[str] = ()) -> Imported:
    """Return an old deck as concepts.

    Args:
        deck: what was read.
        by: how its notes are grouped.
        taken: ids of concepts that the deck has already.
    """
    return _Importer(deck, taken).run(by)


def table(rows: list[Row], uuid: str) -> str:
    """Return the table as CSV. Its format is public: ``progress import`` reads what an older version wrote."""
    out = io.StringIO()
    out.write(f"# flashcards import table, format 1, deck {uuid}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(rows)
    return out.getvalue()


def read_table(text: str) -> tuple[str, list[Row]]:
    """Return the deck's uuid and the rows of a table. Raises ValueError if it is of another format."""
    head, _, body = text.partition("\n")
    found = re.fullmatch(r"# flashcards import table, format 1, deck ([0-9a-f-]{36})\r?", head)
    if found is None:
        raise ValueError("this is no import table of format 1")
    reader = csv.reader(io.StringIO(body))
    if tuple(next(reader, ())) != Row._fields:
        raise ValueError("the table's columns are not those of format 1")
    return found[1], [Row(guid, int(old), key, int(card)) for guid, old, key, card in reader]


class _Importer:
    """Makes items of notes, and files of items."""

    def __init__(self, deck: OldDeck, taken: Collection[str]) -> None:
        self.deck = deck
        self.ids = keys.Keys(frozenset({*PART_FIELDS, *taken}))
        self.images = _names(deck.media)
        self.used: dict[str, bytes] = {}
        self.rows: list[Row] = []
        self.lost: list[Lost] = []
        self.hidden = ""  # the field that groups the notes; it names the concept, so no card shows it

    def run(self, by: grouping.Grouping) -> Imported:
        self.hidden = by.field
        groups: defaultdict[str, list[OldNote]] = defaultdict(list)
        for note in self.deck.notes:
            groups[own.concept_of(note) or grouping.group(note, by, self.deck.name)].append(note)
        concepts: dict[str, dict[str, Tree]] = {}
        source = keys.slug(self.deck.name, "deck") + "-deck"
        for name, notes in groups.items():
            for piece in _pieces([(note, self._items(note)) for note in notes]):
                concept = self.ids.new(keys.slug(name, "concept"))
                tree = self._concept(concept, name, piece, source)
                if tree:
                    concepts[concept] = tree
        if concepts:
            work: dict[str, Tree] = {
                "title": self.deck.name,
                "unverified": ["credibility", "authors", "year"],
            }
            concepts[next(iter(concepts))]["sources"] = {source: work}
        return Imported(concepts, self.used, self.rows, self.lost)

    def _concept(self, concept: str, name: str, made: list[_Made], source: str) -> dict[str, Tree]:
        free = keys.Keys(frozenset(PART_FIELDS))
        sections: defaultdict[str, dict[str, Tree]] = defaultdict(dict)
        notes = [note for note, _ in made]
        shared = set.intersection(*(set(note.tags) for note in notes))
        term = ""
        for note, items in made:
            for item in items:
                key = free.new(item.key)
                rest = [tag for tag in note.tags if tag not in shared]
                tree = {**item.tree, **({"was": item.was} if item.was else {})}
                if rest and not own.is_own(note):
                    tree["note"] = f"tags: {' '.join(rest)}"
                if item.section == "definition":
                    term = str(tree.pop("term"))
                sections[item.section][key] = tree
                self.rows += [Row(note.guid, old, f"{concept}/{key}", new) for old, new in item.cards.items()]
        if not sections:
            return {}
        tags = sorted(_tag(tag) for tag in shared if _tag(tag)) if not any(map(own.is_own, notes)) else []
        definition = {**sections.pop("definition", {})}
        if cloze := sections.pop("cloze", None):
            definition["cloze"] = cloze
        head: dict[str, Tree] = {
            "term": term or literal(name) or concept,
            "tags": list(tags),
            "src": [source],
        }
        return {
            **head,
            "definition": definition,
            **{name: sections[name] for name in ("faq", "key_aspects") if sections[name]},
        }

    # --- one note ---------------------------------------------------------------------------------------------------

    def _items(self, note: OldNote) -> list[_Item]:
        if own.is_own(note):
            return self._own(note)
        if note.type.cloze:
            return self._cloze(note)
        sides = [self._sides(note, number) for number in note.cards]
        if any(side is None for side in sides):
            return []
        cards = {
            number: side
            for number, side in zip(note.cards, sides, strict=True)
            if side and side[0] and side[1]
        }
        for number, side in zip(note.cards, sides, strict=True):
            if number not in cards:
                self._lose(note, f"card {number}: a side is empty" if side else f"card {number}")
        two = list(cards.values())
        if list(cards) == [1, 2] and two[0] == two[1][::-1]:
            tree: dict[str, Tree] = {"term": two[0][0], "means": two[0][1]}
            return [_Item("key_aspects", _key(two[0][0]), tree, {1: 1, 2: 2})]
        return [_Item("faq", _key(q), {"q": q, "a": a}, {number: 1}) for number, (q, a) in cards.items()]

    def _sides(self, note: OldNote, number: int) -> tuple[str, str] | None:
        """Return question and answer of a card; None if its words can't be carried."""
        kinds = note.type.templates
        if number > len(kinds):
            self._lose(note, f"card {number}, which has no template")
            return None
        values = self._values(note)
        front = self._text(note, templates.shown(kinds[number - 1].front, values))
        back = self._text(note, templates.shown(kinds[number - 1].back, {**values, "FrontSide": ""}))
        return None if front is None or back is None else (front, _rest(front, back))

    def _values(self, note: OldNote) -> dict[str, str]:
        return {name: "" if name == self.hidden else value for name, value in note.values.items()}

    def _cloze(self, note: OldNote) -> list[_Item]:
        template = note.type.templates[0] if note.type.templates else None
        field = (templates.cloze_field(template.front) if template else "") or note.type.fields[0]
        text = self._text(note, note.values.get(field, ""), clozes=True)
        extra = (
            self._text(note, templates.shown(template.back, self._values(note), without=field))
            if template
            else ""
        )
        if text is None or extra is None:
            return []
        numbers = sorted({int(n) for n in re.findall(r"\{\{c(\d+)::", text)})
        if not numbers:
            self._lose(note, "the whole note: it is of a cloze type and hides nothing")
            return []
        tree: dict[str, Tree] = {"text": text, "extra": extra}
        return [
            _Item("key_aspects", _key(text), {k: v for k, v in tree.items() if v}, {n: n for n in numbers})
        ]

    def _own(self, note: OldNote) -> list[_Item]:
        """Return the items of a note that flashcards made: its key, its section and its words are known."""
        parts = own.parts(note)
        texts = {name: self._text(note, html, clozes=name == "text") for name, html in parts.texts.items()}
        if any(text is None for text in texts.values()):
            return []
        found = {name: text for name, text in texts.items() if text}
        extra: dict[str, Tree] = {"extra": found["extra"]} if "extra" in found else {}
        if "text" in found:
            numbers = sorted({int(n) for n in re.findall(r"\{\{c(\d+)::", found["text"])})
            return [
                _Item(
                    parts.section,
                    parts.item,
                    {"text": found["text"], **extra},
                    {n: n for n in numbers},
                    parts.was,
                )
            ]
        if parts.both_ways and {"a1", "a2"} <= found.keys():
            tree = {
                "term": found["a2"],
                ("text" if parts.section == "definition" else "means"): found["a1"],
                **extra,
            }
            return [_Item(parts.section, parts.item, tree, {1: 1, 2: 2}, parts.was)]
        out: list[_Item] = []
        for number in note.cards:
            q, a = found.get(f"q{number}", ""), found.get(f"a{number}", "")
            if q and a:
                first = not out
                key = parts.item if first else f"{parts.item}-{number}"
                out.append(
                    _Item("faq", key, {"q": q, "a": a, **extra}, {number: 1}, parts.was if first else "")
                )
        return out

    def _text(self, note: OldNote, html: str, *, clozes: bool = False) -> str | None:
        """Return HTML as markup; what is lost is noted. None, noted too, if its words can't be carried."""
        made: Converted | None = convert(html, self.images, clozes=clozes)
        if made is None:
            self._lose(
                note, "the whole note: its text has no form here (a blank in a blank, or broken markup)"
            )
            return None
        for what in made.lost:
            self._lose(note, what)
        for sound in made.sounds:
            self._lose(note, f"the sound {sound[:_SHOWN]}")
        for name in made.images:
            self.used[self.images[name]] = self.deck.media[name]
        return made.text

    def _lose(self, note: OldNote, what: str) -> None:
        words = re.sub(r"<[^>]*>", " ", note.fields[0] if note.fields else "")
        lost = Lost(f"{note.guid} {' '.join(words.split())[:_SHOWN]}".strip(), what)
        if lost not in self.lost[-8:]:
            self.lost.append(lost)


_Made = tuple["OldNote", list[_Item]]


def _pieces(made: list[_Made]) -> Iterator[list[_Made]]:
    """Yield the notes in runs that fit into a concept file."""
    run: list[_Made] = []
    spent = 0
    for note, items in made:
        texts = [text for item in items for text in item.tree.values() if isinstance(text, str)]
        cost = sum(len(text) + len(text) ** 2 // _SQUARE for text in texts)
        if run and (len(run) >= _MOST_NOTES or spent + cost > _MOST_MARKED):
            yield run
            run, spent = [], 0
        run.append((note, items))
        spent += cost
    yield run


def _rest(front: str, back: str) -> str:
    """Return a back without the front that it repeats on lines of its own."""
    found = re.match(r"\\?\n\s*", back[len(front) :]) if front and back.startswith(front) else None
    rest = back[len(front) + found.end() :] if found else ""
    return back if not rest or markup.parse(rest)[1] else rest


def _key(text: str) -> str:
    words = plain(markup.parse(text, clozes=True)[0])
    return keys.short(" ".join(words.split())[:300], "item")


def _tag(tag: str) -> str:
    return re.sub(r"[\s:\"*\\]+", "-", tag).strip("-")


def _names(media: Mapping[str, bytes]) -> dict[str, str]:
    """Return the images by their old names, each with a name that ``media/`` can have."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for name, data in media.items():
        path = PurePosixPath(name)
        if path.suffix.lower() not in _ENDINGS or not _is_image(data):
            continue
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-._")[:60] or "image"
        new = f"{stem}{path.suffix.lower()}"
        if new.lower() in taken:
            new = f"{stem}-{hashlib.sha256(data).hexdigest()[:8]}{path.suffix.lower()}"
        taken.add(new.lower())
        out[name] = new
    return out


def _is_image(data: bytes) -> bool:
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")) or (
        data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    )
