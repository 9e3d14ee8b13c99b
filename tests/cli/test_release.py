"""``flashcards release``, and what ``build`` and ``check`` make of its record."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.anki import oracle
from tests.cli.maintainer import FAQ, TIME, Maintainer, maintainer
from tests.decks import write
from tests.loading.test_git import commit, git
from tests.lockdecks import HEAD

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["maintainer"]
LOCK = "decks/cells/released.lock"
FIND = "To find these cards, paste this into the search field of Anki's Browse window:"
KEPT = (
    "Your intervals stay as they are. The import replaces the notes of these cards, with any tags and edits of your "
    "own; only notes that you tagged or edited after 2027-01-15 stay as they are."
)
LINTED = "5 lint warnings; flashcards check shows them.\n"
LESS_DETAIL = (
    LINTED + "The notes for learners have less detail, because git can't give the texts of 1.0 ({}).\n"
)


def test_a_release_writes_package_notes_changelog_and_lock(maintainer: Maintainer) -> None:
    done = maintainer.run("release", "1.0")
    assert done == (
        0,
        (
            "Released Cells 1.0: 2 notes, 2 cards.\n"
            f"  dist/cells-1.0.apkg  {_size(maintainer, 'dist/cells-1.0.apkg')}, for learners\n"
            "  dist/cells-1.0.md  what changed, for learners\n"
            "  decks/cells/CHANGELOG.md, decks/cells/released.lock  the record\n"
            "Next:\n"
            "  git add decks/cells\n"
            '  git commit -m "Release cells 1.0"\n'
            "  git tag cells-1.0\n"
        ),
        LINTED,
    )
    assert maintainer.read("dist/cells-1.0.md") == (
        "## 1.0 (2027-01-15)\n\n### New: 2 cards\n\n"
        f"After you import the package, these cards are among your new cards.\n\n- cell: 2 cards\n\n{FIND}\n\n"
        "```text\ntag:cells\n```\n"
    )
    assert "\nrelease 1.0 2027-01-15T08:00:00Z " in maintainer.read(LOCK)


def _size(maintainer: Maintainer, name: str) -> str:
    return f"{(maintainer.root / name).stat().st_size / 1000:.1f} kB"


def test_at_a_releases_commit_every_build_gives_the_releases_bytes(
    maintainer: Maintainer, tmp_path: Path
) -> None:
    maintainer.run("release", "1.0")
    maintainer.write("context: Biology\n" + FAQ.replace("smallest", "least"))
    maintainer.now += 1000
    maintainer.run("release", "1.1")
    git = ["git", "-c", "user.name=M", "-c", "user.email=m@example.org", "-c", "core.autocrlf=false"]
    for arguments in (["init", "-q"], ["add", "decks"], ["commit", "-qm", "Release cells 1.1"]):
        subprocess.run([*git, *arguments], check=True, cwd=tmp_path)
    package = (tmp_path / "dist/cells-1.1.apkg").read_bytes()
    shutil.rmtree(tmp_path / "decks")
    shutil.rmtree(tmp_path / "dist")
    subprocess.run([*git, "checkout", "-q", "--", "decks"], check=True, cwd=tmp_path)
    maintainer.now += 99_999
    done = maintainer.run("build")
    assert (tmp_path / "dist/cells.apkg").read_bytes() == package
    assert done.out.endswith("This is release 1.1: learners see no change.\n")


def test_a_dry_run_shows_everything_and_writes_nothing(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    maintainer.write(FAQ.replace("smallest", "least"))
    before = maintainer.files()
    done = maintainer.run("release", "1.1", "--dry-run")
    assert maintainer.files() == before
    assert done == (
        0,
        (
            "Since release 1.0, meaning may have changed: 1 note (cell/what)\n"
            "It would write:\n"
            "  dist/cells-1.1.apkg\n  dist/cells-1.1.md\n  decks/cells/CHANGELOG.md\n  decks/cells/released.lock\n"
            f"\n## 1.1 (2027-01-15)\n\n### Corrected: 1 card\n\n{KEPT}\n\n"
            "The answer changed, so please take a look:\n\n"
            "- “What is it?” Answer: The <del>smallest</del><ins>least</ins> unit of life.\n\n"
            f'{FIND}\n\n```text\ntag:cells "Key:cell/what"\n```\n'
        ),
        f"{LESS_DETAIL.format('the deck is not in a git repository, so it has no revisions')}Nothing was written.\n",
    )


class TestTheOldTextsFromGit:
    """Questions, remarks and blanks before and after: what only the comparison of texts knows."""

    @pytest.fixture
    def released(self, maintainer: Maintainer) -> Maintainer:
        """1.0 is released and committed, then a question reworded and that committed, too."""
        git(maintainer.root, "init", "-q")
        maintainer.run("release", "1.0")
        commit(maintainer.root)
        maintainer.write(FAQ.replace("What is it", "What is that"))
        commit(maintainer.root)
        return maintainer

    def notes(self, maintainer: Maintainer) -> tuple[str, str]:
        done = maintainer.run("release", "1.1", "--dry-run")
        assert done.code == 0
        return done.out, done.err

    def test_are_those_of_the_releases_commit(self, released: Maintainer) -> None:
        out, err = self.notes(released)
        assert "Only the wording changed:\n\n- Question: What is <del>it</del><ins>that</ins>?\n\n" in out
        assert err == f"{LINTED}Nothing was written.\n"

    def test_are_not_there_without_a_commit(self, released: Maintainer) -> None:
        shutil.rmtree(released.root / ".git")
        git(released.root, "init", "-q")
        (released.root / "other").touch()
        git(released.root, "add", "other")
        git(released.root, "commit", "-qm", "x")
        out, err = self.notes(released)
        assert "Only the wording changed:\n\n- “What is that?”\n\n" in out
        assert err.startswith(LESS_DETAIL.format(f"{LOCK} was never committed"))

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("term: cell\nfaq: wrong\n", "at commit {} the deck has errors"),
            (
                FAQ.replace("smallest", "tiniest"),
                "commit {}, the last to change released.lock, has other texts: they were edited before the commit, or the clone"
                " is shallow",
            ),
        ],
        ids=["it does not compile", "other texts were committed"],
    )
    def test_are_not_there_in_another_state(self, maintainer: Maintainer, text: str, why: str) -> None:
        git(maintainer.root, "init", "-q")
        maintainer.run("release", "1.0")
        maintainer.write(text)
        name = commit(maintainer.root)
        maintainer.write(FAQ.replace("What is it", "What is that"))
        out, err = self.notes(maintainer)
        assert "- “What is that?”\n" in out
        assert err.startswith(LESS_DETAIL.format(why.format(name[:12])))


def test_the_changelog_holds_every_release_once_newest_first(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    (maintainer.deck / "CHANGELOG.md").write_text(
        "# Cells\n\nMine.\n\n" + maintainer.read("dist/cells-1.0.md")
    )
    old = maintainer.read(LOCK)
    maintainer.write(FAQ.replace("smallest", "least"))
    maintainer.run("release", "1.1")
    whole = maintainer.read("decks/cells/CHANGELOG.md")
    (maintainer.deck / "released.lock").write_text(old)  # as after a crash just before the lock
    maintainer.now += 86_400
    maintainer.run("release", "1.1")
    again = maintainer.read("decks/cells/CHANGELOG.md")
    headings = [line for line in whole.split("\n") if line.startswith("#") and not line.startswith("###")]
    assert headings == ["# Cells", "## 1.1 (2027-01-15)", "## 1.0 (2027-01-15)"]
    head, _, tail = whole.partition("\n## 1.0")
    assert again == head.replace("2027-01-15", "2027-01-16") + "\n## 1.0" + tail


def test_the_same_release_again_gives_its_package_again(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    whole = maintainer.files()
    (maintainer.root / "dist/cells-1.0.apkg").unlink()
    maintainer.now += 5
    done = maintainer.run("release", "1.0")
    assert done.out.startswith("Cells 1.0 is already released; its package was written again.\n")
    assert maintainer.files() == whole


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.0", "1.0 is not higher than 1.0, which is already released; use a higher one, like 1.1"),
        ("1.0.0", "1.0.0 is not higher than 1.0, which is already released; use a higher one, like 1.1"),
        ("0.9", "0.9 is not higher than 1.0, which is already released; use a higher one, like 1.1"),
        ("v1.1", '"v1.1" is not a version: use one to four numbers; did you mean "1.1"?'),
        ("1.01", '"1.01" is not a version: use one to four numbers, like 1.0'),
        ("next\x1b", '"next\\x1b" is not a version: use one to four numbers, like 1.0'),
    ],
)
def test_a_version_is_numbers_and_higher(maintainer: Maintainer, version: str, message: str) -> None:
    maintainer.run("release", "1.0")
    maintainer.write(FAQ.replace("smallest", "least"))
    before = maintainer.files()
    code, _, err = maintainer.run("release", version)
    assert (code, err.endswith(f" {message}\n")) == (2, True)
    assert maintainer.files() == before


@pytest.mark.parametrize("command", [("build",), ("check",), ("release", "1.1")])
def test_what_would_cost_learners_history_is_refused_by_every_command(
    maintainer: Maintainer, command: tuple[str, ...]
) -> None:
    maintainer.run("release", "1.0")
    maintainer.write(FAQ.replace("  size:", "  extent:"))
    before = maintainer.files()
    code, out, err = maintainer.run(*command)
    assert code == 1
    assert (
        'decks/cells/concepts/cell.yaml:1:1: released-gone "cell/size" is gone, but learners have a note of it '
        '(decks/cells/released.lock, line 6); if it is now "cell/extent", write "was: size" below that key in '
        "decks/cells/concepts/cell.yaml, line 6; otherwise put it back"
    ) in out + err
    assert maintainer.files() == before


@pytest.mark.parametrize("command", [("build",), ("check",), ("release", "1.1")])
@pytest.mark.parametrize(
    ("damage", "place", "code"),
    [
        (None, "1:1", "lock-missing"),
        ("<<<<<<< HEAD\n", "1:1", "lock-conflict"),
        ("flashcards-lock 2\n", "1:17", "lock-newer"),
        ("flashcards-lock 1\n", "1:1", "lock-damaged"),
    ],
)
def test_without_a_sound_lock_nothing_is_written(
    maintainer: Maintainer, command: tuple[str, ...], damage: str | None, place: str, code: str
) -> None:
    path = maintainer.deck / "released.lock"
    path.unlink() if damage is None else path.write_text(damage)
    before = maintainer.files()
    done = maintainer.run(*command)
    assert done.code == 1
    assert f"{LOCK}:{place}: {code} " in done.out + done.err
    assert maintainer.files() == before


def test_a_lock_that_is_a_link_is_not_read(maintainer: Maintainer) -> None:
    path = maintainer.deck / "released.lock"
    path.rename(maintainer.root / "elsewhere")
    path.symlink_to(maintainer.root / "elsewhere")
    done = maintainer.run("build")
    assert (done.code, done.err) == (
        1,
        f"{LOCK}:1:1: unreadable the file can't be read: it is a symbolic link\n1 error: nothing was written.\n",
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(FAQ, ["This is release 1.0: learners see no change."], id="nothing"),
        pytest.param(
            "context: X\n" + FAQ,
            ["Since release 1.0, waiting: 2 notes (cell/what, cell/size)"],
            id="waiting",
        ),
        pytest.param(
            FAQ.replace("large is", "big is").replace("smallest", "least")
            + "  new:\n    q: Q?\n    a: A.\n  gone:\n    retired: no\n    q: Q?\n    a: A.\n",
            [
                "Since release 1.0, meaning may have changed: 1 note (cell/what)",
                "Since release 1.0, wording changed: 1 note (cell/size)",
                "Since release 1.0, new: 1 note (cell/new)",
            ],
            id="all kinds",
        ),
        pytest.param(
            FAQ.replace("  size:", "  size:\n    retired: not needed"),
            ["Since release 1.0, withdrawn: 1 note (cell/size)"],
            id="withdrawn",
        ),
    ],
)
def test_a_build_ends_with_what_learners_would_see(
    maintainer: Maintainer, text: str, lines: list[str]
) -> None:
    maintainer.run("release", "1.0")
    maintainer.write(text)
    assert maintainer.run("build").out.split("\n")[-len(lines) - 2 :][1:] == [*lines, ""]


def test_refresh_sends_what_waits(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    maintainer.write("context: Biology\n" + FAQ)
    maintainer.now += 10
    maintainer.run("release", "1.1")
    assert f" {TIME} " in maintainer.read(LOCK)
    maintainer.now += 10
    maintainer.run("release", "1.2", "--refresh")
    assert maintainer.read(LOCK).count(f" {TIME + 20} ") == 2
    assert maintainer.read(LOCK).count(" 1.0,1.2 ") == 2
    assert [maintainer.read(f"dist/cells-{version}.md") for version in ("1.1", "1.2")] == [
        "## 1.1 (2027-01-15)\n\nNothing changes on your cards in this version.\n",
        (
            "## 1.2 (2027-01-15)\n\n### Refreshed: 2 cards\n\n"
            "Questions and answers are the same; their topic, sources or tags changed. "
            f"{KEPT}\n\n{FIND}\n\n```text\ntag:cells\n```\n"
        ),
    ]


def test_in_the_real_anki_a_one_word_edit_updates_one_note_and_its_revert_too(
    maintainer: Maintainer, tmp_path: Path
) -> None:
    versions = {"1.0": FAQ, "1.1": FAQ.replace("smallest", "least"), "1.2": FAQ}
    for version, text in versions.items():
        maintainer.write(text)
        assert maintainer.run("release", version).code == 0  # all within one second
    with oracle.collection(tmp_path) as learner:
        found = [oracle.import_package(learner, tmp_path / f"dist/cells-{v}.apkg") for v in versions]
        (search,) = re.findall("\n(tag:.*)", maintainer.read("dist/cells-1.2.md"))
        assert [card.front.count("What is it?") for card in oracle.cards(learner, search)] == [1]
    assert found == [(2, 0, 0, 0, 0), (0, 1, 1, 0, 0), (0, 1, 1, 0, 0)]


def test_a_folder_that_cannot_be_written_leaves_the_old_release(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    lock = maintainer.read(LOCK)
    maintainer.write(FAQ.replace("smallest", "least"))
    (maintainer.deck / "CHANGELOG.md").unlink()
    (maintainer.deck / "CHANGELOG.md").symlink_to("nowhere")
    done = maintainer.run("release", "1.1")
    assert done.code == 1
    assert done.err == (
        f"{LESS_DETAIL.format('the deck is not in a git repository, so it has no revisions')}"
        "Not released: decks/cells/CHANGELOG.md: this is a symbolic link; remove it\n"
        "When that is fixed, run: flashcards release 1.1\n"
    )
    assert maintainer.read(LOCK) == lock
    (maintainer.deck / "CHANGELOG.md").unlink()
    assert maintainer.run("release", "1.1").code == 0


def test_problems_of_the_record_come_in_the_same_run_as_all_others(maintainer: Maintainer) -> None:
    maintainer.run("release", "1.0")
    write(maintainer.deck, {"concepts/virus.yaml": "term: virus\nfaq:\n  why: {q: Why?}\n"})
    write(maintainer.deck, {"deck.yaml": HEAD.replace("id: cells", "id: zellen")})
    maintainer.write(FAQ.replace("  size:", "  extent:"))
    done = maintainer.run("check")
    codes = [
        line.split()[1] for line in done.out.splitlines() if line.startswith("decks/") and " L" not in line
    ]
    assert codes == ["released-gone", "missing-key", "deck-id"]


def test_a_note_that_may_have_moved_into_a_file_with_errors_does_not_count_as_gone(
    maintainer: Maintainer,
) -> None:
    maintainer.run("release", "1.0")
    text = "term: virus\nfaq:\n  extent: {was: cell/size, q: Why?}\n"
    write(maintainer.deck, {"concepts/virus.yaml": text})
    maintainer.write(FAQ.partition("  size:")[0])
    assert "released-gone" not in maintainer.run("check").out
