"""Small decks for the tests of the page, and a builder of their pages."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.compiler.compile import Compiled, compile_deck
from flashcards.loading.folder import load
from flashcards.preview import page
from flashcards.preview.changes import Since
from flashcards.releases.diff import compare
from tests.decks import head, write

if TYPE_CHECKING:
    from collections.abc import Mapping

COURSE = Path(__file__).parents[2] / "decks" / "ai-alignment"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEAD = f"""\
{head(name="A small deck", uuid="527c6834-ee1d-4ff4-8726-2a8c1a9b2afe")}units:
  one: {{title: Unit one, concepts: [alpha, beta]}}
"""
ALPHA = """\
term: alpha
aliases: [first letter]
tags: [letters]
definition:
  short:
    text: The first of them, with \\(x^2\\) and \\[\\frac{1}{2}\\] but `\\(code\\)`.
  cloze:
    power:
      text: The square is \\(x^{ {{c1::2::which power?}} }\\), says {{c2::Überall}}.
faq:
  picture:
    q: What is this? ![a dot](dot.png)
    a: A dot beside [[beta]].
    src: [nobody2000]
    tier: more
history:
  made:
    date: 2003
    precision: about
    who: Somebody
    what: made it
related:
  beta: before
  gamma: unwritten
external_links:
  film: {title: A <film>, by: Ada, url: "https://example.org/film?a=1&b=2", kind: video}
  bare: {title: Bare, url: "http://example.org/"}
"""
BETA = """\
term: beta
requires: [alpha]
definition:
  short:
    text: The second of them.
distinctions:
  vs-alpha:
    between: [beta, alpha]
    axis: Their place.
    points:
      place:
        beta: Comes second.
        alpha: Comes first.
"""
SMALL = {"deck.yaml": HEAD, "concepts/alpha.yaml": ALPHA, "concepts/beta.yaml": BETA}
# An earlier state of the deck: with another answer, without the picture, with a point that is gone now.
BEFORE = {
    **SMALL,
    "concepts/alpha.yaml": ALPHA.replace("The first of them", "The start of them").replace(
        ALPHA[ALPHA.index("faq:") : ALPHA.index("history:")], ""
    ),
    "concepts/beta.yaml": BETA + "      size:\n        beta: Is <b>smaller</b>.\n        alpha: Is larger.\n",
}

EVIL = "</script></style></title></svg><script>hit=1</script><img src=x onerror=hit=1><a href=javascript:hit=1>x</a><!-- {{c9::x}} $title [sound:x.mp3]"
_QUOTED = "'" + EVIL.replace("'", "''") + "'"
HOSTILE = {
    "deck.yaml": HEAD.replace("A small deck", "<script>hit=1</script> $title")
    .replace("Unit one", _QUOTED)
    .replace(", beta]", "]"),
    "concepts/alpha.yaml": f"""\
term: {_QUOTED}
context: {_QUOTED}
aliases: [{_QUOTED}]
definition:
  short:
    text: {_QUOTED}
    extra: {_QUOTED}
    src: [evil: {_QUOTED}]
  cloze:
    hole:
      text: {_QUOTED[:-1].replace("{{c9::x}}", "")} {{{{c1::<script>hit=1</script>::<b onclick=hit=1>hint</b>}}}} \\(<img src=x onerror=hit=1>\\href{{javascript:hit=1}}{{x}}\\htmlStyle{{color:red}}{{y}}\\)'
faq:
  link:
    q: '[x](javascript:hit=1) [y](https://example.org/"onclick="hit=1) ![<img src=x onerror=hit=1>](dot.png)'
    a: {_QUOTED}
    src: ['<img-src=x>']
history:
  made:
    date: 2003-01-02
    who: {_QUOTED}
    what: {_QUOTED}
    work: {_QUOTED}
related:
  beta: {_QUOTED}
  alpha: {_QUOTED}
sources:
  evil:
    title: {_QUOTED}
    authors: [{_QUOTED}]
    url: https://example.org/
""",
}


def deck(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a deck's files, with one image."""
    write(folder, files)
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media" / "dot.png").write_bytes(PIXEL)
    return folder


def compiled(folder: Path) -> Compiled:
    """Compile the deck in a folder."""
    return compile_deck(load(folder))


def site(folder: Path, target: Path, before: Path | None = None) -> str:
    """Write the page of a deck folder, compared with the deck in ``before``, and return its address."""
    result = compiled(folder)
    assert result.deck is not None
    since = Since("<before>", compare(compiled(before).deck, result.deck)) if before else None
    target.write_text(page.render(result.deck, result.problems, since=since), encoding="utf-8")
    return target.as_uri()
