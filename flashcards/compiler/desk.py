"""One concept file being read: its texts, each parsed once, and everything found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flashcards.compiler.item_shapes import SRC
from flashcards.model import ConceptLink, Image, Level, Paragraph, Place, Problem, Rich
from flashcards.syntax import suggest
from flashcards.syntax.nodes import File, Mapping, Node, Scalar, Sequence
from flashcards.text import markup, prose

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from flashcards.model import Text
    from flashcards.text.inline_rules import Fault

_MOST_MARKED = 100_000  # characters of marked-up text in a file; long texts count more
_SQUARE = 2_000  # characters; in longer texts the parser's time grows with the square of their length


class Mention(NamedTuple):
    """A concept or an image that a text names, and where. ``role`` is the key or the markup that names it."""

    name: str
    place: Place
    role: str


class RawCitation(NamedTuple):
    """A source id as the author wrote it, with the place in the work."""

    source: str
    locator: str
    place: Place


Cited = tuple[tuple[str, str], ...]
"""The source ids that a note cites, each with the place in the work."""


@dataclass(slots=True)
class Desk:
    """What has been found so far in the file that is being read."""

    file: File
    phrases: Map[str, str]
    problems: list[Problem] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    cited: list[RawCitation] = field(default_factory=list)
    keys: dict[str, Scalar] = field(default_factory=dict)
    guesses: suggest.Guesses = field(default_factory=suggest.Guesses)
    parsed: dict[tuple[int, bool], tuple[Text, list[Fault]]] = field(
        default_factory=dict
    )  # by position and whether clozes are read
    spent: int = 0  # of _MOST_MARKED

    def report(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Record a problem at a node."""
        self.problems.append(Problem(self.file.place(node), code, message, hint))

    def erred(self, before: int) -> bool:
        """Return whether an error was recorded after the first ``before`` problems."""
        return any(problem.level is Level.ERROR for problem in self.problems[before:])

    def text(self, scalar: Node, *, clozes: bool = False) -> Text:
        """Parse a scalar's text, and record its faults and what it names. Returns "" if it can't be read."""
        if not isinstance(scalar, Scalar) or scalar.unreadable:
            return ""
        text, faults = self._parsed(scalar, clozes)
        if faults:
            lead = len(scalar.value) - len(scalar.value.lstrip())
            places = self.file.places_in(scalar, {lead + fault.offset for fault in faults})
            self.problems += [Problem(places[lead + f.offset], *f[1:]) for f in faults]
        if "[" in scalar.value and not isinstance(text, str):
            self._mentioned(scalar, text)
        return text

    def peek(self, scalar: Scalar | None) -> Text:
        """Parse a scalar's text without recording anything: another caller reports what is wrong with it."""
        return "" if scalar is None or scalar.unreadable else self._parsed(scalar, clozes=False)[0]

    def _parsed(self, scalar: Scalar, clozes: bool) -> tuple[Text, list[Fault]]:
        """Parse a scalar's text, once for all callers.

        Beyond the file's limit, return the text as it stands.
        """
        raw = scalar.value.strip()
        if markup.is_plain(raw):
            return raw, []
        key = scalar.start, clozes
        if key not in self.parsed:
            self.parsed[key] = markup.parse(raw, clozes=clozes) if self._affords(raw) else (raw, [])
        return self.parsed[key]

    def _affords(self, raw: str) -> bool:
        """Return whether this marked-up text may still be parsed.

        The first one beyond the limit is a problem.
        """
        before = self.exhausted
        self.spent += len(raw) + len(raw) ** 2 // _SQUARE
        if self.exhausted and not before:
            message = "this file has more marked-up text (emphasis, clozes, links, math) than is read"
            self.problems.append(Problem(Place(self.file.path), "too-large", message, "split the file"))
        return not self.exhausted

    @property
    def exhausted(self) -> bool:
        """Return whether the file holds marked-up text that was not parsed."""
        return self.spent > _MOST_MARKED

    def _mentioned(self, scalar: Scalar, text: Text) -> None:
        found: dict[tuple[str, str], int] = {}
        for span in prose.walk(text):
            if isinstance(span, ConceptLink):
                found.setdefault((span.concept, "link"), max(scalar.value.find(f"[[{span.concept}"), 0))
            elif isinstance(span, Image):
                found.setdefault((span.file, "image"), max(scalar.value.find(f"({span.file}"), 0))
        places = self.file.places_in(scalar, set(found.values()))
        self.mentions += [Mention(name, places[at], role) for (name, role), at in found.items()]

    def mention(self, scalar: Scalar, role: str) -> str:
        """Record that a concept is named here, and return its id."""
        self.mentions.append(Mention(scalar.value, self.file.place(scalar), role))
        return scalar.value

    def name(self, concept: str) -> Text:
        """Return a concept's name: a link that shows nothing until the compiler fills in the concept's term."""
        return Rich((Paragraph((ConceptLink(concept),)),))

    def cites(self, node: Mapping) -> Cited:
        """Read and record what a node's ``src`` cites."""
        found = read_src(node.get("src"), self.file) if "src" in node.entries else ()
        self.cited += found
        return tuple([(raw.source, raw.locator) for raw in found])

    def claim(self, key: Scalar) -> bool:
        """Reserve an item's key in the file. Returns False, and records a problem, if another item has it."""
        first = self.keys.setdefault(key.value, key)
        if first is key:
            return True
        message = f'the key "{key.value}" names two items of this file (first in line {first.line + 1})'
        self.report(key, "duplicate-key", message, "give this one another key; keys are unique in their file")
        return False


def read_src(node: Node | None, file: File) -> tuple[RawCitation, ...]:
    """Read ``[id, id: locator]``. A lone id is read like a list of one; the check of shapes reports it."""
    if isinstance(node, Scalar) and node.value and not node.unreadable:
        return (RawCitation(node.value, "", file.place(node)),)
    if not isinstance(node, Sequence):
        return ()
    out = []
    for entry in node.items[: SRC.most]:
        if isinstance(entry, Scalar) and not entry.unreadable:
            out.append(RawCitation(entry.value, "", file.place(entry)))
        elif isinstance(entry, Mapping):
            for key, locator in entry.entries.values():
                words = locator.value.strip() if isinstance(locator, Scalar) else ""
                out.append(RawCitation(key.value, words, file.place(key)))
    return tuple(out)
