"""Opens a file at a line in the learner's own editor, and images in the system's viewer."""

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

_PLUS = {  # editors that take +LINE FILE
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
_GOTO = {"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"}  # -g FILE:LINE
_COLON = {"subl", "hx", "helix", "zed", "zeditor"}  # FILE:LINE
_RETURN_AT_ONCE = {*_GOTO, "subl", "zed", "zeditor"}  # without --wait
_FALLBACKS = ("sensible-editor", "vi", "nano")


def chosen(environ: Mapping[str, str]) -> str:
    """Return the learner's editor: VISUAL, EDITOR or one that is installed; "" if there is none."""
    named = (environ.get("VISUAL") or environ.get("EDITOR") or "").strip()
    return named or next((name for name in _FALLBACKS if shutil.which(name)), "")


def command(editor: str, path: str, line: int) -> list[str]:
    """Return the command that opens ``path`` at ``line``; an unknown editor gets only the file."""
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
    """Open images in the system's viewer and return what happened; without a screen, return their paths."""
    opener = shutil.which("open") if sys.platform == "darwin" else shutil.which("xdg-open")
    screen = sys.platform == "darwin" or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    if not opener or not screen:
        return f"no screen to open it on: {', '.join(paths)}"
    for path in paths:
        subprocess.Popen(  # noqa: S603 - a path of the deck's media folder, and no shell
            [opener, path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    return f"opened {', '.join(Path(path).name for path in paths)}"
