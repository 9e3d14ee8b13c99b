"""Opening a file at a line in the learner's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLUS = {
    "vi",
    "vim",
    "nvim",
    "view",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "kak",
    "joe",
    "jed",
    "micro",
    "ne",
    "mg",
    "gedit",
}
_GOTO = {"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"}
_COLON = {"subl", "hx", "helix", "zed", "zeditor"}
_RETURN_AT_ONCE = {*_GOTO, "subl", "zed", "zeditor"}  # unless told to wait
_FALLBACKS = ("sensible-editor", "vi", "nano")


def chosen(environ: Mapping[str, str]) -> str:
    """The learner's editor: VISUAL, EDITOR, else one that is there; "" if there is none."""
    named = (environ.get("VISUAL") or environ.get("EDITOR") or "").strip()
    return named or next((name for name in _FALLBACKS if shutil.which(name)), "")


def command(editor: str, path: str, line: int) -> list[str]:
    """The words that open ``path`` at ``line``; an editor that is not known gets the file alone."""
    words = shlex.split(editor, posix=os.name == "posix")
    name = Path(words[0]).name.removesuffix(".exe")
    if name in _RETURN_AT_ONCE and not {"-w", "--wait"} & set(words):
        words.append("--wait")
    if name in _GOTO:
        return [*words, "-g", f"{path}:{line}"]
    if name in _COLON:
        return [*words, f"{path}:{line}"]
    return [*words, f"+{line}", path] if name in _PLUS else [*words, path]


def view(paths: list[str], environ: Mapping[str, str]) -> str:
    """Open images in the system's viewer; says what happened, with the paths where there is no screen for them."""
    opener = shutil.which("open") if sys.platform == "darwin" else shutil.which("xdg-open")
    screen = sys.platform == "darwin" or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    if not opener or not screen:
        return f"there is no screen to open it on: {', '.join(paths)}"
    for path in paths:
        subprocess.Popen(  # noqa: S603 - a path of the deck's media folder, and no shell
            [opener, path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    return f"opened {', '.join(Path(path).name for path in paths)}"
