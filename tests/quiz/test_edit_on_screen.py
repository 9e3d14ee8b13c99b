"""The e key on a real pseudo-terminal: the editor opens, and the session continues with the changed deck."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from tests.quiz import quizzes
from tests.quiz.players import Player

if TYPE_CHECKING:
    from pathlib import Path


STUB = """\
#!/bin/sh
echo "$@" > "$HOME/called"
sed -i 's/A small animal that purrs./A small animal, {purring}/' "$2"
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a carnivore that purrs.", "card updated", id="a change"),
        pytest.param("x\\n  bad: [", r"not updated: cat.yaml:\d+:", id="a slip"),
    ],
)
def test_an_edit_changes_the_card_at_once(
    home: Path, players: list[Player], text: str, expected: str
) -> None:
    editor = home / "vi"
    editor.write_text(STUB.replace("{purring}", text), "utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    player = Player(home, EDITOR=str(editor))
    players.append(player)
    player.sees("5 new")
    player.press("e", expected)
    assert (home / "called").read_text() == "+6 decks/small/concepts/cat.yaml\n"
    changed = expected == "card updated"
    shown = player.press(" ", "4 Easy")
    assert ("A small animal, a carnivore that purrs." in shown) is changed
    assert ("A small animal that purrs." in shown) is not changed
    player.press("3", "Good saved")


def test_resized_while_the_editor_is_open(home: Path, players: list[Player]) -> None:
    editor = home / "vi"
    script = 'printf "\\033[2J\\033[1;1Hediting"; read line; printf "then $line"; read line'
    editor.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    player = Player(home, EDITOR=str(editor))
    players.append(player)
    player.sees("5 new")
    player.press("e", "editing")
    player.resize(60, 20)
    assert "animals" not in player.press("on\n", "then on")
    assert "animals" in player.press("\n", "nothing changed")
    assert "5 new" in player.text()


def test_an_edit_that_removes_the_card_starts_with_the_next_one(home: Path, players: list[Player]) -> None:
    editor = home / "vi"
    editor.write_text(
        '#!/bin/sh\nsed -i "/^definition/,/purrs\\.$/d; s/^  cloze:/definition:\\n  cloze:/" "$2"\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    player = Player(home, EDITOR=str(editor))
    players.append(player)
    player.sees("5 new")
    player.press(" ", "4 Easy")
    text = player.press("e", "card removed from the deck")
    assert "A cat [sound] when it is content." in text
    assert "Space shows the answer" in text


def test_an_installed_deck_is_copied_before_it_is_edited(home: Path, players: list[Player]) -> None:
    deck = home / "installed"
    (home / "decks" / "small").rename(deck)
    (home / "decks").rmdir()
    editor = home / "vi"
    editor.write_text(STUB.replace("{purring}", "copied."), "utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    files = {path: path.read_bytes() for path in deck.rglob("*.yaml")}
    driver = quizzes.DRIVER.replace(
        "sys.argv[0]",
        "import flashcards\nflashcards.__file__ = __import__('os').environ['PACKAGE']\nsys.argv[0]",
    )
    player = Player(home, str(deck), driver=driver, EDITOR=str(editor), PACKAGE=str(home / "__init__.py"))
    players.append(player)
    player.sees("5 new")
    assert "c copies it to decks/installed" in player.press("e", "installed and can't be edited")
    player.press("x", "not edited")
    player.press("e", "installed and can't be edited")
    player.press("c", "card updated")
    assert "A small animal, copied." in player.press(" ", "4 Easy")
    assert {path: path.read_bytes() for path in deck.rglob("*.yaml")} == files
    assert "copied." in (home / "decks/installed/concepts/cat.yaml").read_text("utf-8")
