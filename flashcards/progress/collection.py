"""Write reviews into a closed collection with Anki's own library, in a process of its own.

``python -m flashcards.progress.collection`` reads a request as JSON on standard input and answers with JSON on standard
output: ``{"backup": path, "cards": n, "reviews": n}`` or ``{"error": sentence}``. The library (``anki``, AGPL, the extra
``anki``) is loaded only there.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flashcards.disk.paths import uri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flashcards.progress.export import CardExport

Col = Any  # Anki's library ships no types that mypy reads

SCHEMA: Final = 18  # of collections of Anki 2.1.28 and newer
_QUEUE: Final = {0: 0, 1: 1, 2: 2, 3: 1}  # Anki's card type → the queue in which it waits
_EASE: Final = 2500  # of a card that FSRS schedules
_INSERT: Final = "INSERT INTO revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type) VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)"


class ExportError(Exception):
    """The collection was left as it is; the text says why and what to do."""


def write(path: Path, cards: Sequence[CardExport]) -> tuple[str, int]:
    """Write cards and their rows into a collection; return the name of Anki's backup, and how many rows went in.

    Raises ExportError, the collection as it was.
    """
    request = json.dumps({"path": str(path.resolve()), "cards": [list(card) for card in cards]})
    command = [sys.executable, "-m", "flashcards.progress.collection"]
    done = subprocess.run(command, input=request, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise ExportError(
            f"Anki's library ended before it answered ({last[0]}); nothing was written"
        ) from None
    if "error" in answer:
        raise ExportError(answer["error"])
    return str(answer["backup"]), int(answer["reviews"])


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    try:
        answer = run(Path(request["path"]), request["cards"])
    except ExportError as error:
        answer = {"error": str(error)}
    json.dump(answer, sys.stdout)


def run(path: Path, cards: Sequence[Sequence[Any]]) -> dict[str, object]:
    """Back the collection up, then write all or nothing. Raises ExportError."""
    _check_schema(path)
    try:
        from anki.collection import Collection  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise ExportError(
            "this needs Anki's library; install it with: pip install 'flashcards[anki]'"
        ) from None
    try:
        col: Col = Collection(str(path))
    except Exception as error:
        raise ExportError(f"{path} can't be opened ({_brief(error)}); close Anki and try again") from error
    try:
        backup = _backup(col, path.parent / "backups")
        reviews = _write(col, cards)
    except ExportError:
        raise
    except Exception as error:
        raise ExportError(f"{path} was left as it was: {_brief(error)}") from error
    finally:
        col.close()
    return {"backup": backup, "cards": len(cards), "reviews": reviews}


def _check_schema(path: Path) -> None:
    """Look at the version of the schema before Anki's library, which would change an older one."""
    try:
        with closing(sqlite3.connect(uri(str(path)), uri=True, timeout=0)) as connection:
            (version,) = connection.execute("SELECT ver FROM col").fetchone()
    except sqlite3.OperationalError as error:
        if (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in {
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        }:
            raise ExportError(f"{path} is open in Anki; close Anki and try again") from error
        raise ExportError(f"{path} is no collection of Anki's") from error
    except (sqlite3.Error, TypeError) as error:
        raise ExportError(f"{path} is no collection of Anki's") from error
    if version != SCHEMA:
        raise ExportError(
            f"{path} has schema {version}, and this version writes {SCHEMA}; open and close it once in a current Anki,"
            " or update flashcards"
        )


def _backup(col: Col, folder: Path) -> str:
    """Let Anki make a backup where it keeps its own; its path. Raises ExportError."""
    folder.mkdir(exist_ok=True)
    col.create_backup(backup_folder=str(folder), force=True, wait_for_completion=True)
    made = sorted(folder.glob("*.colpkg"), key=lambda path: path.stat().st_mtime)
    if not made:
        raise ExportError(f"Anki made no backup in {folder}; open and close Anki once, then try again")
    return str(made[-1])


def _write(col: Col, cards: Sequence[Sequence[Any]]) -> int:
    written = 0

    def work() -> None:
        nonlocal written
        taken = set(col.db.list("SELECT id FROM revlog"))
        for number, _, rows, _ in cards:
            for time, *rest in rows:
                while time in taken:
                    time += 1  # noqa: PLW2901 - another card's review has this millisecond
                taken.add(time)
                ease, interval, last, factor, duration, kind = rest
                col.db.execute(_INSERT, time, number, ease, interval, last, factor, duration, kind)
                written += 1
        col.update_cards([_changed(col, number, columns) for number, _, _, columns in cards])

    col.db.transact(work)
    return written


def _changed(col: Col, number: int, columns: Sequence[Any]) -> Col:
    """The card as it stands after the rows, with the memory that Anki works out from its log."""
    kind, due, interval, left, reps, lapses, last = columns
    card = col.get_card(number)
    if card.odid:
        raise ExportError("a card was moved to a filtered deck meanwhile; nothing was written")
    card.type = kind
    if card.queue >= 0:
        card.queue = _QUEUE[kind]
    card.due = {0: card.original_position or 0, 2: col.sched.today + due}.get(kind, due)
    card.ivl, card.left, card.reps, card.lapses, card.last_review_time = interval, left, reps, lapses, last
    card.factor = card.factor or _EASE
    memory = col.compute_memory_state(number)
    card.desired_retention = memory.desired_retention
    card.decay = memory.decay
    card.memory_state = None
    if memory.stability is not None:
        from anki.cards_pb2 import FsrsMemoryState  # noqa: PLC0415 - as above

        card.memory_state = FsrsMemoryState(stability=memory.stability, difficulty=memory.difficulty)
    return card


def _brief(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


if __name__ == "__main__":
    main()
