"""The quiz on a real pseudo-terminal: what stands on the screen, whatever the size and whatever ends it."""

from __future__ import annotations

import re
import signal
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pexpect
import pyte
import pytest

from flashcards.reviews.store import Store
from flashcards.study.log import CardState
from tests import courses
from tests.quiz import quizzes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


class Player:
    """A learner at a terminal: types keys, and looks at the screen until it shows what is expected."""

    def __init__(self, home: Path, *arguments: str, columns: int = 80, rows: int = 24, **env: str) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        program, *words = quizzes.words(*arguments)
        self.child = pexpect.spawn(
            program, words, cwd=str(home), env=quizzes.environment(home, **env), dimensions=(rows, columns)
        )
        self.child.delaybeforesend = None

    def sees(self, pattern: str) -> str:
        """The screen as soon as it shows the pattern, in a frame that is drawn to its end."""
        while self.raw.rfind(b"\x1b[H") > self.raw.rfind(b"\x1b[J") or not re.search(pattern, self.text()):
            try:
                self._hear()
            except (pexpect.EOF, pexpect.TIMEOUT):
                pytest.fail(f"{pattern!r} is not on the screen:\n{self.text()}")
        return self.text()

    def press(self, keys: str, pattern: str) -> str:
        """The screen after keys."""
        self.child.send(keys)
        return self.sees(pattern)

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def end(self, keys: str = "") -> int:
        """Press the last keys and wait; the exit code."""
        self.child.send(keys)
        with suppress(pexpect.EOF):
            while True:
                self._hear()
        self.child.close()
        assert self.child.exitstatus is not None, f"ended by signal {self.child.signalstatus}"
        return self.child.exitstatus

    def _hear(self) -> None:
        data: bytes = self.child.read_nonblocking(4096, timeout=20)  # type: ignore[assignment]  # no encoding was given
        self.raw += data
        self.stream.feed(data)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    quizzes.deck(tmp_path)
    return tmp_path


@pytest.fixture
def players() -> Iterator[list[Player]]:
    """Whoever is still playing at the end of a test is sent home."""
    out: list[Player] = []
    yield out
    for player in out:
        player.child.close(force=True)


def states(home: Path) -> dict[str, CardState]:
    """Cards with history, by note and ordinal."""
    with Store.open(home / "reviews.db", quizzes.moment()) as store:
        return {f"{card.guid}/{card.ordinal}": state for card, state in store.states(courses.UUID).items()}


def test_a_session_with_undo_suspend_and_resume(home: Path, players: list[Player]) -> None:
    one = Player(home)
    players.append(one)
    first = one.sees("5 new · 0 learning · 0 due")
    assert "What does “cat” mean?" in first
    assert f"Small deck (decks/small). Progress is kept in\n {home}"[:40] in first
    assert "purrs" not in first
    shown = one.press(" ", "▸3 Good 10m")
    assert "A small animal that purrs." in shown
    assert re.search(r"1 Again 1m +2 Hard 6m +▸3 Good 10m +4 Easy 7d", shown)
    assert "Good saved, back in 10m" in one.press("\r", "4 new · 1 learning · 0 due")
    assert "What does “cat” mean?" in one.press("u", "undone: the grade Good")
    one.press("!", r"suspended \(u undoes\)")
    one.press(" ", "▸3 Good")
    one.press("1", "Again saved, back in 1m")
    assert one.end("q") == 0
    assert "1 answer, 0 right (0 %), 0 s." in one.text()
    two = Player(home)
    players.append(two)
    resumed = two.sees("new · 1 learning")
    assert "What does “cat” mean?" not in resumed
    two.press("u", "undone: the grade Again")
    two.press("u", "undone: suspend")
    assert "What does “cat” mean?" in two.text()
    assert two.end("q") == 0
    assert set(states(home).values()) <= {CardState()}


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_nothing_is_torn_at_any_width_and_the_grades_stand_whole(
    home: Path, players: list[Player], columns: int
) -> None:
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


def test_resized_in_mid_card(home: Path, players: list[Player]) -> None:
    player = Player(home, "--kind", "distinctions", columns=100, rows=30)
    players.append(player)
    player.sees("Space shows the answer")
    assert "┃" in player.press(" ", "4 Easy")
    player.resize(40, 30)
    text = player.sees(r"1 Again 1m +2 Hard 6m\n +▸3 Good")
    assert "• Comes when called." in text
    assert "┃" not in text
    player.resize(100, 30)
    assert "▸3 Good" in player.sees("┃")
    player.press("3", "Good saved")


def test_a_long_card_scrolls_before_space_grades_it(home: Path, players: list[Player]) -> None:
    player = Player(home, "--kind", "distinctions", columns=40, rows=14)
    players.append(player)
    player.sees("Space shows the answer")
    player.press(" ", "↓ more")
    text = player.press(" ", "Comes when called")
    assert "saved" not in text
    while "↓ more" in player.text():
        player.child.send("\x1b[6~")
        player._hear()
    player.press(" ", "Good saved")


def test_no_color_leaves_no_colour_but_the_same_words(home: Path, players: list[Player]) -> None:
    coloured, plain = Player(home), Player(home, NO_COLOR="1")
    players += [coloured, plain]
    for player in players:
        player.sees("5 new")
        player.press(" ", "4 Easy")
    colours = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3|4|9|10)[0-7](?:;[0-9;]*)?m")
    assert colours.search(coloured.raw)
    assert not colours.search(plain.raw)
    assert coloured.text() == plain.text()


