"""The user's folders are those of platformdirs, even where it isn't loaded."""

from __future__ import annotations

import sys
from typing import Literal

import platformdirs
import pytest

from flashcards.disk import paths

HOMES = ["/home/ada", "/home/ada/", "/", "", " /home/ada", None]
NAMED = [None, "", "/xdg", "/xdg/", "/xdg ", " ", "relative", "~/xdg"]


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("home", HOMES)
def test_the_users_folders_are_those_of_platformdirs(
    home: str | None, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("HOME", home), ("XDG_DATA_HOME", named), ("XDG_CACHE_HOME", named)):
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    assert paths.user_folder("data") == platformdirs.user_data_dir("flashcards", appauthor=False)
    assert paths.user_folder("cache") == platformdirs.user_cache_dir("flashcards")


def test_on_an_ordinary_linux_platformdirs_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/fast")
    assert paths.default_path() == "/home/ada/.local/share/flashcards/reviews.db"
    assert paths.user_folder("cache") == "/fast/flashcards"


@pytest.mark.parametrize(
    ("system", "variable"), [("linux", "ANDROID_ROOT"), ("darwin", "OTHER"), ("win32", "OTHER")]
)
def test_on_other_systems_platformdirs_is_asked(
    system: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv(variable, "/system")
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: "asked")
    assert paths.user_folder("data") == "asked"


@pytest.mark.parametrize(("kind", "variable"), [("data", "XDG_DATA_HOME"), ("cache", "XDG_CACHE_HOME")])
def test_without_a_home_folder_the_error_names_the_cure(
    kind: Literal["data", "cache"], variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> str:
        raise RuntimeError

    for name in ("HOME", variable):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(platformdirs, "user_data_dir", unknown)
    monkeypatch.setattr(platformdirs, "user_cache_dir", unknown)
    with pytest.raises(FileNotFoundError) as caught:
        paths.user_folder(kind)
    assert caught.value.filename == "your home folder"
    assert caught.value.strerror == f"it is not known; set HOME or {variable} to the path of a folder"
