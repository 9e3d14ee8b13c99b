"""The deck as the rules see it: every card with what its learner sees and must say, and what a rule may find."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flashcards.lint import english
from flashcards.model import Cloze, Level, NoteType
from flashcards.text import prose
from flashcards.text.plain import plain
from flashcards.text.wording import QUOTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flashcards.model import Card, Concept, Deck, Form, Note, Place, Span, Text

_HIDDEN = re.compile("\x02([^\x03]*)\x03")
_MARKS = re.compile("[\x02\x03]")


class Finding(NamedTuple):
    """What a rule found. The notes' items, or else the concept, may allow it; the first is the one at fault."""

    level: Level
    place: Place
    message: str
    hint: str
    notes: tuple[Note, ...] = ()
    concept: Concept | None = None


class SeenCard:
    """One card as its learner meets it.

    ``front`` is the whole question, a blank being ``____``, and ``body`` the author's part of it; ``answer`` what must
    be said (not what the back adds to it); ``hints`` the hints of a cloze's blanks; ``stems`` the stemmed content words
    of the front.
    """

    def __init__(self, note: Note, card: Card, *, english_deck: bool) -> None:
        self.note = note
        self.card = card
        self.english = english_deck
        self.cloze = note.type is NoteType.CLOZE
        self.marked = _marked(note.text, card.ordinal) if self.cloze else ""
        self.front = _HIDDEN.sub(english.BLANK, self.marked) if self.cloze else plain(prose.front(card))
        self.answer = plain(card.answer)
        self.hints = _hints(note.text, card.ordinal) if self.cloze else ()
        self.words = english.tokens(self.front)
        self.body = self.front if self.cloze else plain(card.given or prose.front(card))
        self.stems = stems(self.words, english_deck=english_deck)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The stemmed content words of the answer."""
        return stems(english.tokens(self.answer), english_deck=self.english)

    @cached_property
    def blanks(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """A cloze card's sentences that have blanks: the whole sentence, and what each of its blanks hides."""
        parts = [part for part in english.sentences(self.marked) if "\x02" in part]
        return tuple((_MARKS.sub("", part), tuple(_HIDDEN.findall(part))) for part in parts)

    @property
    def item(self) -> str:
        """``concept/item``, without the part."""
        return self.note.key.split(".", 1)[0]

    @property
    def form(self) -> Form:
        """What the card's kind says about it."""
        return self.card.form

    @property
    def quoted(self) -> bool:
        """Whether another's words stand on the card, behind the mark of a draft."""
        texts = (self.front, plain(prose.back(self.card)), plain(self.note.extra))
        return any(QUOTED in text for text in texts)

    def exempt(self, code: str) -> bool:
        """Whether a rule does not apply to cards of this form."""
        return code in self.card.form.exempt

    def name(self) -> str:
        """The card as messages call it."""
        return f"{self.note.key}, card {self.card.name}"

    def finding(
        self, level: Level, message: str, hint: str, *, back: bool = False, other: Note | None = None
    ) -> Finding:
        """Something about this card, at its front's or its answer's place."""
        notes = (self.note,) if other is None else (self.note, other)
        return Finding(level, self.place(back=back), f"{self.name()}: {message}", hint, notes)

    def place(self, *, back: bool = False) -> Place:
        """Where the front's text stands, or the answer's."""
        return self.note.place_of(
            *((self.form.answer_at if back else self.form.question_at) or (self.card.name,))
        )


class Course:
    """A deck's cards and the names of its concepts. Withdrawn notes are left out: nobody new is asked them."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self.english = is_english(deck)
        # A question that could not be read is told already, and says nothing of the card.
        self.cards = [
            SeenCard(note, card, english_deck=self.english)
            for note in deck.notes
            for card in note.live
            if card.ask or note.type is NoteType.CLOZE
        ]
        self.notes = [note for note in deck.notes if note.live]
        self.names = {
            concept.id: (plain(concept.term), *concept.aliases) for concept in deck.concepts.values()
        }

    @cached_property
    def by_concept(self) -> dict[str, list[SeenCard]]:
        """Concept → its cards."""
        out: dict[str, list[SeenCard]] = {name: [] for name in self.deck.concepts}
        for asked in self.cards:
            out[asked.note.concept].append(asked)
        return out

    @cached_property
    def owners(self) -> dict[str, str]:
        """Every term and alias in lower case → its concept."""
        return {name.casefold(): concept for concept, names in self.names.items() for name in names}

    @cached_property
    def frequency(self) -> Counter[str]:
        """Stem → the number of fronts on which it stands, but for definitions."""
        fronts = (asked for asked in self.cards if asked.form.definition != "question")
        return Counter(stem for asked in fronts for stem in asked.stems)

    def quotes(self, finding: Finding) -> bool:
        """Whether a finding is about a note, or a concept, that still has another's words in it.

        No rule but L21 judges those: what it would say is about words that go.
        """
        notes = {note.key for note in finding.notes}
        name = finding.concept.id if finding.concept else ""
        return any(note.key in notes or note.concept == name for note in self.quoted)

    @cached_property
    def quoted(self) -> list[Note]:
        """The notes behind whose mark another's words stand."""
        return [asked.note for asked in self.cards if asked.quoted]

    def topic(self, concept: str) -> str:
        """The context line of a concept as its author wrote it."""
        return self.deck.concepts[concept].context

    def stems(self, text: str) -> frozenset[str]:
        """The stemmed content words of a text."""
        return stems(english.tokens(text), english_deck=self.english)

    def parts(self, text: str) -> frozenset[str]:
        """The stemmed content words of a text, and those that hyphens join."""
        return self.stems(f"{text} {text.replace('-', ' ')}")


def stems(words: Iterable[str], *, english_deck: bool) -> frozenset[str]:
    """The stems of the content words, without blanks; of a deck that isn't English, the words as they are."""
    told = (word for word in words if word != english.BLANK)
    return (
        frozenset(english.stem(word) for word in told if word not in english.STOP)
        if english_deck
        else frozenset(told)
    )


def is_english(deck: Deck) -> bool:
    """Whether rules about English apply."""
    return deck.language.split("-")[0] == "en"


def _marked(text: Text, number: int) -> str:
    r"""A cloze text's words with what one number hides between \x02 and \x03."""
    return plain(_clozes(text, lambda c: ("\x02", *c.spans, "\x03") if c.number == number else c.spans))


def _clozes(text: Text, change: Callable[[Cloze], tuple[Span, ...]]) -> Text:
    return prose.rewrite(text, lambda span: change(span) if isinstance(span, Cloze) else span)


def _hints(text: Text, number: int) -> tuple[str, ...]:
    return tuple(s.hint for s in prose.walk(text) if isinstance(s, Cloze) and s.number == number and s.hint)


def linked(note: Note) -> Iterator[str]:
    """The concepts that a note's cards link to."""
    for text in (note.text, *(text for card in note.cards for text in (prose.front(card), prose.back(card)))):
        yield from prose.linked(text)
