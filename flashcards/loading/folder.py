"""A deck folder → texts. Reads regular files only, bounded in size; every refusal is a problem, never an exception."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.compiler.concepts import RESERVED
from flashcards.compiler.texts import Texts
from flashcards.disk.journal import JOURNAL
from flashcards.loading.layout import MAX_MEDIA, image, phrases
from flashcards.model import Media, Place, Problem
from flashcards.releases import lock, lock_reader
from flashcards.syntax import reader
from flashcards.syntax.shapes import ID

if TYPE_CHECKING:
    from collections.abc import Iterator


def load(root: Path) -> Texts:
    """Every text and image of a deck folder. Paths in problems begin with ``root`` as given."""
    problems: list[Problem] = []
    deck = _read(root / "deck.yaml", problems)
    if deck is None and not problems:
        place = Place(str(root / "deck.yaml"))
        problems.append(
            Problem(
                place,
                "no-file",
                "this file is missing, so the folder is no deck",
                '"flashcards new deck ID" makes one',
            )
        )
    sources = _read(root / "sources.yaml", problems)
    found = list(_concepts(root / "concepts", problems))
    concepts = [(path, name, text) for path, name, text in found if text is not None]
    if not concepts and not problems:
        place = Place(str(root / "concepts"))
        problems.append(
            Problem(place, "no-file", "the deck has no concepts yet", '"flashcards new concept ID" makes one')
        )
    media = tuple(_media(root / "media", problems))
    record = _lock(root / lock.NAME, problems)
    if os.path.lexists(root / JOURNAL):
        message = "a rename was cut short, and some files are as before it and some as after it"
        hint = 'run "flashcards rename" again; it first puts all of them back'
        problems.append(Problem(Place(str(root / JOURNAL)), "cut-short", message, hint))
    return Texts(
        root=str(root),
        deck=None if deck is None else (str(root / "deck.yaml"), deck),
        sources=None if sources is None else (str(root / "sources.yaml"), sources),
        concepts=tuple(concepts),
        unread=frozenset(name for _, name, text in found if text is None),
        media=media,
        problems=tuple(problems),
        phrases=phrases(),
        lock=record,
    )


def _lock(path: Path, problems: list[Problem]) -> tuple[str, bytes] | None:
    try:
        data = _bytes(path, lock_reader.MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"the file can't be read: {error.strerror or error}"
        problems.append(Problem(Place(str(path)), "unreadable", message))
        return str(path), b""
    return str(path), data


def _concepts(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str, str | None]]:
    """Path, id and text of each concept file; no text if it can't be read."""
    for entry in _entries(folder, problems):
        if entry.name.startswith((".", "#")) or entry.name.endswith("~"):  # hidden, or an editor's copy
            continue
        name = entry.name.removesuffix(".yaml")
        if name == entry.name:
            message = "a file in concepts/ that is no concept"
            problems.append(
                Problem(
                    Place(entry.path),
                    "bad-file",
                    message,
                    "concept files end in .yaml; move other files away",
                )
            )
        elif not ID.pattern.fullmatch(name) or name in RESERVED:
            why = "is a key of the format" if name in RESERVED else f"is not {ID.form}"
            problems.append(
                Problem(
                    Place(entry.path),
                    "bad-id",
                    f'the file name is the concept\'s id, and "{name}" {why}',
                    "rename the file",
                )
            )
        else:
            yield entry.path, name, _read(Path(entry.path), problems)


def _entries(folder: Path, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """What stands in a folder, sorted; nothing if there is none or it can't be used."""
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


def _read(path: Path, problems: list[Problem]) -> str | None:
    """A text file's text, or None; None without a problem means that it does not exist."""
    try:
        data = _bytes(path, reader.MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        problems.append(
            Problem(Place(str(path)), "unreadable", f"the file can't be read: {error.strerror or error}")
        )
        return None
    text, found = reader.decode(str(path), data)
    problems += found
    return None if found else text


def _bytes(path: Path, most: int) -> bytes:
    """At most ``most`` bytes of a regular file. Raises OSError for links, devices and pipes, without opening them."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "not a regular file"
        raise OSError(None, f"it is {what}")
    with path.open("rb", buffering=0) as file:
        # Python makes room for as much as is asked for, so no more is, unless the file has grown just now.
        data = file.read(min(most, status.st_size + 1))
        return data if len(data) <= status.st_size else data + file.read(most - len(data))


def _media(folder: Path, problems: list[Problem]) -> Iterator[Media]:
    lower: dict[str, str] = {}
    for entry in _entries(folder, problems):
        if entry.name.startswith("."):
            continue
        try:
            media = _image(Path(entry.path))
        except OSError as error:
            problems.append(
                Problem(Place(entry.path), "bad-image", f"the image can't be used: {error.strerror}")
            )
            continue
        if (other := lower.setdefault(entry.name.lower(), entry.name)) != entry.name:
            message = f'"{entry.name}" and "{other}" are one name on Windows and macOS'
            problems.append(Problem(Place(entry.path), "bad-image", message, "rename one of them"))
            continue
        yield media


def _image(path: Path) -> Media:
    """An image of ``media/``. Raises OSError with a reason if it is none."""
    return image(path.name, _bytes(path, MAX_MEDIA + 1), str(path))
