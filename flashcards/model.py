"""The nouns of the program, in Anki's and FSRS's own words. Frozen values; nothing here does any work.

A *deck* is a folder of *concepts*; a concept's *items* become *notes*; a note has one or more *cards*. A
*problem* is what is wrong with a source text, and where.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Word(Enum):
    """An enumeration whose members are pickled as calls of their class too: Python 3.11.2, Debian 12's, does otherwise."""

    def __reduce_ex__(self, _: object) -> tuple[type, tuple[str]]:
        return type(self), (self.value,)


# --- places and problems --------------------------------------------------------------------------


class Place(NamedTuple):
    """Where something stands in a source text: line and column count from 1, column in characters."""

    path: str
    line: int = 1
    column: int = 1


class Level(_Word):
    """How much a problem weighs: an error stops the build, a warning and an information do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


NOWHERE = Place("")


class Problem(NamedTuple):
    """What is wrong, where, and what to do about it.

    ``code`` is stable and may be matched by scripts; ``hint`` is a sentence that says what to do, or "".
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    level: Level = Level.ERROR

    @property
    def rank(self) -> tuple[Place, str, str]:
        """What problems are sorted by."""
        return self.place, self.code, self.message


class Allowance(NamedTuple):
    """Lint rules that an author switched off for one item or concept, and why: each code with its place."""

    codes: tuple[tuple[str, Place], ...] = ()
    why: str = ""


NO_ALLOWANCE = Allowance()

# --- text ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Emphasis:
    """``*text*``."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """``**text**``."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A code span; its text is literal."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    r"""``\(..\)`` or, with ``display``, ``\[..\]``: TeX source, which clozes may interrupt."""

    spans: tuple[Span, ...]
    display: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the web; ``url`` is http or https."""

    spans: tuple[Span, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ConceptLink:
    """``[[concept]]``; ``spans`` is what it shows, and empty until the compiler knows the concept's term."""

    concept: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """An image; ``file`` is the name in ``media/`` until the compiler puts the content-hash name there."""

    alt: str
    file: str


