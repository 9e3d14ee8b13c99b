"""The lines of a machine's file in a synced folder, as values and back.

A file is JSON lines in UTF-8. Every line is an object whose last member, ``sum``, holds the first 12 hex digits of
the SHA-256 of the bytes before ``,"sum"``: a line that sync tools cut or mixed doesn't count. The first line is the
header, ``{"flashcards": "log", "format": 1, "machine": ..., "name": ...}``; then come log entries, one a line, and
now and then the settings of the schedule. Members at their defaults are left out. No line holds a typed answer.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from hashlib import sha256
from typing import Any, Final, NamedTuple

from flashcards.study.log import Action, CardId, LogEntry, action
from flashcards.study.memory import Moment, Settings, State

FORMAT: Final = 1
LONGEST: Final = 4096  # bytes of a line; ours have about 200
_SUM: Final = re.compile(rb'^(\{.*),"sum":"([0-9a-f]{12})"\}$')
_ID: Final = re.compile(r"[0-9a-f]{32}")
_LATEST: Final = 1 << 47  # UTC milliseconds, in the year 6429: an id has room for 48 bits
_EAST: Final = 24 * 60  # minutes from UTC, at most
_ORDINALS: Final = 500
_PLAN: Final = 3000  # characters of an exam's plan
_TEXT: Final = 200  # characters of a GUID, a deck's uuid or a concept


class Header(NamedTuple):
    """The first line of a file: the machine that writes it, and the format."""

    format: int
    machine: str
    name: str


class Setting(NamedTuple):
    """The settings of the schedule as they were set at an id's time; the newest id counts."""

    id: str
    settings: Settings


class Unknown(NamedTuple):
    """A whole line that says nothing this version understands."""


Line = Header | LogEntry | Setting | Unknown


def header(machine: str, name: str) -> bytes:
    """Return the first line of a machine's file."""
    return _line({"flashcards": "log", "format": FORMAT, "machine": machine, "name": name})


def of_entry(entry: LogEntry) -> bytes:
    """Return a log entry's line."""
    values: dict[str, object] = {
        "id": entry.id,
        "guid": entry.card.guid,
        "ordinal": entry.card.ordinal,
        "deck": entry.deck,
        "time": entry.moment.time,
        "offset": entry.moment.offset,
        "kind": str(entry.kind),
    }
    optional = {
        "rating": int(entry.rating),
        "duration": entry.duration,
        "was": int(entry.was),
        "value": entry.value,
        "undoes": entry.undoes,
        "asked": entry.asked,
        "mistaken": entry.mistaken,
        "text": entry.text,
    }
    return _line(values | {name: value for name, value in optional.items() if value})


def of_setting(setting: Setting) -> bytes:
    """Return the line of the schedule's settings."""
    return _line({"id": setting.id, "settings": asdict(setting.settings)})


def read(line: bytes) -> Line | None:
    """Return what a line (without its end) says; None for one that isn't whole."""
    found = _SUM.match(line) if len(line) <= LONGEST else None
    if found is None or _sum(found[1]) != found[2]:
        return None
    try:
        return _parsed(json.loads(found[1] + b"}"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unknown()


def _line(values: dict[str, object]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    return text + b',"sum":"' + _sum(text) + b'"}\n'


def _sum(data: bytes) -> bytes:
    return sha256(data).hexdigest()[:12].encode()


def _parsed(values: dict[str, Any]) -> Line:
    if "format" in values:
        return Header(_whole(values["format"], 1, 1 << 31), _text(values["machine"]), _text(values["name"]))
    if "settings" in values:
        return Setting(_id(values["id"]), settings(values["settings"]))
    kind = action(_text(values["kind"]))
    lowest, highest = (1, 4) if kind in {Action.REVIEW, Action.CRAM} else (0, 4)
    undoes = values.get("undoes", "")
    return LogEntry(
        id=_id(values["id"]),
        card=CardId(_text(values["guid"], 1), _whole(values["ordinal"], 1, _ORDINALS)),
        deck=_text(values["deck"]),
        moment=Moment(_whole(values["time"], 0, _LATEST), _whole(values["offset"], -_EAST, _EAST)),
        kind=kind,
        rating=_whole(values.get("rating", 0), lowest, highest),
        duration=_whole(values.get("duration", 0), 0, 1 << 31),
        was=State(_whole(values.get("was", 0), 0, 3)),
        value=_whole(values.get("value", 0), -(1 << 47), 1 << 47),
        undoes=_id(undoes) if undoes else "",
        asked=_text(values.get("asked", "")),
        mistaken=_text(values.get("mistaken", "")),
        text=_text(values.get("text", ""), longest=_PLAN),
    )


def settings(values: dict[str, Any]) -> Settings:
    """Return the settings that JSON holds. Raises TypeError or ValueError for others."""
    given: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return Settings(**given)


def _whole(value: object, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(value)
    return value


def _text(value: object, shortest: int = 0, longest: int = _TEXT) -> str:
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        raise ValueError(value)
    return value


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError(value)
    return value
