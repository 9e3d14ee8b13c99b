"""The record held against the tags of releases: what a reverted, replaced or stale lock no longer knows is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from flashcards.cli import cli
from flashcards.releases import lock, lock_reader
from tests.cli.maintainer import FAQ, Maintainer, maintainer
from tests.cli.test_lock import HOTFIX, ON_MAIN, release
from tests.loading.test_git import commit, git

__all__ = ["maintainer"]
LOCK = "decks/cells/released.lock"
MORE = FAQ + ON_MAIN
BEHIND = (
    f"{LOCK}:1:1: lock-behind the record at the tag cells-1.1 knows what this one doesn't: release {{}} and {{}}, "
    'such as cell/{}; run "flashcards lock merge decks/cells --with cells-1.1"; only if no learner ever got that '
    'release: "git tag -d cells-1.1"\n'
)


@pytest.fixture
def released(maintainer: Maintainer) -> Maintainer:
    """1.0 and then 1.1 with one more item, each committed and tagged."""
    git(maintainer.root, "init", "-q", "-b", "main")
    (maintainer.root / ".gitignore").write_text("dist/\n")
    git(maintainer.root, "add", ".")
    git(maintainer.root, "commit", "-qm", "x")
    maintainer.write("term: cell\nfaq:\n  old: {q: Q?, a: A.}\n")
    commit(maintainer.root)
    release(maintainer, "1.0", FAQ)
    release(maintainer, "1.1", MORE)
    return maintainer


def restore(maintainer: Maintainer, revision: str, *paths: str) -> None:
    git(maintainer.root, "checkout", "-q", revision, "--", *(paths or [LOCK]))
    commit(maintainer.root)


COMMANDS = [("check",), ("build",), ("release", "1.2"), ("diff", "HEAD", "--deck")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_reverted_release_commit_is_refused_by_every_command(
    released: Maintainer, command: tuple[str, ...]
) -> None:
    restore(released, "cells-1.0", "decks")
    done = released.run(*command)
    assert done.code == 1
    assert BEHIND.format("1.1", "1 released note", "on-main") in done.out + done.err


def test_a_lock_from_before_all_releases_is_refused_with_one_problem(released: Maintainer) -> None:
    restore(released, "HEAD~3")
    done = released.run("check")
    assert done.code == 1
    assert done.out.count("lock-behind") == 1
    assert "knows what this one doesn't: release 1.0, 1.1 and 3 released notes, such as cell/" in done.out


def test_the_command_of_the_hint_mends_it(released: Maintainer) -> None:
    whole = released.read(LOCK)
    restore(released, "cells-1.0", LOCK)
    assert released.run("lock", "merge", "--with", "cells-1.1").code == 0
    assert released.read(LOCK) == whole
    assert released.run("check").code == 0


def test_new_lock_is_refused_where_a_tag_or_a_commit_knows_a_release(released: Maintainer) -> None:
    (released.root / LOCK).unlink()
    done = released.run("new", "lock")
    hint = f'restore their record with "git checkout cells-1.1 -- {LOCK}"'
    assert (done.code, hint in done.err.replace("\n", " ")) == (2, True), done.err
    git(released.root, "tag", "-d", "cells-1.0", "cells-1.1")
    done = released.run("new", "lock")
    hint = (
        f'restore their record with "git checkout {git(released.root, "rev-parse", "HEAD")[:12]} -- {LOCK}"'
    )
    assert (done.code, hint in done.err.replace("\n", " ")) == (2, True), done.err


def test_a_strangers_new_lock_is_refused_by_check(released: Maintainer) -> None:
    (released.root / LOCK).unlink()
    (released.root / ".git").rename(released.root / "git")
    assert released.run("new", "lock").code == 0
    (released.root / "git").rename(released.root / ".git")
    done = released.run("check")
    assert (done.code, done.out.count("lock-behind")) == (1, 1)


class TestABranch:
    @pytest.fixture
    def hotfix(self, released: Maintainer) -> Maintainer:
        """A branch from 1.0, where main has 1.1."""
        git(released.root, "checkout", "-q", "-b", "hotfix", "cells-1.0")
        released.write(FAQ + HOTFIX)
        return released

    def test_need_not_know_a_higher_release_of_another(self, hotfix: Maintainer) -> None:
        assert hotfix.run("check").code == 0
        assert hotfix.run("release", "1.0.1").code == 0

    @pytest.mark.parametrize("version", ["1.1", "1.2"])
    def test_can_not_release_above_one_that_it_does_not_know(self, hotfix: Maintainer, version: str) -> None:
        before = hotfix.files()
        done = hotfix.run("release", version)
        assert done.code == 1
        assert BEHIND.format("1.1", "1 released note", "on-main") in done.err
        assert hotfix.files() == before


@pytest.mark.parametrize("tag", ["cells-next", "cells-and-more-1.0", "other-1.1"])
def test_other_tags_count_for_nothing(released: Maintainer, tag: str) -> None:
    git(released.root, "tag", tag, "cells-1.1")
    git(released.root, "tag", "-d", "cells-1.0", "cells-1.1")
    restore(released, "cells-next" if tag == "cells-next" else "HEAD~1", LOCK)
    assert released.run("check").code == 0


class TestDiff:
    """A pull request as its reviewer sees it: ``diff main --fail-on risk`` fails."""

    def alerts(self) -> list[str]:
        done = CliRunner().invoke(
            cli,
            ["diff", "cells-1.1", "HEAD", "--deck", "decks/cells", "--format", "json", "--fail-on", "risk"],
        )
        found = json.loads(done.stdout)["alerts"]
        assert done.exit_code == bool(found)
        assert isinstance(found, list)
        return found

    def test_a_record_that_is_the_same_is_no_risk(self, released: Maintainer) -> None:
        released.write(MORE.replace("How large", "How big"))
        commit(released.root)
        assert self.alerts() == []

    def test_the_new_record_knows_less(self, released: Maintainer) -> None:
        restore(released, "cells-1.0")
        assert self.alerts() == [
            f"The new record of releases doesn't know release 1.1, 1 released note: put the old HEAD:{LOCK} back."
        ]

    def test_a_strangers_release_has_no_tag(self, released: Maintainer) -> None:
        release(released, "3.0", MORE + HOTFIX)
        assert self.alerts() == []
        git(released.root, "tag", "-d", "cells-3.0")
        assert self.alerts() == [
            "The new record of releases has 3.0, which no tag cells-VERSION has: only a maintainer's release may change "
            "the record, and its commit is tagged."
        ]

    def test_the_record_changed_without_a_release(self, released: Maintainer) -> None:
        record, _ = lock_reader.read(LOCK, released.read(LOCK).encode())
        assert record
        entries = {first: replace(entry, mod=entry.mod + 1) for first, entry in record.entries.items()}
        (released.root / LOCK).write_text(lock.write(replace(record, entries=entries)))
        commit(released.root)
        assert self.alerts() == [
            f"The record of releases changed without a release: put the old HEAD:{LOCK} back."
        ]

    @pytest.mark.parametrize(
        ("text", "reasons"),
        [
            (
                MORE.replace("  what:", "  x:").replace("  size:", "  what:").replace("  x:", "  size:"),
                {"cell/what": '"cell/size" (exactly)', "cell/size": '"cell/what" (exactly)'},
            ),
            (
                FAQ.replace("What is it?", "Who named it?").replace(
                    "The smallest unit of life.", "Robert Hook."
                )
                + ON_MAIN.replace("Who named it?", "Why?").replace("Robert Hooke", "So"),
                {"cell/what": '"cell/on-main" (98% the same)'},
            ),
            (MORE.replace("The smallest unit of life.", "The least unit of life."), {}),
            (MORE.replace("The smallest unit of life.", "Something else."), {}),
        ],
        ids=["exchanged", "moved and corrected", "corrected", "another answer"],
    )
    def test_content_on_another_key(self, released: Maintainer, text: str, reasons: dict[str, str]) -> None:
        released.write(text)
        done = CliRunner().invoke(
            cli, ["diff", "HEAD", "--deck", "decks/cells", "--format", "json", "--fail-on", "risk"]
        )
        changes = json.loads(done.stdout)["changes"]
        found = {change["key"]: change["reasons"][0] for change in changes if change["effect"] == "risk"}
        assert found == {
            key: f"It now has the content of {of}: reviews of one fact would count for the other. "
            "Give each key its own content back."
            for key, of in reasons.items()
        }
        assert done.exit_code == bool(reasons)
