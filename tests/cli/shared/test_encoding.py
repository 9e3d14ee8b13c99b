"""Output whose encoding lacks our characters: like signs, never a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flashcards.cli.shared import encoding

ROOT = Path(__file__).parents[3]
DECK = str(ROOT / "decks" / "ai-alignment")
KEY = "mesa-optimizer/daemon"


def written(text: str, name: str) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=name, newline="")
    encoding.prepare(stream)
    stream.write(text)
    stream.flush()
    return raw.getvalue().decode(name)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("cp1252", "a → b ≤ c", "a -> b <= c"),
        ("cp1252", "“é” · …", "“é” · …"),
        ("iso8859-15", "“é” – …", '"é" - ...'),
        ("euc_jp", "日本 · é", "日本 * é"),
        ("cp437", "│ 日 👍", "│ \\u65e5 \\U0001f44d"),
        ("ascii", "ß", "\\xdf"),
        ("utf-8", "→ 日", "→ 日"),
    ],
)
def test_what_an_encoding_lacks_becomes_a_like_sign(name: str, text: str, expected: str) -> None:
    assert written(text, name) == expected


def test_only_encoding_errors_are_handled() -> None:
    with pytest.raises(UnicodeDecodeError):
        encoding.substitute(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"))


def run(name: str, *command: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": name, "PYTHONUTF8": "0"}
    line = [sys.executable, "-m", "flashcards", *command]
    return subprocess.run(
        line, env=environment, capture_output=True, timeout=60, cwd=ROOT, input=b"", check=False
    )


@pytest.mark.parametrize("name", ["cp1252", "iso8859-15", "euc_jp", "cp437"])
@pytest.mark.parametrize(
    "command", [["explain", KEY, DECK], ["preview", "--terminal", "mesa-optimizer"]], ids=lambda c: c[0]
)
def test_commands_end_well(name: str, command: list[str]) -> None:
    ended = run(name, *command)
    assert (ended.returncode, b"Traceback" in ended.stderr) == (0, False), ended.stderr
    assert ended.stdout.decode(name)


def test_json_stays_json() -> None:
    plain, short = (run(name, "explain", "--json", KEY, DECK).stdout for name in ("utf-8", "iso8859-15"))
    assert json.loads(plain.decode()) == json.loads(short.decode("iso8859-15"))
