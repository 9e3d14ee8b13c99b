"""``flashcards lock merge``, in real repositories: two branches that both released become one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.anki import oracle
from tests.cli.maintainer import FAQ, Maintainer, maintainer
from tests.loading.test_git import commit, git

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["maintainer"]
LOCK = "decks/cells/released.lock"
HOTFIX = "  hotfix:\n    q: What holds it together?\n    a: A membrane.\n"
ON_MAIN = "  on-main:\n    q: Who named it?\n    a: Robert Hooke.\n"


def release(maintainer: Maintainer, version: str, text: str) -> None:
    """Write the concept, release it, commit and tag it."""
    maintainer.write(text)
    maintainer.now += 1000
    done = maintainer.run("release", version)
    assert done.code == 0, done
    commit(maintainer.root)
    git(maintainer.root, "tag", f"cells-{version}")


def merge(maintainer: Maintainer, branch: str) -> None:
    """Merge a branch as far as git can."""
    with pytest.raises(subprocess.CalledProcessError):
        git(maintainer.root, "merge", "-q", branch)


@pytest.fixture
def branches(maintainer: Maintainer) -> Callable[[str, str], Maintainer]:
    """1.0, then 1.1 on main and 1.0.1 on the branch hotfix, with these items; main is checked out."""

    def make(on_main: str = ON_MAIN, hotfix: str = HOTFIX) -> Maintainer:
        git(maintainer.root, "init", "-q", "-b", "main")
        (maintainer.root / ".gitignore").write_text("dist/\n")
        release(maintainer, "1.0", FAQ)
        release(maintainer, "1.1", FAQ + on_main)
        git(maintainer.root, "checkout", "-q", "-b", "hotfix", "cells-1.0")
        release(maintainer, "1.0.1", FAQ + hotfix)
        git(maintainer.root, "checkout", "-q", "main")
        return maintainer

    return make


def test_a_merged_hotfix_counts_as_released_after_one_command(branches: Callable[..., Maintainer]) -> None:
    author = branches()
    merge(author, "hotfix")
    author.write(FAQ + ON_MAIN + HOTFIX)
    (author.deck / "CHANGELOG.md").write_text("# Changes\n")
    done = author.run("check")
    assert done.code == 1
    assert 'run "flashcards lock merge decks/cells", which unites both records' in done.out
    assert author.run("lock", "merge") == (
        0,
        (
            f"United {LOCK}: 4 notes; releases: 1.0, 1.0.1, 1.1.\n"
            "Next:\n  flashcards check decks/cells\n  git add decks/cells/released.lock\n"
        ),
        "",
    )
    commit(author.root)
    assert author.run("check").code == 0
    author.write(FAQ + ON_MAIN + HOTFIX.replace("hotfix:", "membrane:"))
    assert 'released-gone "cell/hotfix" is gone' in author.run("check").out


def test_as_a_merge_driver_git_unites_the_records_itself(branches: Callable[..., Maintainer]) -> None:
    author = branches(HOTFIX, HOTFIX)  # so that no other file conflicts
    (author.root / ".gitattributes").write_text(
        "released.lock merge=flashcards\nCHANGELOG.md merge=union\n*.yaml merge=union\n"
    )
    commit(author.root)
    driver = f'"{Path(sys.executable).as_posix()}" -m flashcards lock merge %O %A %B'
    git(author.root, "config", "merge.flashcards.driver", driver)
    git(author.root, "merge", "-q", "hotfix")
    lines = author.read(LOCK).splitlines()
    assert [line.split()[1] for line in lines if line.startswith("release ")] == ["1.0", "1.0.1", "1.1"]
    assert author.run("check").code == 0


TWO = HOTFIX.replace("What holds it together?", "Who named it?").replace(
    "A membrane.", "Robert Hooke, in 1665."
)


def test_one_key_for_two_questions_is_refused_until_a_side_is_preferred(
    branches: Callable[..., Maintainer],
) -> None:
    author = branches(TWO, HOTFIX)
    merge(author, "hotfix")
    before = author.files()
    done = author.run("lock", "merge")
    assert done.code == 1
    assert done.err == (
        f'{LOCK}:7:1: merge-question "cell/hotfix" was released for two questions: ours (line 7, released in 1.1) '
        'answers "Robert Hooke, in 1665.", and theirs (line 7, released in 1.0.1) answers "A membrane."; '
        "say with --prefer ours or --prefer theirs which keeps the key; then give the other question a key of its own\n"
        "1 error: nothing was united.\n"
    )
    assert author.files() == before
    assert author.run("lock", "merge", "--prefer", "theirs").code == 0
    assert ' 1.0.1,1.1 1:ask="A membrane."' in author.read(LOCK)


def test_a_refused_merge_driver_leaves_a_marker_that_check_finds(branches: Callable[..., Maintainer]) -> None:
    author = branches(TWO, HOTFIX)
    for name in ("base", "ours", "theirs"):
        revision = {"base": "cells-1.0", "ours": "cells-1.1", "theirs": "cells-1.0.1"}[name]
        (author.root / name).write_text(git(author.root, "show", f"{revision}:{LOCK}") + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "flashcards", "lock", "merge", "base", "ours", "theirs"],
        cwd=author.root,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert author.read("ours").startswith("<<<<<<< ours\nflashcards-lock 1\n")


def test_with_a_revision_the_record_takes_what_that_one_knows(branches: Callable[..., Maintainer]) -> None:
    author = branches()
    done = author.run("lock", "merge", "--with", "cells-1.0.1")
    assert done.out.startswith(f"United {LOCK}: 4 notes; releases: 1.0, 1.0.1, 1.1.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (),
            (
                f"{LOCK} has no conflict between two versions in git's index; to merge again, run "
                f'"git checkout --merge -- {LOCK}", then this command'
            ),
        ),
        (("--with", "cells-9"), '"cells-9" is not a deck folder, a package or a git revision here'),
        (("a",), "name one deck, or the three files BASE OURS THEIRS without --with"),
    ],
)
def test_wrong_usage(branches: Callable[..., Maintainer], arguments: tuple[str, ...], message: str) -> None:
    author = branches()
    code, _, err = author.run("lock", "merge", *arguments)
    assert (code, message in err) == (2, True), err


def test_in_the_real_anki_no_learner_of_either_branch_gets_a_card_twice(
    branches: Callable[..., Maintainer], tmp_path: Path
) -> None:
    author = branches()
    merge(author, "hotfix")
    assert author.run("lock", "merge").code == 0
    (author.deck / "CHANGELOG.md").write_text("# Changes\n")
    author.write(FAQ + ON_MAIN + HOTFIX)
    commit(author.root)
    renamed = HOTFIX.replace("hotfix:", "membrane:\n    was: hotfix")
    release(author, "1.2", FAQ + ON_MAIN.replace("Hooke", "Hooke, in 1665") + renamed)
    for number, taken in enumerate((["1.0", "1.0.1"], ["1.1"], ["1.0.1"], ["1.0", "1.1", "1.0.1"])):
        folder = tmp_path / f"learner-{number}"
        folder.mkdir()
        with oracle.collection(folder) as learner:
            for version in (*taken, "1.2"):
                oracle.import_package(learner, author.root / f"dist/cells-{version}.apkg")
            fronts = [card.front for card in oracle.cards(learner, "tag:cells")]
            backs = " ".join(card.back for card in oracle.cards(learner, "tag:cells"))
        assert len(fronts) == len(set(fronts)) == 4
        assert "Hooke, in 1665" in backs
