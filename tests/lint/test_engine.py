"""How the engine finds rules, and how decks set them, switch them off and allow what they find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flashcards.lint import engine, rules
from flashcards.model import Level
from tests.lint import decks

HEAD = "term: apple\nsrc: [paper]\n"
YES_NO = f"{HEAD}faq:\n  one:\n    q: Is an apple red?\n    a: Because of the seed.\n"
ALLOWED = "    lint:\n      allow: [{}]\n      why: the colour is the point\n"


def test_codes_have_no_gaps_and_names_are_unique() -> None:
    rules = engine.discover()
    assert list(rules) == [f"L{n:02}" for n in range(1, len(rules) + 1)]
    assert len({rule.name for rule in rules.values()}) == len(rules) >= 21


def test_every_rule_module_is_named_after_its_rule() -> None:
    names = {path.stem for path in Path(*rules.__path__).glob("l*.py")}
    assert names == {f"{r.code.lower()}_{r.name.replace('-', '_')}" for r in engine.discover().values()}


@pytest.mark.parametrize("code", sorted(engine.discover()))
def test_every_rule_explains_itself_with_a_bad_and_a_good_example(code: str) -> None:
    rule, text = engine.discover()[code], engine.explain(code)
    assert text.startswith(f"{code} {rule.name} (")
    assert re.search(r"^- bad: .+\n- good: ", text, re.MULTILINE)
    for name, value in rule.thresholds.items():
        assert f"\n  {code}{'.' if name else ''}{name}: {value:g}" in text


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        pytest.param("", ["L01 warning apple.yaml:6:8"], id="default"),
        pytest.param("L01: 30", [], id="main threshold"),
        pytest.param("L01.error: 24", ["L01 error apple.yaml:6:8"], id="error's threshold"),
        pytest.param("L01.definition: 3", ["L01 warning apple.yaml:6:8"], id="another kind's threshold"),
        pytest.param("L01: off", [], id="off"),
        pytest.param(
            "L01: 30\nL77: 2",
            ["unknown-threshold error deck.yaml:8:3"],
            id="threshold of an unknown rule",
        ),
        pytest.param(
            "L01.faq: 30",
            ["L01 warning apple.yaml:6:8", "unknown-threshold error deck.yaml:7:3"],
            id="no such threshold",
        ),
        pytest.param(
            "L08: 3",
            ["L01 warning apple.yaml:6:8", "unknown-threshold error deck.yaml:7:3"],
            id="rule without thresholds",
        ),
        pytest.param(
            "L01.error: off",
            ["L01 warning apple.yaml:6:8", "bad-value error deck.yaml:7:3"],
            id="only a threshold off",
        ),
        pytest.param(
            "L77: off",
            ["L01 warning apple.yaml:6:8", "unknown-rule error deck.yaml:7:3"],
            id="unknown rule off",
        ),
        pytest.param(
            "L77.error: off",
            ["L01 warning apple.yaml:6:8", "unknown-rule error deck.yaml:7:3"],
            id="threshold of an unknown rule off",
        ),
    ],
)
def test_deck_yaml_sets_thresholds_and_switches_rules_off(setting: str, expected: list[str]) -> None:
    text = f"{HEAD}faq:\n  one:\n    q: Why apple?\n    a: {'word ' * 25}\n"
    codes = ("L01", "unknown-threshold", "unknown-rule", "bad-value")
    assert decks.shown(decks.found(text, lint_=setting), *codes) == expected


def test_an_example_whose_scenario_could_not_be_read_is_still_linted() -> None:
    result = decks.compiled(
        f'{HEAD}examples:\n  one: {{scenario: "\\e", shows: apple, roles: {{pear: {{is: it}}}}}}\n'
    )
    assert [p.code for p in result.errors] == ["yaml-escape"]
    assert result.deck
    assert engine.lint(result.deck)


def test_a_question_that_could_not_be_read_has_no_findings() -> None:
    result = decks.compiled(f"{HEAD}faq:\n  one:\n    q: Why this: and that\n    a: So.\n")
    assert [p.code for p in result.errors] == ["yaml-colon"]
    assert result.deck
    assert {p.code for p in engine.lint(result.deck)}.isdisjoint({"L09", "L10", "L11"})


@pytest.mark.parametrize("value", ["0", "0.0001", "1", "999999999", "0.999999999"])
def test_a_share_can_be_any_number(value: str) -> None:
    text = f"{HEAD}faq:\n" + "".join(f"  k{n}: {{q: Why a{n} b{n} c d e?, a: A.}}\n" for n in range(9))
    problems = decks.found(text, lint_=f"L11: {value}\nL18: {value}")
    assert len([p for p in problems if p.code == "L11"]) <= 3 * 9


@pytest.mark.parametrize("value", ["many", "-3", "1e3", "3 words"])
def test_a_threshold_is_a_number(value: str) -> None:
    result = decks.compiled(YES_NO, lint=f"L01: {value}")
    assert decks.shown(list(result.errors)) == ["bad-value error deck.yaml:7:8"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("en", ["L08 error apple.yaml:5:8"], id="English"),
        pytest.param("en-GB", ["L08 error apple.yaml:5:8"], id="British English"),
        pytest.param("de", [], id="German"),
        pytest.param("enm", [], id="Middle English"),
    ],
)
def test_rules_about_english_only_run_on_english_decks(language: str, expected: list[str]) -> None:
    assert decks.shown(decks.found(YES_NO, language=language), "L08") == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        pytest.param("L08", [], id="allowed"),
        pytest.param("L08, L01", ["unused-allowance warning apple.yaml:8:20"], id="one too many"),
        pytest.param(
            "L09", ["L08 error apple.yaml:5:8", "unused-allowance warning apple.yaml:8:15"], id="another"
        ),
        pytest.param("L99", ["L08 error apple.yaml:5:8", "unknown-rule error apple.yaml:8:15"], id="unknown"),
    ],
)
def test_allowances_accept_findings_and_wrong_ones_are_reported(codes: str, expected: list[str]) -> None:
    problems = decks.found(YES_NO + ALLOWED.format(codes))
    assert decks.shown(problems, "L08", "unused-allowance", "unknown-rule") == expected


def test_an_allowance_for_a_rule_that_does_not_run_is_not_reported() -> None:
    text = YES_NO + ALLOWED.format("L08")
    assert decks.shown(decks.found(text, language="de"), "unused-allowance") == []
    assert decks.shown(decks.found(text, lint_="L08: off"), "unused-allowance") == []


def test_an_allowance_needs_a_reason() -> None:
    text = YES_NO + "    lint:\n      allow: [L08]\n"
    assert "missing-key error apple.yaml:8:7" in decks.shown(list(decks.compiled(text).errors))


def test_an_items_allowance_covers_its_points_and_roles() -> None:
    text = (
        f"{HEAD}distinctions:\n  vs:\n    between: [apple, pear]\n    axis: The shape.\n    points:\n"
        "      one:\n        apple: It is round.\n        pear: It is long.\n        cards: [apple, pear]\n"
    )
    assert len(decks.shown(decks.found(text), "L07")) == 2
    assert decks.shown(decks.found(text + ALLOWED.format("L07")), "L07", "unused-allowance") == []


@pytest.mark.parametrize("where", ["first", "second"])
def test_either_of_two_similar_items_can_allow_the_finding(where: str) -> None:
    one = f"{HEAD}faq:\n  one:\n    q: Why is this fruit red?\n    a: No idea.\n"
    first, second = (
        (one + ALLOWED.format("L11"), one) if where == "first" else (one, one + ALLOWED.format("L11"))
    )
    assert decks.shown(decks.found(first, second), "L11", "unused-allowance") == []


def test_a_concept_can_allow_a_finding_about_itself() -> None:
    text = HEAD + "lint:\n  allow: [L14]\n  why: it stands alone\nfaq:\n  one: {q: Why apple?, a: x}\n"
    assert decks.shown(decks.found(text), "L14", "unused-allowance") == []


def test_a_message_uses_the_singular_for_one() -> None:
    text = f"{HEAD}definition:\n  short:\n    text: A fruit.\n"
    [problem] = [problem for problem in decks.found(text) if problem.code == "L20"]
    assert (
        problem.message
        == "apple/short, card reverse: without the term, the definition has 1 content word, fewer than 4"
    )


@pytest.mark.parametrize(
    ("src", "codes"),
    [
        pytest.param("[gone]", ["no-source"], id="in a list"),
        pytest.param("gone", ["no-source", "wrong-type"], id="without a list"),
        pytest.param("[gone, {lost: p. 1}]", ["no-source", "no-source"], id="two of them"),
    ],
)
def test_a_missing_source_is_one_error_and_no_lint_finding(src: str, codes: list[str]) -> None:
    text = f"term: apple\nsrc: {src}\nfaq:\n  x: {{q: Why apple?, a: So.}}\n  y: {{q: How apple?, a: So.}}\n"
    result = decks.compiled(text)
    assert [problem.code for problem in result.errors] == codes
    assert result.deck is not None
    assert [problem for problem in engine.lint(result.deck) if problem.code == "L13"] == []


def test_findings_are_sorted_by_place() -> None:
    problems = decks.found(YES_NO, YES_NO)
    assert problems == sorted(problems, key=lambda p: p.place)
    assert {p.level for p in problems} == {Level.ERROR, Level.WARNING}
