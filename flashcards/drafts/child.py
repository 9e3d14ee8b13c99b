"""Reads pages in a process of its own, with limits: a page may come from anybody, and no parser is safe by itself.

The child gets bytes and gives JSON. It opens no file and no connection, and it ends after a few seconds or when it
wants more memory than a page needs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from flashcards.drafts.page import MOST_BYTES, PageError

if TYPE_CHECKING:
    from flashcards.drafts.sorting import DraftConcept

SECONDS: Final = 4
"""Of processor time that a page may take."""
_PATIENCE: Final = (
    5 if os.name == "posix" else 1
)  # times as long on the clock, for a busy machine; Windows has no other limit
_MEMORY: Final = 280 << 20  # bytes of address space; a page of 8 MiB takes a third
_MOST_OUTPUT: Final = 16 << 20
_SLOW: Final = "reading it takes more than {seconds:g} s; save only the part of the page that you need"
_LARGE: Final = "reading it takes more memory than a page should need; save only the part that you need"
_BROKEN: Final = "it can't be read as a page; copy its text into a file and try that"


def read(data: bytes, *, year: int, url: str = "", seconds: float = SECONDS) -> DraftConcept:
    """Return the concept that a page tells of, read in a child process.

    Args:
        data: the file's bytes.
        year: this year, as ``sorting.concept_of`` wants it.
        url: the page's address, if the page may not say it.
        seconds: of processor time; on the clock it may take a few times as long.

    Raises:
        PageError: the page can't be read within the limits; the text says why.
    """
    from flashcards.drafts.sorting import DraftConcept  # noqa: PLC0415 - the child's modules, for their type alone

    if len(data) > MOST_BYTES:
        raise PageError(f"the file has more than {MOST_BYTES >> 20} MiB; save the page without its pictures")
    head = json.dumps({"year": year, "url": url, "seconds": max(int(seconds), 1)}).encode()
    command = [sys.executable, "-I", "-c", "from flashcards.drafts.child import main; main()"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=head + b"\n" + data, capture_output=True, timeout=seconds * _PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise PageError(_SLOW.format(seconds=seconds)) from None
    answer = _answer(done.stdout)
    if done.returncode or answer is None:
        raise PageError(_SLOW.format(seconds=seconds) if done.returncode in _KILLED else _BROKEN)
    if "error" in answer:
        raise PageError(str(answer["error"]))
    return DraftConcept(answer["id"], answer["tree"], [(why, text) for why, text in answer["left_out"]])


_KILLED: Final = {-9, -24}  # SIGKILL and SIGXCPU: the processor time is used up


def _answer(output: bytes) -> dict | None:  # type: ignore[type-arg]  # JSON of our own child
    with suppress(ValueError, RecursionError):
        answer = json.loads(output) if len(output) <= _MOST_OUTPUT else None
        return answer if isinstance(answer, dict) else None
    return None


# --- in the child ----------------------------------------------------------------------------------------------------


def main() -> None:
    """Read a page from standard input and write what it is to standard output."""
    head = json.loads(sys.stdin.buffer.readline())
    _limit(head["seconds"])
    from flashcards.drafts.reading import read as read_page  # noqa: PLC0415 - after the limits are set

    try:
        concept = read_page(sys.stdin.buffer.read(), year=head["year"], url=head["url"])
        answer = {"id": concept.id, "tree": concept.tree, "left_out": concept.left_out}
    except PageError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": _LARGE}
    except Exception:  # noqa: BLE001 - whatever a parser fails with, the user reads a sentence
        answer = {"error": _BROKEN}
    sys.stdout.write(json.dumps(answer))


def _limit(seconds: int) -> None:
    """Set the limits that the system keeps. Windows has none; there only the parent's clock ends a child."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(ValueError, OSError):  # macOS refuses this one
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
