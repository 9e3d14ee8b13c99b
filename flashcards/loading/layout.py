"""Which files belong to a deck, by name and content; and the phrase files that come with the program."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.compiler.concepts import RESERVED
from flashcards.disk import windows
from flashcards.model import Media, Place, Problem
from flashcards.releases import lock
from flashcards.syntax.shapes import ID
from flashcards.text.inline_rules import IMAGE_NAME

if TYPE_CHECKING:
    from pathlib import PurePosixPath

MAX_MEDIA = 20 << 20  # bytes; AnkiWeb refuses media files above 100 MiB, phones long before
_SIGNATURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
}
_ENDINGS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".gif": "gif", ".webp": "webp"}


def phrases() -> dict[str, str]:
    """Return the text of each phrase file that comes with the program, by language."""
    folder = Path(__file__).parents[1] / "phrases"
    return {path.stem: path.read_text("utf-8") for path in folder.glob("*.yaml")}


def belongs(path: PurePosixPath) -> bool:
    """Return whether a file at this path, relative to the deck's folder, is part of the deck."""
    match path.parts:
        case ("deck.yaml" | "sources.yaml" | lock.NAME,):
            return True
        case ("concepts", name):
            return not is_scratch_file(name) and check_concept_name(name, str(path)) is None
        case ("media", name):
            return not is_hidden(name)
        case _:
            return False


def is_hidden(name: str) -> bool:
    """Return whether a file of this name is hidden; loading skips such files."""
    return name.startswith(".")


def is_scratch_file(name: str) -> bool:
    """Return whether a file in ``concepts/`` is hidden or an editor's copy; loading skips such files."""
    return is_hidden(name) or name.startswith("#") or name.endswith("~")


def check_concept_name(name: str, path: str) -> Problem | None:
    """Return the problem with the name of a file in ``concepts/``; None if it is a concept's id and ".yaml"."""
    concept = name.removesuffix(".yaml")
    if concept == name:
        hint = "concept files end in .yaml; move other files away"
        return Problem(Place(path), "bad-file", "a file in concepts/ that is not a concept", hint)
    if concept in RESERVED:
        why = "is a key of the format"
    elif windows.is_reserved(concept):
        why = "is a device on Windows, where the file can't be checked out"
    elif not ID.pattern.fullmatch(concept):
        why = f"is not {ID.form}"
    else:
        return None
    message = f'the file name is the concept\'s id, and "{concept}" {why}'
    return Problem(Place(path), "bad-id", message, "rename the file")


def image(name: str, data: bytes, path: str) -> Media:
    """Return the image that a file in ``media/`` holds.

    Args:
        name: The file's name.
        data: Its content; of a file larger than ``MAX_MEDIA``, at least one byte more than that.
        path: Where it is, for messages and for copying it into a package.

    Raises:
        OSError: The name or the content isn't that of an image that works everywhere. ``strerror`` says why.
    """
    if not IMAGE_NAME.fullmatch(name):
        raise OSError(
            None,
            "its name must begin with a letter or digit, and may hold only letters a to z, digits, dots, hyphens and underscores",
        )
    if windows.is_reserved(name):
        raise OSError(None, "its name is a device on Windows, where it can't be checked out")
    if len(data) > MAX_MEDIA:
        raise OSError(None, f"it has more than {MAX_MEDIA >> 20} MiB")
    kind = _ENDINGS.get(Path(name).suffix.lower())
    if kind is None:
        raise OSError(None, "png, jpg, gif and webp are the types that work everywhere")
    if not data.startswith(_SIGNATURES[kind]) or (kind == "webp" and data[8:12] != b"WEBP"):
        raise OSError(None, f"its content is not that of a {kind} file")
    return Media(name, f"flashcards-{hashlib.sha256(data).hexdigest()[:20]}.{kind}", path)
