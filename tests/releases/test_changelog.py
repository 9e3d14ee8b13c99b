"""The changelog that collects the notes for learners."""

from __future__ import annotations

import pytest

from flashcards.releases import changelog


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
