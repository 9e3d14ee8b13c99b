"""A generated deck: as many concepts as you like, each with 24 cards of made-up but word-like text."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "lar",
    "mon",
    "ner",
    "pil",
    "rus",
    "sto",
    "tra",
    "ven",
    "wex",
    "zan",
)


def texts(concepts: int, seed: int = 5) -> Iterator[tuple[str, str]]:
    """File name and text of every file of the deck."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(6_000)]
    weights = [1 / (rank + 5) for rank in range(len(words))]  # word frequencies after Zipf

    def say(length: int) -> str:
        return " ".join(rng.choices(words, weights, k=length))

    yield (
        "deck.yaml",
        "schema: 1\nid: big\nuuid: 00000000-0000-4000-8000-000000000000\nname: Big\nlanguage: en\n",
    )
    yield "sources.yaml", "sources:\n  one:\n    title: One\n    credibility: 4\n"
    yield "released.lock", ""
    for number in range(concepts):
        name, other = f"concept-{number}", f"concept-{(number + 1) % concepts}"
        term = f"{words[number]} {number}"
        lines = [f"term: {term}", "src: [one]", "definition:", "  short:", f"    text: {say(18)}."]
        lines += ["  cloze:"]
        for n in range(4):
            lines += [
                f"    c{n}:",
                f"      text: {term} {say(8)} {{{{c1::{say(1)}{n}}}}} {say(4)} {{{{c2::{say(1)}x{n}}}}}.",
            ]
        lines += ["faq:"]
        for n in range(9):
            lines += [f"  q{n}:", f"    q: Why does {term} {say(7)}?", f"    a: {say(12)}."]
        lines += [
            "distinctions:",
            "  vs:",
            f"    between: [{name}, {other}]",
            f"    axis: {say(12)}.",
            "    points:",
        ]
        for n in range(2):
            lines += [f"      p{n}:", f"        {name}: {say(10)}.", f"        {other}: {say(10)}."]
        yield f"concepts/{name}.yaml", "\n".join(lines) + "\n"


def write(folder: Path, concepts: int) -> None:
    """The deck as files."""
    (folder / "concepts").mkdir(parents=True)
    for name, text in texts(concepts):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import sys

    write(Path(sys.argv[1]), int(sys.argv[2]))
