"""How editors are told the line."""

from __future__ import annotations

import shutil

import pytest

from flashcards.quiz import editor


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("vi", ["vi", "+7", "a b.yaml"]),
        ("/usr/bin/nvim -R", ["/usr/bin/nvim", "-R", "+7", "a b.yaml"]),
        ("nano", ["nano", "+7", "a b.yaml"]),
        ("emacsclient -t", ["emacsclient", "-t", "+7", "a b.yaml"]),
        ("code", ["code", "--wait", "-g", "a b.yaml:7"]),
        ("code -w", ["code", "-w", "-g", "a b.yaml:7"]),
        ("subl", ["subl", "--wait", "a b.yaml:7"]),
        ("hx", ["hx", "a b.yaml:7"]),
        ("'/my apps/unknown' -x", ["/my apps/unknown", "-x", "a b.yaml"]),
    ],
)
def test_command(words: str, command: list[str]) -> None:
    assert editor.command(words, "a b.yaml", 7) == command


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"VISUAL": "a", "EDITOR": "b"}, "a"),
        ({"EDITOR": "b"}, "b"),
        ({"VISUAL": "", "EDITOR": "b"}, "b"),
        ({"EDITOR": " "}, "nano"),
    ],
)
def test_chosen(environ: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name == "nano")
    assert editor.chosen(environ) == name


def test_an_image_without_a_screen_is_named() -> None:
    assert editor.view(["media/a.png"], {}) == "no screen to open it on: media/a.png"