def test_typed_and_chosen(home: Path, players: list[Player]) -> None:
    player = Player(home, "--type", "--concept", "dog", "--cram")
    players.append(player)
    if "mean?" in player.sees("> ▏|mean"):
        player.press(" ", "4 Easy")
        player.press("3", "> ▏")
    player.press("dgo\x7f\x7fog", "> dog▏")
    player.press("\r", "✓ dog")
    player.press("\r", "answers? done|Good saved|Nothing is left")


@pytest.mark.parametrize(
    ("key", "told", "grade"),
    [
        pytest.param("right", "✓ right", "▸3 Good", id="right"),
        pytest.param("wrong", "✗ you chose: An animal that ", "▸1 Again", id="wrong"),
        pytest.param(" ", "A small animal that purrs.", "▸3 Good", id="shown without a choice"),
    ],
)
def test_chosen(home: Path, players: list[Player], key: str, told: str, grade: str) -> None:
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
    assert told in shown
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
def test_keys(home: Path, players: list[Player], key: str, expected: str) -> None:
    player = Player(home)
    players.append(player)
    player.sees("5 new")
    player.press(key, expected)
    assert player.end("q") == 0


STUB = """\
#!/bin/sh
echo "$@" > "$HOME/called"
sed -i 's/A small animal that purrs./A small animal, {purring}/' "$2"
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a carnivore that purrs.", "taken up", id="a change"),
        pytest.param("x\\n  bad: [", r"not taken up: cat.yaml:\d+:", id="a slip"),
    ],
)
def test_edit_takes_the_change_up_at_once(
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
    changed = expected == "taken up"
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
    assert "animals" in player.press("\n", "taken up")
    assert "5 new" in player.text()


def test_an_edit_that_takes_the_card_away_begins_the_next_one_anew(home: Path, players: list[Player]) -> None:
    editor = home / "vi"
    editor.write_text(
        '#!/bin/sh\nsed -i "/^definition/,/purrs\\.$/d; s/^  cloze:/definition:\\n  cloze:/" "$2"\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    player = Player(home, EDITOR=str(editor))
    players.append(player)
    player.sees("5 new")
    player.press(" ", "4 Easy")
    text = player.press("e", "this card is no more")
    assert "A cat [sound] when it is content." in text
    assert "Space shows the answer" in text


def test_an_installed_deck_is_never_edited_but_copied(home: Path, players: list[Player]) -> None:
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
    player = Player.__new__(Player)
    player.screen = pyte.Screen(80, 24)
    player.stream = pyte.ByteStream(player.screen)
    player.raw = b""
    player.child = pexpect.spawn(
        sys.executable,
        ["-c", driver, "quiz", str(deck)],
        cwd=str(home),
        env=quizzes.environment(home, EDITOR=str(editor), PACKAGE=str(home / "__init__.py")),
        dimensions=(24, 80),
    )
    players.append(player)
    player.sees("5 new")
    assert "c copies it to decks/installed" in player.press("e", "installed and is not edited")
    player.press("x", "not edited")
    player.press("e", "installed and is not edited")
    player.press("c", "taken up")
    assert "A small animal, copied." in player.press(" ", "4 Easy")
    assert {path: path.read_bytes() for path in deck.rglob("*.yaml")} == files
    assert "copied." in (home / "decks/installed/concepts/cat.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        pytest.param("\x03", 130, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, 143, id="SIGTERM"),
        pytest.param(signal.SIGINT, 130, id="SIGINT"),
        pytest.param(signal.SIGHUP, 129, id="SIGHUP"),
        pytest.param("\x04", 0, id="Ctrl-D"),
    ],
)
def test_whatever_ends_it_nothing_is_lost_and_the_terminal_is_restored(
    home: Path, players: list[Player], ending: str | signal.Signals, code: int
) -> None:
    player = Player(home)
    players.append(player)
    player.sees("5 new")
    player.press(" ", "4 Easy")
    player.press("4", "Easy saved, back in 7d")
    if isinstance(ending, str):
        assert player.end(ending) == code
    else:
        player.child.kill(ending)
        assert player.end() == code
    assert player.raw.rstrip().count(b"\x1b[?1049l") == 1
    assert b"\x1b[?25h" in player.raw
    assert b"Traceback" not in player.raw
    assert [state.reps for state in states(home).values()] == [1]


def test_a_closed_terminal_loses_nothing(home: Path, players: list[Player]) -> None:
    player = Player(home)
    players.append(player)
    player.sees("5 new")
    player.press(" ", "4 Easy")
    player.press("4", "Easy saved")
    player.child.close(force=True)
    assert [state.reps for state in states(home).values()] == [1]


def test_content_cannot_reach_the_terminal(home: Path, players: list[Player]) -> None:
    path = home / "decks/small/concepts/cat.yaml"
    text = path.read_text("utf-8").replace("context: animals", 'context: "[red]animals[/red] \\\\e[2J"')
    path.write_text(text, "utf-8")
    player = Player(home)
    players.append(player)
    shown = player.sees("5 new")
    assert r"[red]animals[/red] \e[2J" in shown


def test_a_dumb_terminal_is_told_of_plain(home: Path, players: list[Player]) -> None:
    player = Player(home, TERM="dumb")
    players.append(player)
    assert player.end() == 2
    assert "use: flashcards quiz --plain" in player.text()
