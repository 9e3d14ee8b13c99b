"""What may lie where in a deck's folder, and what the program brings along."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flashcards.model import Media
from flashcards.text.inline_rules import IMAGE_NAME

MAX_MEDIA = 20 << 20  # bytes; AnkiWeb refuses media files above 100 MiB, phones long before
_SIGNATURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
}
_ENDINGS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".gif": "gif", ".webp": "webp"}


def phrases() -> dict[str, str]:
    """Language → the text of its phrase file."""
    folder = Path(__file__).parents[1] / "phrases"
    return {path.stem: path.read_text("utf-8") for path in folder.glob("*.yaml")}


def image(name: str, data: bytes, path: str) -> Media:
    """The image that the bytes of a file of ``media/`` are. Raises OSError with a reason if they are none."""
    if not IMAGE_NAME.fullmatch(name):
        raise OSError(
            None,
            "its name may have letters a to z, digits, dots, hyphens and underscores only, and begins with a letter or digit",
        )
    if len(data) > MAX_MEDIA:
        raise OSError(None, f"it has more than {MAX_MEDIA >> 20} MiB")
    kind = _ENDINGS.get(Path(name).suffix.lower())
    if kind is None:
        raise OSError(None, "png, jpg, gif and webp are the types that work everywhere")
    if not data.startswith(_SIGNATURES[kind]) or (kind == "webp" and data[8:12] != b"WEBP"):
        raise OSError(None, f"its content is not that of a {kind} file")
    return Media(name, f"flashcards-{hashlib.sha256(data).hexdigest()[:20]}.{kind}", path)
