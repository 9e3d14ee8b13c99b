"""Walking through parsed texts, rewriting them and putting them together."""

from __future__ import annotations

import pytest

from flashcards.model import (
    Cloze,
    Code,
    Emphasis,
    Link,
    Paragraph,
    Rich,
    Span,
    Strong,
)
from flashcards.text import prose
from tests.text.samples import SPANS, one, parsed


def test_walk_yields_outer_spans_before_inner_ones() -> None:
    assert list(prose.walk(parsed("a *b **c***\n\n- {{c1::d}}"))) == [
        "a ",
        Emphasis(("b ", Strong(("c",)))),
        "b ",
        Strong(("c",)),
        "c",
        Cloze(1, ("d",)),
        "d",
    ]


@pytest.mark.parametrize("raw", [*SPANS])
def test_rewriting_nothing_changes_nothing(raw: str) -> None:
    assert prose.rewrite(parsed(raw), lambda span: span) == parsed(raw)


def test_rewrite_reaches_every_block() -> None:
    def shout(span: Span) -> Span:
        return span.upper() if isinstance(span, str) else span

    assert prose.rewrite(parsed("a *b*\n\n- c\n- > d\n\n[e](http://x)"), shout) == parsed(
        "A *B*\n\n- C\n- > D\n\n[E](http://x)"
    )


def test_stack_and_fill() -> None:
    assert prose.stack("", "a", "") == "a"
    assert prose.stack("a", parsed("*b*")) == Rich((Paragraph(("a",)), Paragraph((Emphasis(("b",)),))))
    assert prose.stack() == ""
    assert prose.fill("{a} or {b}?", a="x", b="{a}") == "x or {a}?"
    assert prose.fill("{a} or {b}?", a=parsed("*x*"), b="{a}") == one(Emphasis(("x",)), " or {a}?")


@pytest.mark.parametrize(
    ("raw", "words", "expected"),
    [
        ("A mesa-optimizer is", ("mesa-optimizer",), "A ____ is"),
        ("Mesa optimizers and mesa-\noptimizer's", ("mesa-optimizer",), "____ and ____"),
        ("optimizer, meta-optimizer", ("optimizer",), "____, meta-optimizer"),
        ("reoptimizer", ("optimizer",), "reoptimizer"),
        ("AI, AIs, aim", ("AI",), "____, ____, aim"),
        ("inner alignment and alignment", ("alignment", "inner alignment"), "____ and ____"),
        ("C++ and C", ("C++",), "____ and C"),
        ("a (b) c", ("(b)",), "a ____ c"),
        ("nothing", (), "nothing"),
        ("nothing", ("",), "nothing"),
    ],
)
def test_elide(raw: str, words: tuple[str, ...], expected: str) -> None:
    assert prose.elide(parsed(raw), words) == expected


def test_elide_reaches_into_spans_but_not_code() -> None:
    assert prose.elide(parsed("*goal* `goal` [goal](http://goal)"), ("goal",)) == one(
        Emphasis(("____",)), " ", Code("goal"), " ", Link(("____",), "http://goal")
    )
