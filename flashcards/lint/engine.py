"""What spoils cards: one rule a module, discovered. Rules see the expanded cards, not the YAML text.

A module ``lNN_*.py`` here offers ``RULE``; its docstring (why, a bad and a good example) is the rule's entry in
``flashcards check --explain`` and in the author guide. An item's ``lint: {allow: [L05], why: ...}`` lets a finding
pass; an allowance that lets nothing pass is itself reported. ``deck.yaml`` sets thresholds: ``lint: {L01: 25,
L01.error: 60, L12: off}``.
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
    """Every rule by its code."""
    names = sorted(info.name for info in pkgutil.iter_modules(rules.__path__))
    modules = [importlib.import_module(f"{rules.__name__}.{name}") for name in names]
    return {module.RULE.code: module.RULE for module in modules}


def explain(code: str) -> str:
    """A rule's entry: why, a bad and a good example, its thresholds. Raises KeyError for an unknown code."""
    rule = discover()[code]
    module = importlib.import_module(rule.check.__module__)
    levels = " or ".join(level.value for level in rule.levels)
    lines = [f"{rule.code} {rule.name} ({levels})", "", (module.__doc__ or "").strip()]
    if rule.thresholds:
        lines += ["", "Thresholds, set in deck.yaml under lint:"]
        lines += [f"  {_setting(code, name)}: {value:g}" for name, value in rule.thresholds.items()]
    return "\n".join(lines)


def lint(deck: Deck) -> tuple[Problem, ...]:
    """Every finding that no allowance covers, and what is wrong with allowances and settings, sorted by place."""
    problems = list(_wrong_settings(deck))
    rules = [rule for rule in discover().values() if _runs(rule, deck)]
    course, used = Course(deck), set[Place]()
    for rule in rules:
        for finding in rule.check(course, _limits(rule, deck)):
            allowed = _allowed(rule.code, finding)
            used.update(allowed)
            if not allowed and not course.quotes(finding):
                problems.append(
                    Problem(finding.place, rule.code, finding.message, finding.hint, finding.level)
                )
    problems += _wrong_allowances(deck, used, {rule.code for rule in rules})
    return tuple(sorted(set(problems), key=attrgetter("rank")))


# --- settings ------------------------------------------------------------------------------------------------


def _setting(code: str, name: str) -> str:
    return f"{code}.{name}" if name else code


def _runs(rule: Rule, deck: Deck) -> bool:
    value, _ = deck.lint.get(rule.code, ("", None))
    return value != "off" and (is_english(deck) or not rule.english)


def _limits(rule: Rule, deck: Deck) -> dict[str, float]:
    own = {
        name: deck.lint[_setting(rule.code, name)][0]
        for name in rule.thresholds
        if _setting(rule.code, name) in deck.lint
    }
    return {**rule.thresholds, **{name: float(value) for name, value in own.items() if value != "off"}}


def _wrong_settings(deck: Deck) -> Iterator[Problem]:
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
    return Problem(place, "unknown-rule", message, "take the code from the report of check")


# --- allowances ------------------------------------------------------------------------------------------------


def _allowed(code: str, finding: Finding) -> list[Place]:
    """Where the finding is allowed."""
    holders: list[Note | Concept] = [*finding.notes]
    if finding.concept is not None:
        holders.append(finding.concept)
    return [place for holder in holders for name, place in holder.allowance.codes if name == code]


def _wrong_allowances(deck: Deck, used: set[Place], ran: set[str]) -> Iterator[Problem]:
    allowances: list[Allowance] = [note.allowance for note in deck.notes if note.live]
    allowances += [concept.allowance for concept in deck.concepts.values()]
    for code, place in {entry for allowance in allowances for entry in allowance.codes}:
        if code not in discover():
            yield _unknown_rule(code, place)
        elif code in ran and place not in used:
            message = f"{code} finds nothing here, so there is nothing to allow"
            yield Problem(place, "unused-allowance", message, "delete the code", Level.WARNING)
