"""The nouns of the program, in Anki's and FSRS's own words: frozen values that do no work.

A *deck* is a folder of *concepts*. A concept's *items* become *notes*, and a note has one or more *cards*. A
*problem* says what is wrong with a source text, and where.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Word(Enum):
    """An enumeration whose members pickle as calls of their class.

    Python 3.11.2, which Debian 12 has, pickles members through `getattr`, which the cache of decks refuses to
    call.
    """

    def __reduce_ex__(self, _: object) -> tuple[type, tuple[str]]:
        return type(self), (self.value,)


# --- places and problems --------------------------------------------------------------------------


class Place(NamedTuple):
    """A position in a source text. Line and column count from 1, the column in characters."""

    path: str
    line: int = 1
    column: int = 1


class Level(_Word):
    """The weight of a problem. An error stops the build; a warning and an information don't."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


NOWHERE = Place("")


class Problem(NamedTuple):
    """What is wrong, where, and what to do about it.

    ``code`` never changes, so scripts may match it. ``hint`` is a sentence that says what to do, or "".
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    level: Level = Level.ERROR

    @property
    def rank(self) -> tuple[Place, str, str]:
        """Return the key that problems are sorted by."""
        return self.place, self.code, self.message


class Allowance(NamedTuple):
    """The lint rules that an author switched off for an item or a concept, each with its place, and why."""

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
    r"""TeX source, ``\(..\)`` or, with ``display``, ``\[..\]``. Clozes may stand inside it."""

    spans: tuple[Span, ...]
    display: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the web; ``url`` is http or https."""

    spans: tuple[Span, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ConceptLink:
    """``[[concept]]``.

    ``spans`` is what it shows; it is empty until the compiler fills in the concept's term.
    """

    concept: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """An image. ``file`` is its name in ``media/``, until the compiler puts the content-hash name there."""

    alt: str
    file: str


@dataclass(frozen=True, slots=True)
class Cloze:
    """``{{c1::answer::hint}}``. Clozes of one number are hidden together."""

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
    """Literal lines: ``text``, or ``spans`` if clozes stand in them. The spans are codes and clozes of codes."""

    text: str
    spans: tuple[Span, ...] = ()


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


# Nine fields in ten are one plain paragraph. It stays a ``str``, whose characters are literal, not markup.
Text = str | Rich

# --- notes and cards -----------------------------------------------------------------------------------


class NoteType(_Word, StrEnum):
    """The note types, by their names in Anki.

    Both are frozen at the first release (``anki/notetypes.py``).
    """

    QA = "Flashcards Q&A"
    CLOZE = "Flashcards Cloze"


class Tier(_Word, StrEnum):
    """When a note is introduced: within a unit, core notes come before the others."""

    CORE = "core"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Source:
    """A work that items cite. ``credibility`` runs from 5 (peer-reviewed) to 1 (marketing); 0 is unrated."""

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
        """Hash the id alone, which a deck defines once, because sources are looked up for every note."""
        return hash(self.id)


class Citation(NamedTuple):
    """A source, and the place in it ("section 4") if the author gave one."""

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

    ``question_at`` and ``answer_at`` name the fields of the item that hold the question's and the answer's
    text. The first field that the item has counts; if none is named, it is the field that has the card's
    name. ``exempt`` holds the codes of the lint rules that don't apply.
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

    The front shows ``given`` (a statement, a scenario or an event), then the question ``ask``, then
    ``options`` (a list to choose from or to put in order). The back shows ``answer``, which the learner is
    graded on, and ``background`` below it. Every part but the answer may be "".

    A choice names the concepts that it offers in ``among`` and the right one in ``concept``. A cloze card has
    only an answer, the hidden words; its front is the note's text.
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
    """A card that an author took out after a release had it, and why."""

    ordinal: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """What Anki stores, made from one item.

    ``key`` is its name today; ``first`` is its first name, which identifies it for life. ``heading`` is the
    section as cards show it, ``context`` the small line above the question, ``position`` the place in the
    course, from 1. ``digest`` is the content hash (16 hex digits). ``fields`` says where the fields of the
    item stand in the source; a name may occur twice, and the first counts. ``between`` holds the first names
    of the concepts that a distinction compares, in their order. ``retired`` is the author's reason, and
    ``withdrawn`` the sentence around such a reason in the deck's language, with {why} in its place.
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
        """Return what learners read on a withdrawn card, or "" if there is no reason."""
        return self.withdrawn.format(why=why) if why else ""

    def place_of(self, *names: str) -> Place:
        """Return the place of the first of these fields that the item has, or else of the note."""
        places = dict(reversed(self.fields))
        return next((places[name] for name in names if name in places), self.place)

    @property
    def live(self) -> tuple[Card, ...]:
        """Return the cards that a new learner gets; a retired note has none."""
        return () if self.retired else self.cards


# --- concepts and decks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """Something to read or watch about a concept. ``url`` is http or https."""

    title: str
    url: str
    by: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a concept's history, whether it makes a note or not.

    ``date`` is YYYY[-MM[-DD]]. ``precision`` is "", exact, about, before or after.
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
    """One concept file, without its notes. ``outline`` holds the lines of its top-level keys."""

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
    """A part of the course, with its concepts in the order of introduction."""

    id: str
    title: str
    concepts: tuple[str, ...]


class Media(NamedTuple):
    """One file of ``media/``. ``name`` is the author's; ``target`` is its content-hash name in packages."""

    name: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A compiled deck, with its notes in the order of the course and the media that they show.

    ``lint`` holds the author's settings of lint rules as written, each with its place. ``places`` says where
    the values of deck.yaml stand.
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
