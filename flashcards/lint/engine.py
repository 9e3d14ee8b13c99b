"""Run the lint rules on a compiled deck.

Rules see the finished cards, not the YAML text. The engine finds every module ``rules/lNN_*.py``; each offers
``RULE``, and its docstring (why, a bad and a good example) is the rule's entry in ``flashcards check --explain`` and
in the author guide.

An item's ``lint: {allow: [L05], why: ...}`` accepts a finding; an allowance that accepts nothing is itself reported.
``deck.yaml`` sets thresholds and turns rules off: ``lint: {L01: 25, L01.error: 60, L12: off}``.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from flashcards.lint import rules
from flashcards.lint.cards import Course, Finding, is_english
from flashcards.model import Level, Place, Problem
from flashcards.syntax.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flashcards.lint.rule import Rule
    from flashcards.model import Allowance, Concept, Deck, Note


@cache
def discover() -> dict[str, Rule]:
    """Return every rule by its code."""
    names = sorted(info.name for info in pkgutil.iter_modules(rules.__path__))
    modules = [importlib.import_module(f"{rules.__name__}.{name}") for name in names]
    return {module.RULE.code: module.RULE for module in modules}


def explain(code: str) -> str:
    """Return a rule's entry: why it exists, a bad and a good example, and its thresholds.

    Raises:
        KeyError: No rule has this code.
    """
    rule = discover()[code]
    module = importlib.import_module(rule.check.__module__)
    levels = " or ".join(level.value for level in rule.levels)
    lines = [f"{rule.code} {rule.name} ({levels})", "", (module.__doc__ or "").strip()]
    if rule.thresholds:
        lines += ["", "Thresholds, set in deck.yaml under lint:"]
        lines += [f"  {_setting(code, name)}: {value:g}" for name, value in rule.thresholds.items()]
    return "\n".join(lines)


def lint(deck: Deck) -> tuple[Problem, ...]:
    """Return the findings that no allowance covers, and mistakes in allowances and settings, sorted by place."""
    problems = list(_setting_problems(deck))
    rules = [rule for rule in discover().values() if _runs(rule, deck)]
    course, used = Course(deck), set[Place]()
    for rule in rules:
        for finding in rule.check(course, _thresholds(rule, deck)):
            allowed = _allowances(rule.code, finding)
            used.update(allowed)
            if not allowed and not course.quotes(finding):
                problems.append(
                    Problem(finding.place, rule.code, finding.message, finding.hint, finding.level)
                )
    problems += _allowance_problems(deck, used, {rule.code for rule in rules})
    return tuple(sorted(set(problems), key=attrgetter("rank")))


def _setting(code: str, name: str) -> str:
    """Return the key in ``deck.yaml`` that sets a threshold."""
    return f"{code}.{name}" if name else code


def _runs(rule: Rule, deck: Deck) -> bool:
    value, _ = deck.lint.get(rule.code, ("", None))
    return value != "off" and (is_english(deck) or not rule.english)


def _thresholds(rule: Rule, deck: Deck) -> dict[str, float]:
    own = {
        name: deck.lint[_setting(rule.code, name)][0]
        for name in rule.thresholds
        if _setting(rule.code, name) in deck.lint
    }
    return {**rule.thresholds, **{name: float(value) for name, value in own.items() if value != "off"}}


def _setting_problems(deck: Deck) -> Iterator[Problem]:
    rules = discover()
    known = [_setting(rule.code, name) for rule in rules.values() for name in rule.thresholds]
    for name, (value, place) in deck.lint.items():
        if value == "off" and name[:3] not in rules:
            yield _unknown_rule(name[:3], place)
        elif value == "off" and name not in rules:
            yield Problem(
                place, "bad-value", f'only a whole rule can be off, not "{name}"', f"{name[:3]}: off"
            )
        elif value != "off" and name not in known:
            message = f'there is no threshold "{name}"{nearest(name, known)}'
            hint = f"known: {', '.join(k for k in known if k[:3] == name[:3]) or ', '.join(known)}"
            yield Problem(place, "unknown-threshold", message, hint)


def _unknown_rule(code: str, place: Place) -> Problem:
    message = f'there is no lint rule "{code}"{nearest(code, discover())}'
    return Problem(place, "unknown-rule", message, "take the code from the report of flashcards check")


def _allowances(code: str, finding: Finding) -> list[Place]:
    """Return the places of the allowances that cover a finding."""
    holders: list[Note | Concept] = [*finding.notes]
    if finding.concept is not None:
        holders.append(finding.concept)
    return [place for holder in holders for name, place in holder.allowance.codes if name == code]


def _allowance_problems(deck: Deck, used: set[Place], ran: set[str]) -> Iterator[Problem]:
    allowances: list[Allowance] = [note.allowance for note in deck.notes if note.live]
    allowances += [concept.allowance for concept in deck.concepts.values()]
    for code, place in {entry for allowance in allowances for entry in allowance.codes}:
        if code not in discover():
            yield _unknown_rule(code, place)
        elif code in ran and place not in used:
            message = f"{code} finds nothing here, so there is nothing to allow"
            yield Problem(place, "unused-allowance", message, "delete the code", Level.WARNING)
