"""Notes for learners from the lock alone, and the changelog that collects them."""

from __future__ import annotations

import pytest

from flashcards import changelog, release
from tests.lockdecks import deck, released

FAQ = (
    "term: cell\nfaq:\n  what:\n    q: What is it?\n    a: Life.\n  size:\n    q: How large?\n    a: Small.\n"
)
CLOZE = "term: cell\ndefinition:\n  cloze:\n    parts:\n      text: The {{c1::nucleus}} holds {{c2::DNA}}.\n"
FIND = "To find them in Anki's Browse window:\n\n    tag:cells"


@pytest.mark.parametrize(
    ("before", "after", "chapters"),
    [
        pytest.param(FAQ, FAQ, "Nothing changes on your cards in this version.\n", id="nothing"),
        pytest.param(
            FAQ,
            FAQ.replace("Life", "Alive") + "  new:\n    q: Q?\n    a: A.\n",
            f"### New: 1 note\n\nThey wait among your new cards. {FIND} (Key:cell/new)\n\n"
            f"### Corrected: 1 note\n\nYour intervals stay as they are. {FIND} (Key:cell/what)\n",
            id="new and corrected",
        ),
        pytest.param(
            FAQ,
            FAQ.replace("  what:", "  what:\n    retired: no"),
            "### Withdrawn: 1 note\n\nPlease don't study these any longer: suspend or delete them. "
            f"{FIND} (Key:cell/what)\n",
            id="a note withdrawn",
        ),
        pytest.param(
            CLOZE,
            CLOZE.replace("{{c2::DNA}}", "DNA") + "      dropped: {2: no}\n",
            "### Withdrawn: 1 note\n\nPlease don't study these any longer: suspend or delete them. "
            f"{FIND} ((Key:cell/parts card:2))\n",
            id="a card withdrawn",
        ),
    ],
)
def test_notes_name_what_learners_see_and_how_to_find_it(before: str, after: str, chapters: str) -> None:
    new = deck({"cell": after})
    fates = release.fates(new, released(deck({"cell": before})))
    assert (
        changelog.notes_for_learners(new, fates, "1.1", "2026-11-21") == f"## 1.1 (2026-11-21)\n\n{chapters}"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "# Changes for learners\n\n## 1.1 (d)\n\nX\n", id="none yet"),
        pytest.param("# Mine\n\nWords.\n", "# Mine\n\nWords.\n\n## 1.1 (d)\n\nX\n", id="only a head"),
        pytest.param(
            "# Mine\n\n## 1.0\n\nA\n", "# Mine\n\n## 1.1 (d)\n\nX\n\n## 1.0\n\nA\n", id="newest first"
        ),
        pytest.param(
            "# Mine\n\n## 1.1 (old)\n\nY\n\n### Z\n\n## 1.0\n\nA\n",
            "# Mine\n\n## 1.1 (d)\n\nX\n\n## 1.0\n\nA\n",
            id="the same version again",
        ),
        pytest.param(
            "# Mine\n\n## 1.10 (d)\n\nA\n",
            "# Mine\n\n## 1.1 (d)\n\nX\n\n## 1.10 (d)\n\nA\n",
            id="a version that begins alike",
        ),
    ],
)
def test_the_changelog_is_newest_first_and_holds_a_version_once(text: str, expected: str) -> None:
    assert changelog.entered(text, "1.1", "## 1.1 (d)\n\nX\n") == expected
    assert changelog.entered(expected, "1.1", "## 1.1 (d)\n\nX\n") == expected
