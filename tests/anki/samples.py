"""Made-up notes and decks with defaults for everything that a test doesn't set."""

from __future__ import annotations

from hashlib import sha256

from flashcards.model import (
    Card,
    Citation,
    Cloze,
    Deck,
    Dropped,
    Form,
    Media,
    Note,
    NoteType,
    Paragraph,
    Place,
    Rich,
    Source,
    Text,
    Tier,
)

UUID = "6f0b3a52-6f0e-4f5e-9c55-0d5a5a6e7a11"
TIME = 1_790_000_000
SOURCE = Source(
    "rlo2019",
    "Risks from Learned Optimization",
    ("Evan Hubinger", "Chris van Merwijk", "Vladimir Mikulik"),
    year="2019",
    url="https://arxiv.org/abs/1906.01820",
)


def _note(key: str, **other: object) -> Note:
    hashed = sha256(f"{UUID}\n{key}".encode()).hexdigest()
    values: dict[str, object] = {
        "key": key,
        "first": key,
        "guid": hashed[:16],
        "id": 10**12 + 512 * (int(hashed, 16) % 10**9),
        "concept": key.partition("/")[0],
        "kind": "faq",
        "heading": "Question",
        "unit": "basics",
        "tier": Tier.CORE,
        "context": "AI alignment · inner alignment",
        "text": "",
        "extra": "",
        "citations": (Citation(SOURCE),),
        "tags": ("ai::kind::faq", "ai::unit::basics"),
        "position": 1,
        "digest": hashed[16:32],
        "place": Place("concepts/x.yaml"),
    }
    return Note(**{**values, **other})  # type: ignore[arg-type]  # a table of defaults has no exact types


def qa(key: str, *sides: tuple[int, Text, Text], **other: object) -> Note:
    """Return a question-and-answer note with these cards: ordinal, question, answer."""
    cards = tuple(Card(n, str(n), Form(), back, ask=front) for n, front, back in sides)
    return _note(key, type=NoteType.QA, cards=cards, **other)


def cloze(key: str, *spans: str | tuple[int, str, str], **other: object) -> Note:
    """Return a cloze note of plain text and of clozes: number, answer, hint."""
    holes = [span for span in spans if isinstance(span, tuple)]
    cards = {number: Card(number, str(number), Form(), answer) for number, answer, _ in holes}
    parts = (span if isinstance(span, str) else Cloze(span[0], (span[1],), span[2]) for span in spans)
    text = Rich((Paragraph(tuple(parts)),))
    return _note(key, **{"type": NoteType.CLOZE, "cards": tuple(cards.values()), "text": text, **other})


def deck(*notes: Note, media: tuple[Media, ...] = (), **other: object) -> Deck:
    """Return a deck of these notes, in this order."""
    values: dict[str, object] = {"homepage": "https://example.org/?a=1&b=2", "description": "A <course>"}
    return Deck("ai", UUID, "AI Alignment", "en", notes=notes, media=media, **{**values, **other})  # type: ignore[arg-type]  # as above


def dropped(ordinal: int, why: str) -> tuple[Dropped, ...]:
    """Return what a note records about one dropped card."""
    return (Dropped(ordinal, str(ordinal), why),)


def course(size: int) -> Deck:
    """Return a deck of ``size`` notes of ordinary length; two in five are clozes."""
    return deck(*(_lesson(number) for number in range(size)))


def _lesson(number: int) -> Note:
    key = f"concept-{number // 15}/item-{number % 15}"
    where = {"id": 10**12 + 512 * (number * 7_919_327 % 10**9), "position": number + 1}
    if number % 5 < 2:
        spans = ("Training selects a model for ", (1, f"low loss {number}", "what is measured"))
        return cloze(
            key,
            *spans,
            "; nothing forces its own goal to equal the ",
            (2, "base objective", ""),
            ".",
            **where,
        )
    answer = (
        f"On that distribution the wrong goal and the right one earn the same low loss, in case {number}."
    )
    question = f"Why can training-distribution metrics not reveal a wrong mesa-objective, in case {number}?"
    return qa(key, (1, question, answer), *[(2, answer, question)] * (number % 5 == 2), **where)
