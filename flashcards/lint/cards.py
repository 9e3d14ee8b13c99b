"""What rules look at (a deck's cards as learners see them) and what they return (findings)."""

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
    """What a rule found.

    Attributes:
        level: How serious it is.
        place: Where to report it.
        message: What is wrong.
        hint: How to fix it.
        notes: The notes concerned, the faulty one first; an allowance on any of their items accepts the finding.
        concept: The concept concerned, if its own allowance accepts the finding.
    """

    level: Level
    place: Place
    message: str
    hint: str
    notes: tuple[Note, ...] = ()
    concept: Concept | None = None


class SeenCard:
    """One card as a learner sees it, in plain text.

    Attributes:
        note: The card's note.
        card: The card itself.
        english: Whether the deck is in English.
        cloze: Whether the card is a cloze.
        front: The whole front; a blank is ``____``.
        body: The part of the front that the author wrote.
        answer: What the learner must answer, without what the back adds to it.
        hints: The hints in a cloze's blanks.
        words: The words of the front.
        stems: The stems of the front's content words.
    """

    def __init__(self, note: Note, card: Card, *, english_deck: bool) -> None:
        self.note = note
        self.card = card
        self.english = english_deck
        self.cloze = note.type is NoteType.CLOZE
        self._marked = _marked(note.text, card.ordinal) if self.cloze else ""
        self.front = _HIDDEN.sub(english.BLANK, self._marked) if self.cloze else plain(prose.front(card))
        self.answer = plain(card.answer)
        self.hints = _hints(note.text, card.ordinal) if self.cloze else ()
        self.words = english.tokens(self.front)
        self.body = self.front if self.cloze else plain(card.given or prose.front(card))
        self.stems = stems(self.words, english_deck=english_deck)

    @cached_property
    def answer_stems(self) -> frozenset[str]:
        """The stems of the answer's content words."""
        return stems(english.tokens(self.answer), english_deck=self.english)

    @cached_property
    def blanks(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each sentence of a cloze card that has blanks: the whole sentence, and what each blank hides."""
        parts = [part for part in english.sentences(self._marked) if "\x02" in part]
        return tuple((_MARKS.sub("", part), tuple(_HIDDEN.findall(part))) for part in parts)

    @property
    def item(self) -> str:
        """The key of the card's item: ``concept/item``."""
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
        """Return whether the rule with this code skips cards of this form."""
        return code in self.card.form.exempt

    def name(self) -> str:
        """Return the card's name in messages."""
        return f"{self.note.key}, card {self.card.name}"

    def finding(
        self, level: Level, message: str, hint: str, *, back: bool = False, other: Note | None = None
    ) -> Finding:
        """Return a finding about this card, placed at its front or, with ``back``, at its answer."""
        notes = (self.note,) if other is None else (self.note, other)
        return Finding(level, self.place(back=back), f"{self.name()}: {message}", hint, notes)

    def place(self, *, back: bool = False) -> Place:
        """Return where the text of the front, or with ``back`` of the answer, is in the source."""
        return self.note.place_of(
            *((self.form.answer_at if back else self.form.question_at) or (self.card.name,))
        )


class Course:
    """A deck's cards and the names of its concepts. Retired notes are left out: new learners never see them."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self.english = is_english(deck)
        # A card without a question is one that the compiler could not read, and has reported.
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
        """Each concept's cards, by its id."""
        out: dict[str, list[SeenCard]] = {name: [] for name in self.deck.concepts}
        for seen in self.cards:
            out[seen.note.concept].append(seen)
        return out

    @cached_property
    def owners(self) -> dict[str, str]:
        """The concept that a term or alias (in lower case) names."""
        return {name.casefold(): concept for concept, names in self.names.items() for name in names}

    @cached_property
    def frequency(self) -> Counter[str]:
        """On how many fronts each stem occurs, not counting cards that show a definition."""
        fronts = (seen for seen in self.cards if seen.form.definition != "question")
        return Counter(stem for seen in fronts for stem in seen.stems)

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
        """Return the context line of a concept as its author wrote it."""
        return self.deck.concepts[concept].context

    def stems(self, text: str) -> frozenset[str]:
        """Return the stems of a text's content words."""
        return stems(english.tokens(text), english_deck=self.english)

    def parts(self, text: str) -> frozenset[str]:
        """Return the stems of a text's content words, with the parts of hyphenated words as well."""
        return self.stems(f"{text} {text.replace('-', ' ')}")


def stems(words: Iterable[str], *, english_deck: bool) -> frozenset[str]:
    """Return the stems of the content words; for a deck that isn't English, the words themselves. Skips blanks."""
    shown = (word for word in words if word != english.BLANK)
    return (
        frozenset(english.stem(word) for word in shown if word not in english.STOP)
        if english_deck
        else frozenset(shown)
    )


def is_english(deck: Deck) -> bool:
    """Return whether rules about English apply to a deck."""
    return deck.language.split("-")[0] == "en"


def _marked(text: Text, number: int) -> str:
    r"""Return a cloze text in which \x02 and \x03 enclose what the blanks with this number hide."""
    return plain(
        _replace_clozes(text, lambda c: ("\x02", *c.spans, "\x03") if c.number == number else c.spans)
    )


def _replace_clozes(text: Text, change: Callable[[Cloze], tuple[Span, ...]]) -> Text:
    return prose.rewrite(text, lambda span: change(span) if isinstance(span, Cloze) else span)


def _hints(text: Text, number: int) -> tuple[str, ...]:
    return tuple(s.hint for s in prose.walk(text) if isinstance(s, Cloze) and s.number == number and s.hint)


def linked(note: Note) -> Iterator[str]:
    """Yield the concepts that a note's cards link to."""
    for text in (note.text, *(text for card in note.cards for text in (prose.front(card), prose.back(card)))):
        yield from prose.linked(text)
