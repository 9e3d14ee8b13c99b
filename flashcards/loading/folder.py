"""Read the texts and images of a deck folder.

Only regular files are read, and only up to a size limit. Whatever is wrong becomes a problem, never an exception.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.compiler.texts import Texts
from flashcards.disk.journal import JOURNAL
from flashcards.loading import layout
from flashcards.model import Media, Place, Problem
from flashcards.releases import lock, lock_reader
from flashcards.syntax import reader

if TYPE_CHECKING:
    from collections.abc import Iterator


def load(root: Path) -> Texts:
    """Read every text and image of a deck folder. Paths in problems begin with ``root`` as given."""
    problems: list[Problem] = []
    deck = _read_text(root / "deck.yaml", problems)
    if deck is None and not problems:
        message = "this file is missing, so the folder isn't a deck"
        hint = '"flashcards new deck ID" makes one'
        problems.append(Problem(Place(str(root / "deck.yaml")), "no-file", message, hint))
    sources = _read_text(root / "sources.yaml", problems)
    files = list(_concepts(root / "concepts", problems))
    concepts = [(path, concept, text) for path, concept, text in files if text is not None]
    if not concepts and not problems:
        hint = '"flashcards new concept ID" makes one'
        place = Place(str(root / "concepts"))
        problems.append(Problem(place, "no-file", "the deck has no concepts yet", hint))
    media = tuple(_media(root / "media", problems))
    record = _read_lock(root / lock.NAME, problems)
    if os.path.lexists(root / JOURNAL):
        problems.append(_unfinished_rename(root / JOURNAL))
    return Texts(
        root=str(root),
        deck=None if deck is None else (str(root / "deck.yaml"), deck),
        sources=None if sources is None else (str(root / "sources.yaml"), sources),
        concepts=tuple(concepts),
        unread=frozenset(concept for _, concept, text in files if text is None),
        media=media,
        problems=tuple(problems),
        phrases=layout.phrases(),
        lock=record,
    )


def _unfinished_rename(journal: Path) -> Problem:
    message = "a rename was cut short: some files are changed, others are not"
    hint = 'run "flashcards rename" again; it first restores all of them'
    return Problem(Place(str(journal)), "cut-short", message, hint)


def _read_lock(path: Path, problems: list[Problem]) -> tuple[str, bytes] | None:
    """Return the path and content of the lock file; None if there is none."""
    try:
        data = _read_bytes(path, lock_reader.MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        problems.append(_unreadable(path, error))
        return str(path), b""
    return str(path), data


def _concepts(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str, str | None]]:
    """Yield path, id and text of each concept file; the text is None if it can't be read."""
    for entry in _entries(folder, problems):
        if layout.is_scratch_file(entry.name):
            continue
        if problem := layout.check_concept_name(entry.name, entry.path):
            problems.append(problem)
        else:
            yield entry.path, entry.name.removesuffix(".yaml"), _read_text(Path(entry.path), problems)


def _entries(folder: Path, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """Return the entries of a folder, sorted by name; none if the folder doesn't exist or can't be read."""
    why = "it is a symbolic link"
    try:
        if not folder.is_symlink():
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        why = error.strerror or str(error)
    problems.append(Problem(Place(str(folder)), "unreadable", f"the folder can't be read: {why}"))
    return []


def _read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return a text file's text. None without a new problem means that the file doesn't exist."""
    try:
        data = _read_bytes(path, reader.MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        problems.append(_unreadable(path, error))
        return None
    text, found = reader.decode(str(path), data)
    problems += found
    return None if found else text


def _unreadable(path: Path, error: OSError) -> Problem:
    return Problem(Place(str(path)), "unreadable", f"the file can't be read: {error.strerror or error}")


def _read_bytes(path: Path, most: int) -> bytes:
    """Return at most ``most`` bytes of a regular file.

    Raises:
        OSError: The file can't be read, or is a link, a device or a pipe; those are never opened.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "not a regular file"
        raise OSError(None, f"it is {what}")
    with path.open("rb", buffering=0) as file:
        # Python allocates as many bytes as are asked for, so ask for the file's size, and for more only if it grew.
        data = file.read(min(most, status.st_size + 1))
        return data if len(data) <= status.st_size else data + file.read(most - len(data))


def _media(folder: Path, problems: list[Problem]) -> Iterator[Media]:
    first: dict[str, str] = {}  # lower-case name → the first name that it stands for
    for entry in _entries(folder, problems):
        if layout.is_hidden(entry.name):
            continue
        try:
            data = _read_bytes(Path(entry.path), layout.MAX_MEDIA + 1)
            media = layout.image(entry.name, data, entry.path)
        except OSError as error:
            problems.append(
                Problem(Place(entry.path), "bad-image", f"the image can't be used: {error.strerror}")
            )
            continue
        if (other := first.setdefault(entry.name.lower(), entry.name)) != entry.name:
            message = f'Windows and macOS can\'t tell "{entry.name}" from "{other}"'
            problems.append(Problem(Place(entry.path), "bad-image", message, "rename one of them"))
            continue
        yield media
