"""``python -m tests.drafts.fuzz NUMBER [SEED]``: so many random pages, each a draft that builds or a sentence."""

from __future__ import annotations

import random
import sys

from flashcards.drafts.page import PageError
from flashcards.drafts.reading import read
from flashcards.syntax.emitter import emit
from tests.decks import compiled
from tests.drafts.test_reading import PIECES

STARTS = (
    "",
    "<html><body>",
    "# Osmosis\n\nOsmosis is a flow of water.\n\n",
    "[",
    '{"term": "x", "definition": "',
)


ODD = 0.1


def _character(random_: random.Random) -> str:
    return chr(random_.choice((random_.randrange(1, 300), random_.randrange(0x110000))))


def _page(random_: random.Random) -> bytes:
    pieces = [
        _character(random_) if random_.random() < ODD else random_.choice(PIECES)
        for _ in range(random_.randrange(60))
    ]
    data = (random_.choice(STARTS) + "".join(pieces)).encode("utf-8", "surrogatepass")
    if random_.random() < 0.2 and data:
        at = random_.randrange(len(data))
        data = data[:at] + random_.randbytes(random_.randrange(4)) + data[at + random_.randrange(3) :]
    return data


def main() -> None:
    number, seed = int(sys.argv[1]), int((sys.argv[2:] or ["1"])[0])
    random_ = random.Random(seed)
    drafts = sentences = 0
    for _ in range(number):
        data = _page(random_)
        try:
            concept = read(data, year=2026, url="https://example.org/page")
            errors = compiled({concept.id: emit(concept.tree)}).errors
            assert not errors, errors
            drafts += 1
        except PageError:
            sentences += 1
        except BaseException:
            sys.stderr.write(f"{data!r}\n")
            raise
    sys.stdout.write(
        f"{number:,} pages: {drafts:,} drafts that build, {sentences:,} sentences, no traceback\n"
    )


if __name__ == "__main__":
    main()
