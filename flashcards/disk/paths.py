"""Find the user's data and cache folders.

``flashcards due`` runs in a shell prompt, so this module avoids imports that would double its time.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing takes as long as importing sqlite3
if TYPE_CHECKING:
    from typing import Final, Literal
_FOLDERS: Final = {"data": ("XDG_DATA_HOME", ".local/share"), "cache": ("XDG_CACHE_HOME", ".cache")}


def default_path() -> str:
    """Return the path of ``reviews.db`` in the user's data folder."""
    return os.path.join(user_folder("data"), "reviews.db")  # noqa: PTH118 - pathlib takes as long as sqlite3


def user_folder(kind: Literal["data", "cache"]) -> str:
    """Return the program's folder among the user's data or caches, as platformdirs defines it.

    On an ordinary Linux the answer is worked out here, because importing platformdirs takes longer than counting
    the cards that are due.

    Raises:
        FileNotFoundError: The user has no home folder.
    """
    variable, below = _FOLDERS[kind]
    home = os.environ.get("HOME", "")
    folder = os.environ.get(variable) or f"{home}/{below}"
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ and _plain(home) and _plain(folder):
        return f"{folder}/flashcards"
    import platformdirs  # noqa: PLC0415 - as above

    try:
        if kind == "cache":
            return platformdirs.user_cache_dir("flashcards")
        return platformdirs.user_data_dir("flashcards", appauthor=False)
    except RuntimeError as error:
        why = f"it is not known; set HOME or {variable} to the path of a folder"
        raise FileNotFoundError(None, why, "your home folder") from error


def _plain(folder: str) -> bool:
    return folder.startswith("/") and not folder.endswith(("/", " "))


def uri(path: str) -> str:
    """Return the URI with which SQLite opens a file read-only."""
    plain = os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100 - pathlib takes as long as sqlite3
    return "file:" + plain.translate({ord(sign): f"%{ord(sign):02x}" for sign in "%?#"}) + "?mode=ro"
