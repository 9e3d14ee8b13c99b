"""What learners' collections know the note types by: none of it may ever change after the first release."""

from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest

from flashcards.anki import notetypes
from flashcards.model import NoteType

GOLDEN = {
    NoteType.QA: (
        1260966948,
        "Flashcards Q&A",
        0,
        [
            ("Key", 4782156649),
            ("Context", 5687911453),
            ("Kind", 9946665822),
            ("Question 1", 3720331874),
            ("Answer 1", 4563446357),
            ("Question 2", 9126428582),
            ("Answer 2", 3720749415),
            ("Question 3", 1647585998),
            ("Answer 3", 3505913519),
            ("Extra", 2633766931),
            ("Source", 7121214139),
            ("Retired", 7319173506),
            ("Spare 1", 4240190681),
            ("Spare 2", 6620976514),
            ("Spare 3", 5217408970),
        ],
        [("Card 1", 4357418079), ("Card 2", 1320530861), ("Card 3", 9605604831)],
    ),
    NoteType.CLOZE: (
        1849255120,
        "Flashcards Cloze",
        1,
        [
            ("Key", 9510843697),
            ("Context", 9181243835),
            ("Kind", 9105689520),
            ("Text", 9342439837),
            ("Extra", 8344158395),
            ("Source", 5282193420),
            ("Retired", 9644268274),
            ("Spare 1", 1057275155),
            ("Spare 2", 3937623216),
            ("Spare 3", 6004208799),
        ],
        [("Cloze", 2310849211)],
    ),
}
# When this fails: set MODIFIED to today, or no learner gets the change; then pin both here.
LOOK = (1796083200, "c3acffe122cab5fb")


@pytest.mark.parametrize("kind", NoteType, ids=lambda kind: kind.name)
def test_identity_is_pinned(kind: NoteType) -> None:
    model = notetypes.model(kind).to_json(1, 1)
    fields, templates = ([(x["name"], x["id"]) for x in model[key]] for key in ("flds", "tmpls"))  # type: ignore[attr-defined]  # JSON
    assert (int(str(model["id"])), model["name"], model["type"], fields, templates) == GOLDEN[kind]


def test_a_new_look_has_a_new_date() -> None:
    looks = [(notetypes.templates(kind), notetypes.model(kind).css) for kind in NoteType]
    assert (notetypes.MODIFIED, sha256(json.dumps(looks).encode()).hexdigest()[:16]) == LOOK


@pytest.mark.parametrize("kind", NoteType, ids=lambda kind: kind.name)
def test_the_builds_time_is_not_the_models(kind: NoteType) -> None:
    assert notetypes.model(kind).to_json(1_900_000_000, 1)["mod"] == notetypes.MODIFIED


@pytest.mark.parametrize(
    ("kind", "names"),
    [(NoteType.QA, ["Question 1", "Question 2", "Question 3"]), (NoteType.CLOZE, ["Text"])],
    ids=["qa", "cloze"],
)
def test_a_card_needs_its_question_and_nothing_else(kind: NoteType, names: list[str]) -> None:
    fields = list(notetypes.FIELDS[kind])
    assert notetypes.model(kind)._req == [[n, "all", [fields.index(name)]] for n, name in enumerate(names)]


@pytest.mark.parametrize("kind", NoteType, ids=lambda kind: kind.name)
def test_templates_hold_fields_and_punctuation_only(kind: NoteType) -> None:
    for template in notetypes.templates(kind):
        for side in (str(template["qfmt"]), str(template["afmt"])):
            assert "<script" not in side.lower()
            assert "://" not in side
            shown = re.sub(r"<[^>]*>|\{\{[^}]*\}\}", "", side)
            assert not re.search(r"\w|\$", shown)
            used = set(re.findall(r"\{\{[#/^]?(?:cloze:)?([^}]*)\}\}", side)) - {"FrontSide"}
            assert used <= set(notetypes.FIELDS[kind])


def test_the_style_fetches_nothing() -> None:
    css = notetypes.model(NoteType.QA).css
    assert not re.search(r"url\(|@import|expression|://", css)


def _colours() -> list[dict[str, str]]:
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in _blocks()]
    return [colours for colours in found if colours]


def _blocks() -> list[str]:
    return re.findall(r"\{([^{}]*)\}", notetypes.model(NoteType.QA).css)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("night", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("ink", "paper"),
        ("quiet", "paper"),
        ("accent", "paper"),
        ("ink", "tint"),
        ("accent", "tint"),
        ("warn", "warn-tint"),
    ],
)
def test_contrast_is_wcag_aa(front: str, back: str, night: bool) -> None:
    light, dark = _colours()
    colours = dark if night else light
    assert _contrast(colours[front], colours[back]) >= 4.5
