"""A synthetic course of any size, the same for the same seed: 64 lines, 15 notes and 24 cards a concept."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from flashcards.releases.lock import Lock
from flashcards.releases.lock import write as lock_text

NOTES, CARDS = 15, 24  # a concept

_WORDS = """
model training goal search signal policy agent reward loss data network layer weight proxy shift test deployment
behaviour feature circuit probe audit plan output input sample gradient update step error metric score task level
value human designer system process answer question evidence claim limit risk method result
""".split()
# Answers: no front shows one, so that lint has nothing to say.
_ANSWERS = """
harbour lantern marble orchard pepper quarry ribbon saddle timber umbrella velvet walnut anchor basket candle dolphin
engine falcon garden hammer island jacket kettle ladder magnet needle oyster pillow rocket shovel
""".split()

_DECK = """\
schema: 1
id: synthetic
uuid: 00000000-0000-4000-8000-000000000000
name: Synthetic course
language: en
units:
  all:
    title: Everything
    concepts: [{ids}]
"""
_SOURCES = """\
sources:
  src-one: {title: A first source, authors: [Ada Author, Ben Author], year: 2019, url: "https://example.org/1"}
  src-two: {title: A second source, authors: [Cleo Author], year: 2021, url: "https://example.org/2"}
"""
_CONCEPT = """\
term: {term}
context: synthetic topic
tags: [made-up]
src: [src-one, src-two]
definition:
  short:
    text: {s0}.
    src: [src-one, src-two]
  cloze:
    first:
      text: >-
        In {term} {s1} {{{{c1::{a0}::kind}}}} {s2} {{{{c2::{a1}}}}} and then {{{{c3::{a2}}}}} at last.
    second:
      text: >-
        {s3} {{{{c1::{a3}}}}} of {term} while {s4} {{{{c2::{a4}::what?}}}} follows.
distinctions:
  vs-next:
    between: [{id}, {next}]
    axis: {s5}.
    points:
      one:
        {id}: {s6}.
        {next}: {s7}.
        cards: [{id}, {next}]
faq:
  why:
    q: Why does {term} {s8}?
    a: Because {s9}.
    src: [src-one: section 2]
  how:
    q: How does *{w0}* of {term} {s10}?
    a: By {s11}.
history:
  begin:
    date: {year}
    who: {who} Author
    what: {verb} the {w1} of {term}
    work: On {w2}
key_aspects:
  part:
    term: {a12} {a13} {number}
    means: {s12}.
  third:
    text: >-
      {s13} {{{{c1::{a5}}}}} before {{{{c2::{a6}::which?}}}} of {term} comes.
  fourth:
    text: >-
      {s14} {{{{c1::{a7}}}}} after {{{{c2::{a8}}}}} of {term} goes.
challenges:
  fifth:
    text: >-
      {s15} {{{{c1::{a9}}}}} is **hard** to {{{{c2::{a10}::do what?}}}} well in {term}.
  sixth:
    text: >-
      {s16} {{{{c1::{a11}}}}} in every case of {term} that anyone has seen.
examples:
  case:
    scenario: >-
      {s17}. {s18}. {s19}.
    ask: Which idea does this show?
    shows: {id}
    roles:
      {next}: {{is: {a14} {a15}}}
related:
  {next}: next
"""


def write(folder: Path, size: int, seed: int = 1) -> Path:
    """Write a deck of ``size`` concepts (3 at least) into ``folder`` and return its path."""
    rng = random.Random(seed)
    (folder / "concepts").mkdir(parents=True)
    ids = [f"concept-{n}" for n in range(size)]
    (folder / "deck.yaml").write_text(_DECK.format(ids=", ".join(ids)))
    (folder / "sources.yaml").write_text(_SOURCES)
    empty = Lock("synthetic", "00000000-0000-4000-8000-000000000000", "Synthetic course")
    (folder / "released.lock").write_text(lock_text(empty))
    for n, name in enumerate(ids):
        text = _concept(rng, name, ids[(n + 1) % size], n)
        (folder / "concepts" / f"{name}.yaml").write_text(text)
    return folder


def _concept(rng: random.Random, name: str, following: str, number: int) -> str:
    sentences = {f"s{n}": " ".join(rng.choices(_WORDS, k=rng.randint(7, 12))).capitalize() for n in range(20)}
    words = {f"w{n}": rng.choice(_WORDS) for n in range(3)}
    answers = {f"a{n}": word for n, word in enumerate(rng.sample(_ANSWERS, 16))}
    more = {
        "who": rng.choice(["Ada", "Ben", "Cleo", "Dan"]),
        "verb": rng.choice(["found", "named", "proved", "asked"]),
    }
    year = rng.randint(1950, 2024)
    return _CONCEPT.format(
        id=name,
        next=following,
        term=f"idea {number}",
        number=number,
        year=year,
        **sentences,
        **words,
        **answers,
        **more,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.size)
