"""Which deck folder the user means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flashcards.loading import locate
from flashcards.loading.locate import Found
from tests.loading.small import deck


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bundled"
    deck(folder, "course")
    monkeypatch.setattr(locate, "_bundled", lambda: folder)
    return folder


@pytest.mark.usefixtures("bundled")
def test_the_only_deck_under_decks_is_found(tmp_path: Path) -> None:
    deck(tmp_path / "decks", "mine")
    assert locate.find(None, tmp_path, {}) == Found(Path("decks/mine"), "the only deck under ./decks")


@pytest.mark.usefixtures("bundled")
def test_several_decks_under_decks_are_refused(tmp_path: Path) -> None:
    deck(tmp_path / "decks", "b")
    deck(tmp_path / "decks", "a")
    with pytest.raises(locate.NoDeckError, match=r"several decks under ./decks \(a, b\); say which"):
        locate.find(None, tmp_path, {"FLASHCARDS_DECKS": str(tmp_path)})


@pytest.mark.usefixtures("bundled")
@pytest.mark.parametrize("of", ["deck", "folder of decks"])
def test_the_deck_in_the_environment_is_found(tmp_path: Path, of: str) -> None:
    root = deck(tmp_path / "far", "away")
    named = {"FLASHCARDS_DECKS": str(root if of == "deck" else root.parent)}
    assert locate.find(None, tmp_path, named) == Found(root, "from FLASHCARDS_DECKS")
    assert locate.find("away", tmp_path, named).path in {root, Path("far/away")}


@pytest.mark.usefixtures("bundled")
def test_several_decks_in_the_environment_are_refused(tmp_path: Path) -> None:
    deck(tmp_path / "far", "a")
    deck(tmp_path / "near", "b")
    named = {
        "FLASHCARDS_DECKS": os.pathsep.join(
            [str(tmp_path / "far"), "", str(tmp_path / "near" / "b"), "/gone"]
        )
    }
    with pytest.raises(locate.NoDeckError, match=r"FLASHCARDS_DECKS has several decks \(a, b\); say which"):
        locate.find(None, tmp_path, named)


def test_elsewhere_the_bundled_deck_is_found(tmp_path: Path, bundled: Path) -> None:
    elsewhere = tmp_path.parent
    comes = "the deck that comes with flashcards"
    assert locate.find(None, elsewhere, {}) == Found(bundled / "course", comes, bundled=True)
    assert locate.find("course", elsewhere, {}).bundled


@pytest.mark.parametrize(
    ("named", "cwd"),
    [("course", "."), ("course", "docs"), (None, "docs"), ("{bundled}/course", "..")],
    ids=["in the repository", "in a folder of it", "unnamed", "by its path"],
)
def test_in_a_clone_the_deck_is_the_authors_own(
    tmp_path: Path, bundled: Path, named: str | None, cwd: str
) -> None:
    (tmp_path / "docs").mkdir()
    deck_ = named.format(bundled=bundled) if named else None
    assert not locate.find(deck_, tmp_path / cwd, {}).bundled


@pytest.mark.parametrize("named", [None, "course", "{package}/decks/course", "decks/course"])
def test_in_the_installed_package_the_deck_is_bundled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str | None
) -> None:
    package = tmp_path / "site-packages" / "flashcards"
    deck(package / "decks", "course")
    monkeypatch.setattr(locate, "__file__", str(package / "loading" / "locate.py"))
    deck_ = named.format(package=package) if named else None
    cwd = package if named == "decks/course" else tmp_path
    assert locate.find(deck_, cwd, {}).bundled


@pytest.mark.usefixtures("bundled")
def test_the_current_folder_comes_first(tmp_path: Path) -> None:
    root = deck(tmp_path / "decks", "mine")
    deck(root / "decks", "inner")
    named = {"FLASHCARDS_DECKS": str(tmp_path / "decks")}
    assert locate.find(None, root, named) == Found(Path(), "the current folder")
    assert locate.several(root) == []


def test_several_decks_are_those_under_decks(tmp_path: Path) -> None:
    deck(tmp_path / "decks", "b")
    assert locate.several(tmp_path) == []
    deck(tmp_path / "decks", "a")
    found = [Found(Path("decks") / name, "under ./decks") for name in "ab"]
    assert locate.several(tmp_path) == found


def test_the_real_bundled_deck_is_ai_alignment(tmp_path: Path) -> None:
    assert locate.find(None, tmp_path, {}).path.name == "ai-alignment"


def test_without_any_deck_the_message_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locate, "_bundled", lambda: tmp_path / "gone")
    with pytest.raises(locate.NoDeckError, match='make one with "flashcards new deck ID"'):
        locate.find(None, tmp_path, {})


@pytest.mark.usefixtures("bundled")
def test_a_path_is_kept_as_it_was_typed(tmp_path: Path) -> None:
    root = deck(tmp_path, "elsewhere")
    assert locate.find("elsewhere", tmp_path, {}).path == Path("elsewhere")
    assert locate.find("./elsewhere", tmp_path, {}).path == Path("elsewhere")
    assert locate.find(str(root), tmp_path / "decks", {}).path == root


@pytest.mark.usefixtures("bundled")
def test_an_id_is_found_under_decks(tmp_path: Path) -> None:
    deck(tmp_path / "decks", "one")
    deck(tmp_path / "decks", "two")
    assert locate.find("two", tmp_path, {}).path == Path("decks/two")


@pytest.mark.usefixtures("bundled")
@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("corse", 'there is no deck "corse"; did you mean "course"? (decks at hand: mine, course); name a deck or its folder'),
        ("xyzzy", 'there is no deck "xyzzy" (decks at hand: mine, course); name a deck or its folder'),
        ("empty", 'the folder "empty" has no deck.yaml, so it isn\'t a deck'),
        ("decks/mine/concepts", '"decks/mine/concepts" is part of a deck; name the deck: decks/mine'),
        ("decks/mine/deck.yaml", '"decks/mine/deck.yaml" is part of a deck; name the deck: decks/mine'),
        ("", 'there is no deck "" (decks at hand: mine, course); name a deck or its folder'),
        ("a\0b", 'there is no deck "a\0b" (decks at hand: mine, course); name a deck or its folder'),
        ("x" * 5000, None),
    ],
    ids=["near", "far", "folder", "part", "file", "nothing", "NUL", "long"],
)  # fmt: skip
def test_an_unknown_deck_is_refused_with_the_decks_at_hand(
    tmp_path: Path, named: str, message: str | None
) -> None:
    deck(tmp_path / "decks", "mine")
    (tmp_path / "empty").mkdir()
    with pytest.raises(locate.NoDeckError) as error:
        locate.find(named, tmp_path, {})
    assert message is None or str(error.value) == message


def test_a_file_named_decks_is_no_folder_of_decks(tmp_path: Path, bundled: Path) -> None:
    (tmp_path / "decks").write_text("x")
    assert (
        locate.find(None, tmp_path, {"FLASHCARDS_DECKS": str(tmp_path / "decks")}).path == bundled / "course"
    )
