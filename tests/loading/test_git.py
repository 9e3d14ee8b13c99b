"""Decks at git revisions, read from real repositories, from which nothing may be run."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from flashcards.compiler.compile import compile_deck
from flashcards.loading import git as revisions
from flashcards.loading.git import RevisionError, load, resolve
from tests.decks import write
from tests.greek import FILES, edited

PNG = b"\x89PNG\r\n\x1a\npixels"


def git(folder: Path, *arguments: str) -> str:
    who = {
        f"GIT_{role}_{part}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", "-C", folder, *arguments], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits of decks/greek: the answer was Ten, and is Twelve."""
    folder = tmp_path_factory.mktemp("original")
    git(folder, "init", "-q", "-b", "main")
    deck = folder / "decks" / "greek"
    write(deck, edited(("Twelve.", "Ten.")))
    (deck / "media").mkdir()
    (deck / "media" / "plot.png").write_bytes(PNG)
    commit(folder)
    write(deck, FILES)
    commit(folder)
    return folder


@pytest.fixture(params=[False, True], ids=["", "in other words"])
def git_speaks(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The git that is there, then one that complains in other words."""
    if request.param:
        script = tmp_path / "bin" / "git"
        script.parent.mkdir()
        script.write_text(
            f"#!/bin/sh\nPATH='{os.environ['PATH']}'\ngit \"$@\" 2>/dev/null && exit\n"
            "code=$?; echo 'nichts gefunden' >&2; exit $code\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(script.parent), prepend=os.pathsep)


@pytest.fixture
def repository(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "repository"))


def answer(repository: Path, name: str, folder: str = "decks/greek") -> str:
    result = compile_deck(load(resolve(name, repository / folder)))
    assert result.deck is not None
    return next(str(note.cards[0].answer) for note in result.deck.notes if note.key.endswith("how-many"))


class TestReading:
    def test_revisions(self, repository: Path) -> None:
        git(repository, "tag", "v1", "HEAD~1")
        names = ("HEAD", "HEAD~1", "main", "v1", git(repository, "rev-parse", "--short", "HEAD~1"))
        assert [answer(repository, name) for name in names] == ["Twelve.", "Ten.", "Twelve.", "Ten.", "Ten."]

    def test_the_working_tree_does_not_matter(self, repository: Path) -> None:
        write(repository / "decks" / "greek", edited(("Twelve.", "Dirty.")))
        assert answer(repository, "HEAD") == "Twelve."
        assert git(repository, "status", "--porcelain") == "M decks/greek/concepts/olympian.yaml"

    def test_texts(self, repository: Path) -> None:
        texts = load(resolve("HEAD", repository / "decks" / "greek"))
        assert texts.deck == ("HEAD:decks/greek/deck.yaml", FILES["deck.yaml"])
        assert texts.sources == ("HEAD:decks/greek/sources.yaml", FILES["sources.yaml"])
        path = "concepts/olympian.yaml"
        assert texts.concepts == ((f"HEAD:decks/greek/{path}", "olympian", FILES[path]),)
        assert [media.name for media in texts.media] == ["plot.png"]
        assert texts.problems == ()

    def test_a_deck_that_lay_elsewhere(self, repository: Path) -> None:
        git(repository, "mv", "decks/greek", "decks/hellenic")
        commit(repository)
        assert answer(repository, "HEAD~1:decks/greek", "decks/hellenic") == "Twelve."

    def test_a_deck_that_is_gone_from_the_working_tree(self, repository: Path) -> None:
        git(repository, "rm", "-q", "-r", "decks/greek")
        assert answer(repository, "HEAD") == "Twelve."

    def test_a_deck_that_is_the_repository(self, tmp_path: Path) -> None:
        git(tmp_path, "init", "-q")
        write(tmp_path, FILES)
        commit(tmp_path)
        assert answer(tmp_path, "HEAD", "") == "Twelve."

    def test_from_a_hook(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_DIR", "nowhere")
        monkeypatch.setenv("GIT_INDEX_FILE", "nowhere/index")
        assert answer(repository, "HEAD") == "Twelve."

    def test_other_files_are_passed_over(self, repository: Path) -> None:
        deck = repository / "decks" / "greek"
        write(deck, {"concepts/Not-an-id.yaml": "x", "concepts/notes.txt": "x", "README.md": "x"})
        (deck / "concepts" / "link.yaml").symlink_to("/etc/passwd")
        commit(repository)
        texts = load(resolve("HEAD", deck))
        assert [name for _, name, _ in texts.concepts] == ["olympian"]
        assert texts.problems == ()

    def test_a_bad_image_and_bad_text_are_problems(self, repository: Path) -> None:
        deck = repository / "decks" / "greek"
        (deck / "media" / "fake.png").write_bytes(b"GIF89a")
        (deck / "concepts" / "bad.yaml").write_bytes(b"\xff\xfe\xff")
        commit(repository)
        problems = load(resolve("HEAD", deck)).problems
        assert [(p.place.path, p.code) for p in problems] == [
            ("HEAD:decks/greek/concepts/bad.yaml", "not-utf8"),
            ("HEAD:decks/greek/media/fake.png", "bad-image"),
        ]


@pytest.mark.usefixtures("git_speaks")
class TestRefusals:
    @pytest.mark.parametrize(
        "name",
        [
            "nowhere",
            "--help",
            "HEAD~9",
            "",
            "HEAD:nowhere",
            "HEAD:decks/greek/deck.yaml",
            "HEAD:a/../nowhere",
        ],
    )
    def test_no_such_revision_or_deck(self, name: str, repository: Path) -> None:
        with pytest.raises(RevisionError) as caught:
            load(resolve(name, repository / "decks" / "greek"))
        expected = f'"{name}" is not a deck folder'
        if ":" in name:
            expected = f'there is no deck in "{name.removeprefix("HEAD:")}"'
        assert str(caught.value).startswith(expected)

    def test_outside_a_repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
        with pytest.raises(RevisionError, match="the deck is not in a git repository"):
            resolve("HEAD", tmp_path)

    def test_git_refuses(self, tmp_path: Path) -> None:
        (tmp_path / ".git").write_text("gitdir: nowhere")
        with pytest.raises(
            RevisionError, match=r"^git can't read that revision \(a partial or damaged clone\?\): "
        ):
            resolve("HEAD", tmp_path)

    def test_without_git(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        with pytest.raises(RevisionError, match="git is not installed"):
            resolve("HEAD", repository)

    def test_more_files_than_a_deck_has(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(revisions, "_MAX_LISTING", 100)
        with pytest.raises(RevisionError, match="more files than a deck can have"):
            load(resolve("HEAD", repository / "decks" / "greek"))

    def test_more_bytes_than_a_deck_has(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(revisions, "_MAX_TOTAL", 100)
        with pytest.raises(RevisionError, match="holds more than"):
            load(resolve("HEAD", repository / "decks" / "greek"))

    def test_a_lock_may_be_larger_than_an_image(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deck = repository / "decks" / "greek"
        write(deck, {"released.lock": "# a lock\n" * 9})
        commit(repository)
        monkeypatch.setattr(revisions, "MAX_MEDIA", 10)
        assert load(resolve("HEAD", deck)).lock == ("HEAD:decks/greek/released.lock", b"# a lock\n" * 9)

    def test_a_file_that_is_too_large_does_not_disturb_the_next(self, repository: Path) -> None:
        deck = repository / "decks" / "greek"
        write(deck, {"concepts/a-big.yaml": "# x\n" * 300_000})
        commit(repository)
        texts = load(resolve("HEAD", deck))
        assert [problem.place.path for problem in texts.problems] == ["HEAD:decks/greek/concepts/a-big.yaml"]
        assert [name for _, name, _ in texts.concepts] == ["olympian"]


class TestNothingIsRun:
    def test_attributes_filters_hooks_and_aliases(self, repository: Path, tmp_path: Path) -> None:
        mark = tmp_path / "ran"
        run = f"touch {mark}; cat"
        (repository / ".gitattributes").write_text("*.yaml filter=evil diff=evil\n")
        commit(repository)
        for key in (
            "filter.evil.smudge",
            "filter.evil.clean",
            "diff.evil.textconv",
            "core.fsmonitor",
            "core.pager",
        ):
            git(repository, "config", key, run)
        hook = repository / ".git" / "hooks" / "post-checkout"
        hook.write_text(f"#!/bin/sh\n{run}\n")
        hook.chmod(0o755)
        assert answer(repository, "HEAD") == "Twelve."
        assert not mark.exists()

    def test_a_partial_clone_fetches_nothing(self, repository: Path, tmp_path: Path) -> None:
        git(repository, "config", "uploadpack.allowFilter", "true")
        clone = tmp_path / "clone"
        git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", repository.as_uri(), str(clone))
        with pytest.raises(RevisionError, match="a partial or damaged clone"):
            load(resolve("HEAD", clone / "decks" / "greek"))


class TestTheLastChange:
    def test_is_the_last_commit_that_changed_the_file(self, repository: Path) -> None:
        deck = repository / "decks" / "greek"
        (deck / "released.lock").write_text("1.0")
        released = commit(repository)
        write(deck, edited(("Twelve.", "Eleven.")))
        commit(repository)
        (deck / "released.lock").write_text("1.1, not committed")
        found = revisions.last_change(deck, "released.lock")
        assert (found.commit, found.name, found.folder) == (released, released[:12], "decks/greek")
        assert load(found).lock == (f"{released[:12]}:decks/greek/released.lock", b"1.0")

    def test_a_folders_name_is_no_pattern(self, repository: Path) -> None:
        shutil.copytree(repository / "decks" / "greek", repository / "decks" / "*")
        first = commit(repository)
        write(repository / "decks" / "greek", edited(("Twelve.", "Eleven.")))
        commit(repository)
        assert revisions.last_change(repository / "decks" / "*", "concepts/olympian.yaml").commit == first

    def test_is_not_there_before_a_commit(self, repository: Path) -> None:
        deck = repository / "decks" / "greek"
        with pytest.raises(RevisionError, match=r"decks/greek/released\.lock was never committed"):
            revisions.last_change(deck, "released.lock")
