"""``flashcards explain``: a note, and what the next release does to it."""

from __future__ import annotations

import json

import pytest

from tests.cli.maintainer import FAQ, TIME, Maintainer, maintainer

__all__ = ["maintainer"]
SENT = "its content changed since the last release: Anki replaces the note, and with it learners' own tags and edits"


def explained(maintainer: Maintainer, key: str) -> dict[str, object]:
    done = maintainer.run("explain", key, "--json")
    assert done.code == 0, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


def test_a_note_is_shown_with_its_place_identity_releases_and_cards(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    assert maintainer.run("explain", "cell/what") == (
        0,
        (
            "cell/what\n"
            "  item        decks/cells/concepts/cell.yaml:3:3\n"
            "  first name  cell/what\n"
            "  GUID        abea8f20651f913b\n"
            "  note id     1202983558144\n"
            "  note type   Flashcards Q&A\n"
            "  releases    1.0\n"
            "  next        unchanged\n"
            "              its content is the same as in the last release, so Anki leaves learners' notes alone\n"
            "  card 1      ask: The smallest unit of life.\n"
        ),
        "",
    )


def test_json_holds_the_same_for_scripts(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    assert explained(maintainer, "cell/what") == {
        "key": "cell/what",
        "first_name": "cell/what",
        "guid": "abea8f20651f913b",
        "note_id": 1202983558144,
        "note_type": "Flashcards Q&A",
        "path": "decks/cells/concepts/cell.yaml",
        "line": 3,
        "column": 3,
        "retired": False,
        "cards": [{"ordinal": 1, "name": "ask", "dropped": False, "answer": "The smallest unit of life."}],
        "releases": ["1.0"],
        "mod": TIME,
        "next": "unchanged",
        "why": ["its content is the same as in the last release, so Anki leaves learners' notes alone"],
    }


@pytest.mark.parametrize(
    ("text", "key", "what", "why"),
    [
        pytest.param(
            FAQ.replace("smallest", "least"),
            "cell/what",
            "meaning",
            ["answer of ask: The smallest unit of life. → The least unit of life.", SENT],
            id="answer",
        ),
        pytest.param(FAQ.replace("What is", "What's"), "cell/what", "wording", [SENT], id="question"),
        pytest.param(
            "tags: [x]\n" + FAQ,
            "cell/what",
            "waiting",
            [
                "only context, kind, tags or sources changed: sent with the note's next change, or by release --refresh"
            ],
            id="waiting",
        ),
        pytest.param(
            FAQ.replace("  what:", "  what:\n    retired: not needed"),
            "cell/what",
            "withdrawn",
            ["not needed", SENT],
            id="retired",
        ),
        pytest.param(
            FAQ + "  new:\n    q: Q?\n    a: A.\n", "cell/new", "new", ["no release contains it"], id="new"
        ),
        pytest.param(
            FAQ.replace("  what:", "  why:\n    was: what"),
            "cell/what",
            "unchanged",
            [
                "its key was cell/what; learners keep their reviews, because its first name stays the same",
                "its content is the same as in the last release, so Anki leaves learners' notes alone",
            ],
            id="renamed, asked by its first name",
        ),
        pytest.param(
            FAQ.replace("  what:", "  why:"),
            "cell/what",
            "refused",
            ["1 other error in the deck; to see them all, run: flashcards check"],
            id="lost",
        ),
        pytest.param(
            FAQ.replace(
                "    q: What is it?\n    a: The smallest unit of life.\n", "    text: It is {{c1::small}}.\n"
            ).replace("faq:\n", "key_aspects:\n", 1),
            "cell/what",
            "refused",
            [
                (
                    'released-type learners have "cell/what" with questions, and Anki can\'t turn them into blanks; give '
                    'this text another key, like "what-2"; put "what" back and add "retired: see what-2"'
                )
            ],
            id="another note type",
        ),
    ],
)
def test_the_next_release_and_why(
    maintainer: Maintainer, text: str, key: str, what: str, why: list[str]
) -> None:
    maintainer.run("release", "1.0")
    maintainer.write(text)
    found = explained(maintainer, key)
    assert (found["next"], found["why"]) == (what, why)


def test_a_retired_note_is_shown_as_retired_in_every_release(maintainer: Maintainer) -> None:
    maintainer.write(FAQ.replace("  what:", "  what:\n    retired: not needed"))
    maintainer.run("release", "1.0")
    assert (
        "  releases    1.0\n  retired     not needed\n  next        unchanged\n"
        in maintainer.run("explain", "cell/what").out
    )


def test_a_dropped_card_keeps_its_answer_and_has_a_reason(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    maintainer.write(FAQ.replace("  what:", "  what:\n    cards: []\n    dropped: {ask: too easy}"))
    gone = {
        "ordinal": 1,
        "name": "ask",
        "dropped": True,
        "answer": "The smallest unit of life.",
        "why": "too easy",
    }
    assert explained(maintainer, "cell/what")["cards"] == [gone]
    shown = maintainer.run("explain", "cell/what").out
    assert "  card 1      ask (dropped: too easy): The smallest unit of life.\n" in shown


@pytest.mark.parametrize("name", ["abea8f20651f913b", "cell/what"])
def test_a_note_is_found_by_its_guid_too(maintainer: Maintainer, name: str) -> None:
    assert explained(maintainer, name)["key"] == "cell/what"


def test_a_note_that_is_only_in_the_lock_is_shown_from_there(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    maintainer.write(FAQ.replace("  what:", "  why:"))
    found = explained(maintainer, "cell/what")
    assert (found["path"], found["line"], found["cards"]) == (
        None,
        None,
        [{"ordinal": 1, "name": "ask", "dropped": False, "answer": "The smallest unit of life."}],
    )
    assert "  item        no longer in any file\n" in maintainer.run("explain", "cell/what").out


def test_the_closest_key_is_suggested(maintainer: Maintainer) -> None:
    done = maintainer.run("explain", "cell/whta")
    assert done.code == 2
    assert done.err.endswith('Error: this deck has no note "cell/whta"; did you mean "cell/what"?\n')
