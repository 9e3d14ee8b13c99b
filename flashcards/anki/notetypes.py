"""The two note types as Anki stores them.

Ids, names, number and order of fields and templates are frozen at the first release: Anki refuses to update
the notes of a note type whose fields or templates differ from the learner's, and finds a renamed one only by
its ``id`` (measured with anki 26.9). Hence the spare fields and the dormant second and third template. What
the templates and ``style.css`` say may change; then set ``MODIFIED``, or no learner gets the change. Prefer CSS
and backs: where a front changes, Anki makes the missing cards of every note that has one card, and so gives a
learner without them the dropped ones too, as new cards with the banner (``tests/anki/test_real_anki.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import genanki

from flashcards.model import NoteType

MODIFIED: Final = 1796083200
"""When templates or CSS last changed: epoch seconds of that day, UTC (2026-12-01).

Anki takes a note type over when this is newer than the learner's, with the learner's own styling: so never
the build's time.
"""

MODEL_IDS: Final = {NoteType.QA: 1260966948, NoteType.CLOZE: 1849255120}
"""Anki's id of each note type."""

FIELDS: Final = {
    NoteType.QA: {
        "Key": 4782156649,
        "Context": 5687911453,
        "Kind": 9946665822,
        "Question 1": 3720331874,
        "Answer 1": 4563446357,
        "Question 2": 9126428582,
        "Answer 2": 3720749415,
        "Question 3": 1647585998,
        "Answer 3": 3505913519,
        "Extra": 2633766931,
        "Source": 7121214139,
        "Retired": 7319173506,
        "Spare 1": 4240190681,
        "Spare 2": 6620976514,
        "Spare 3": 5217408970,
    },
    NoteType.CLOZE: {
        "Key": 9510843697,
        "Context": 9181243835,
        "Kind": 9105689520,
        "Text": 9342439837,
        "Extra": 8344158395,
        "Source": 5282193420,
        "Retired": 9644268274,
        "Spare 1": 1057275155,
        "Spare 2": 3937623216,
        "Spare 3": 6004208799,
    },
}
"""Each note type's fields in their order, with Anki's id of each."""

TEMPLATES: Final = {
    NoteType.QA: {"Card 1": 4357418079, "Card 2": 1320530861, "Card 3": 9605604831},
    NoteType.CLOZE: {"Cloze": 2310849211},
}
"""Each note type's templates in the order of the card ordinals, with Anki's id of each."""

_FILES: Final = {NoteType.QA: "qa", NoteType.CLOZE: "cloze"}


class Model(genanki.Model):  # type: ignore[misc]  # genanki has no types
    """A genanki model whose modification time is its own."""

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, object]:  # noqa: ARG002  # genanki's signature
        """The note type as Anki's collection holds it; ``timestamp``, the build's time, is not used."""
        model: dict[str, object] = super().to_json(MODIFIED, deck_id)
        return model


def model(kind: NoteType) -> Model:
    """The note type for genanki. A new one at each call, because genanki writes into what it is given."""
    return Model(
        MODEL_IDS[kind],
        kind.value,
        fields=[{"name": name, "id": number} for name, number in FIELDS[kind].items()],
        templates=templates(kind),
        css=_read("style.css"),
        model_type=Model.CLOZE if kind is NoteType.CLOZE else Model.FRONT_BACK,
    )


def templates(kind: NoteType) -> list[dict[str, object]]:
    """The note type's templates in Anki's words: name, id, question format, answer format."""
    front, back = (_read(f"{_FILES[kind]}.{side}.html") for side in ("front", "back"))
    return [
        {"name": name, "id": number, "qfmt": front.replace("$n", n), "afmt": back.replace("$n", n)}
        for n, (name, number) in zip("123", TEMPLATES[kind].items(), strict=False)
    ]


def _read(name: str) -> str:
    return Path(__file__).with_name("templates").joinpath(name).read_text(encoding="utf-8")
