"""The full screen on a real pseudo-terminal: what it shows at any size, and what each key does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from flashcards.study.log import CardState
from tests.quiz import quizzes
from tests.quiz.players import Player

if TYPE_CHECKING:
    from pathlib import Path


def test_a_session_with_undo_suspend_and_resume(home: Path, players: list[Player]) -> None:
    one = Player(home)
    players.append(one)
    first = one.sees("5 new · 0 learning · 0 due")
    assert "What does “cat” mean?" in first
    assert f"Small deck (decks/small). Your progress is kept in\n {home}"[:40] in first
    assert "purrs" not in first
    shown = one.press(" ", "▸3 Good 10m")
    assert "A small animal that purrs." in shown
    assert re.search(r"1 Again 1m +2 Hard 6m +▸3 Good 10m +4 Easy 7d", shown)
    assert "Good saved, back in 10m" in one.press("\r", "4 new · 1 learning · 0 due")
    assert "What does “cat” mean?" in one.press("u", 'took back Good on "cat", 4 Oct')
    one.press("!", r"suspended \(u undoes\)")
    one.press(" ", "▸3 Good")
    one.press("1", "Again saved, back in 1m")
    assert one.end("q") == 0
    assert "1 answer, 0 right (0 %), 0 s." in one.text()
    two = Player(home)
    players.append(two)
    resumed = two.sees("new · 1 learning")
    assert "What does “cat” mean?" not in resumed
    two.press("u", "took back Again")
    two.press("u", "took back suspend")
    assert "What does “cat” mean?" in two.text()
    assert two.end("q") == 0
    assert set(quizzes.states(home).values()) <= {CardState()}


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_label_is_cut_at_any_width(home: Path, players: list[Player], columns: int) -> None:
    player = Player(home, "--kind", "distinctions", columns=columns, rows=30)
    players.append(player)
    player.sees("Space shows the answer")
    text = player.press(" ", "4 Easy")
    for label in (
        "1 Again",
        "2 Hard",
        "▸3 Good",
        "4 Easy",
        "How do cat and dog differ?",
        "Comes when called.",
    ):
        assert label in text
    lines = [line for line in text.split("\n") if line]
    assert max(map(len, lines)) <= columns
    assert all(line.startswith(" ") for line in lines)


def test_a_long_card_scrolls_before_space_grades_it(home: Path, players: list[Player]) -> None:
    player = Player(home, "--kind", "distinctions", columns=40, rows=14)
    players.append(player)
    player.sees("Space shows the answer")
    player.press(" ", "↓ more")
    text = player.press(" ", "Comes when called")
    assert "saved" not in text
    while "↓ more" in player.text():
        player.child.send("\x1b[6~")
        player.hear()
    player.press(" ", "Good saved")


def test_no_color_gives_the_same_words_without_colour(home: Path, players: list[Player]) -> None:
    coloured, plain = Player(home), Player(home, NO_COLOR="1")
    players += [coloured, plain]
    for player in players:
        player.sees("5 new")
        player.press(" ", "4 Easy")
    colours = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3|4|9|10)[0-7](?:;[0-9;]*)?m")
    assert colours.search(coloured.raw)
    assert not colours.search(plain.raw)
    assert coloured.text() == plain.text()


def test_a_typed_answer_is_shown_with_its_verdict(home: Path, players: list[Player]) -> None:
    player = Player(home, "--type", "--concept", "dog", "--cram")
    players.append(player)
    if "mean?" in player.sees("> ▏|mean"):
        player.press(" ", "4 Easy")
        player.press("3", "> ▏")
    typing = player.press("dgo\x7f\x7fog", "> dog▏")
    assert "Enter checks   Esc shows the answer" in typing
    assert "q quit" not in typing
    player.press("\r", "✓ dog")
    player.press("\r", r"answers?, \d right|Good \(cram: schedule unchanged\)|Good saved")


@pytest.mark.parametrize(
    ("key", "message", "grade"),
    [
        pytest.param("right", "✓ right", "▸3 Good", id="right"),
        pytest.param("wrong", "✗ you chose: An animal that ", "▸1 Again", id="wrong"),
        pytest.param(" ", "A small animal that purrs.", "▸3 Good", id="shown without a choice"),
    ],
)
def test_a_chosen_option_suggests_its_grade(
    home: Path, players: list[Player], key: str, message: str, grade: str
) -> None:
    cow = "term: cow\ndefinition:\n  short:\n    text: An animal that moos.\n"
    (home / "decks/small/concepts/cow.yaml").write_text(cow)
    deck = home / "decks/small/deck.yaml"
    deck.write_text(deck.read_text("utf-8").replace("[cat, dog]", "[cat, dog, cow]"), "utf-8")
    player = Player(home, "--choice", "--limit", "1")
    players.append(player)
    front = player.sees("1-3 choose   Space shows the answer")
    options = dict(re.findall(r"^ (\d) (.*)$", front, re.MULTILINE))
    right = next(number for number, text in options.items() if "purrs" in text)
    pressed = {"right": right, "wrong": f"{int(right) % 3 + 1}"}.get(key, key)
    shown = player.press(pressed, grade)
    assert message in shown
    assert ("✓" in shown or "✗" in shown) is (key != " ")


def test_the_difference_and_the_source_after_a_miss(home: Path, players: list[Player]) -> None:
    player = Player(home, "--type", "--kind", "distinctions")
    players.append(player)
    player.sees("differ")
    player.press("-", "> ▏")
    player.press("dog\r", "d shows how they differ")
    assert "[-dog-]{+cat+}" in player.text()
    assert "▸1 Again" in player.text()
    assert "How they take commands." in player.press("d", "Space goes back")
    assert "First work" in player.text()
    player.press(" ", "▸1 Again")
    assert "https://example.org/1" in player.press("s", "Space goes back")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param("?", "bury: not before tomorrow", id="help"),
        pytest.param("i", "cat/short · forward", id="information"),
        pytest.param("o", "this card has no image", id="no image"),
        pytest.param("*", "marked", id="mark"),
        pytest.param("f2", "flag 2", id="flag"),
        pytest.param("s", "would give the answer away", id="no source before the answer"),
        pytest.param("x", "x does nothing here", id="another key"),
        pytest.param("\x1b[A", "Space shows the answer", id="arrow"),
    ],
)
def test_each_key_says_what_it_does(home: Path, players: list[Player], key: str, expected: str) -> None:
    player = Player(home)
    players.append(player)
    player.sees("5 new")
    player.press(key, expected)
    assert player.end("q") == 0


def test_control_characters_in_a_deck_never_reach_the_terminal(home: Path, players: list[Player]) -> None:
    path = home / "decks/small/concepts/cat.yaml"
    text = path.read_text("utf-8").replace("context: animals", 'context: "[red]animals[/red] \\\\e[2J"')
    path.write_text(text, "utf-8")
    player = Player(home)
    players.append(player)
    shown = player.sees("5 new")
    assert r"[red]animals[/red] \e[2J" in shown