@dataclass(frozen=True, slots=True)
class Cloze:
    """``{{c1::answer::hint}}``; cards of one number hide together."""

    number: int
    spans: tuple[Span, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


Span = str | Emphasis | Strong | Code | Math | Link | ConceptLink | Image | Cloze | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of spans."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted list, or a numbered one that begins at ``start``."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Literal lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns side by side; only the compiler makes one."""

    head: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]


Block = Paragraph | Listing | CodeBlock | Quote | Table


@dataclass(frozen=True, slots=True)
class Rich:
    """Parsed text that is more than one plain paragraph."""

    blocks: tuple[Block, ...]


# Nine fields in ten are one plain paragraph, which stays a ``str``: its characters are literal, not markup.
Text = str | Rich

# --- notes and cards -----------------------------------------------------------------------------------


class NoteType(_Word, StrEnum):
    """Anki's name of the note type. Both are frozen at the first release (``anki/notetypes.py``)."""

    QA = "Flashcards Q&A"
    CLOZE = "Flashcards Cloze"


class Tier(_Word, StrEnum):
    """Core cards of a unit are introduced before the others."""

    CORE = "core"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Source:
    """A work that items cite. ``credibility`` runs from 5 (peer-reviewed) to 1 (marketing), 0 if not rated."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    year: str = ""
    date: str = ""
    url: str = ""
    archived: str = ""
    venue: str = ""
    credibility: int = 0
    place: Place = NOWHERE

    def __hash__(self) -> int:
        """By the id, which a deck defines once: sources are looked up for every note."""
        return hash(self.id)


class Citation(NamedTuple):
    """A source, and where in it ("section 4"), if that is said."""

    source: Source
    locator: str = ""


class Rivals(_Word):
    """Where a multiple-choice question looks for wrong answers, if the answer is not a concept's name."""

    NONE = "none"
    SAME_CARDS = "same cards"  # of notes of the same kind, those of near concepts first
    ALL_SAME_CARDS = (
        "all same cards"  # of notes of the same kind in the whole deck, also if a concept is the answer
    )
    PARTS = "parts"  # the other parts of the same item
    ALIKE = "alike"  # free answers of about the same length


@dataclass(frozen=True, slots=True)
class Form:
    """What lint and the quiz need to know about a card. Its section kind declares it.

    ``question_at`` and ``answer_at`` name the item's fields that hold the question's and the answer's text: the
    first that the item has counts, and the card's own name is that of the field if none is named. ``exempt`` holds the codes of lint rules that don't apply.
    """

    question_at: tuple[str, ...] = ()
    answer_at: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    typed: bool = True  # whether the answer can be typed
    rivals: Rivals = Rivals.ALIKE
    measure: str = ""  # which threshold of L01 bounds the answer's length
    long_front: bool = False  # whether L02 allows a longer front
    definition: str = ""  # which side holds a definition: "question", "answer" or neither
    compares: bool = False  # whether it asks how concepts differ, or which of them is meant
    case: bool = False  # whether the front tells a case that shows the concept to be named
    event: bool = False  # whether it is about a historical event
    own: bool = False  # whether the answer names or defines the concept of the file
    more: bool = False  # whether a note that has only such cards is introduced late (tier "more")


class Card(NamedTuple):
    """One question of a note. ``ordinal`` counts from 1 and never changes its meaning.

    The front shows ``given`` (a statement, a scenario, an event), the question ``ask``, and ``options`` (a list to
    choose from or to put in order); the back shows ``answer``, which the learner is graded on, and ``background``
    below it. Any part but the answer may be "". ``among`` holds the concepts that a choice offers, ``concept`` the
    right one. A cloze card has an answer only, the hidden words: its front is the note's text.
    """

    ordinal: int
    name: str
    form: Form
    answer: Text
    ask: Text = ""
    given: Text = ""
    options: Text = ""
    background: Text = ""
    among: tuple[str, ...] = ()
    concept: str = ""


class Dropped(NamedTuple):
    """A card that a release had and that the author took out, with the author's reason."""

    ordinal: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """What Anki stores. ``key`` is today's, ``first`` the one that identifies the note for life.

    ``heading`` is the kind as the card shows it; ``context`` the small line above the question; ``position``
    the note's place in the course, from 1; ``digest`` the hash of the note's substance (16 hex digits);
    ``fields`` where each field of its item stands in the source, by name, the first of a name counting;
    ``between`` holds the first names of the concepts that a distinction sets side by side, in their order.
    ``retired`` is the author's reason, and ``withdrawn`` what the deck's language says around it and around those
    of dropped cards: with {why} where the reason goes.
    """

    key: str
    first: str
    guid: str
    id: int
    type: NoteType
    concept: str
    kind: str
    heading: str
    unit: str
    tier: Tier
    context: str
    cards: tuple[Card, ...]
    text: Text
    extra: Text
    citations: tuple[Citation, ...]
    tags: tuple[str, ...]
    position: int
    digest: str
    place: Place
    retired: str = ""
    dropped: tuple[Dropped, ...] = ()
    images: tuple[str, ...] = ()
    allowance: Allowance = NO_ALLOWANCE
    fields: tuple[tuple[str, Place], ...] = ()
    between: tuple[str, ...] = ()
    withdrawn: str = "{why}"

    def banner(self, why: str) -> str:
        """What learners read on a withdrawn card: the reason in the deck's words; "" if there is none."""
        return self.withdrawn.format(why=why) if why else ""

    def place_of(self, *names: str) -> Place:
        """Where the first of these fields that the item has stands, or else the note."""
        places = dict(reversed(self.fields))
        return next((places[name] for name in names if name in places), self.place)

    @property
    def live(self) -> tuple[Card, ...]:
        """The cards that a new learner gets: none of a retired note's."""
        return () if self.retired else self.cards


# --- concepts and decks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """Something to read or to see beside a concept; ``url`` is http or https."""

    title: str
    url: str
    by: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a concept's history, also where it makes no note.

    ``date`` is YYYY[-MM[-DD]]; ``precision`` is "", exact, about, before or after.
    """

    key: str
    date: str
    precision: str
    who: Text
    what: Text
    work: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Concept:
    """One file ``concepts/<id>.yaml``, without its notes. ``outline`` is the lines of its top-level keys."""

    id: str
    term: Text
    context: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    related: Mapping[str, str] = field(default_factory=dict)
    links: tuple[ExternalLink, ...] = ()
    confusable: tuple[tuple[str, ...], ...] = ()
    events: tuple[Event, ...] = ()
    outline: tuple[int, ...] = ()
    place: Place = NOWHERE
    allowance: Allowance = NO_ALLOWANCE


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the course: its concepts stand in the order of introduction."""

    id: str
    title: str
    concepts: tuple[str, ...]


class Media(NamedTuple):
    """One file of ``media/``: ``name`` is the author's, ``target`` its content-hash name in packages."""

    name: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A compiled deck. ``notes`` stand in course order; ``media`` holds what they show.

    ``lint`` holds the author's settings of lint rules as written, each with its place; ``places`` says where the
    values of deck.yaml stand.
    """

    id: str
    uuid: str
    name: str
    language: str
    description: str = ""
    license: str = ""
    authors: tuple[str, ...] = ()
    homepage: str = ""
    units: tuple[Unit, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    media: tuple[Media, ...] = ()
    root: str = ""
    lint: Mapping[str, tuple[str, Place]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
