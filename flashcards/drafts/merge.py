"""What a second draft of a concept adds to what is there: only what isn't said yet, under keys that are free."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flashcards.drafts.keys import Keys
from flashcards.syntax.nodes import Mapping, Scalar
from flashcards.text.wording import QUOTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flashcards.syntax.emitter import Tree
    from flashcards.syntax.nodes import Node

ITEMS: Final = ("distinctions", "faq", "history", "key_aspects", "advantages", "challenges", "examples")
"""Sections whose entries are items."""
_PLAIN: Final = ("related", "external_links")
_ALIKE: Final = 0.8  # share of words from which two texts say the same
_TEXTS: Final = ("text", "means", "q", "a", "axis", "what", "work", "scenario", "title")


def tree_of(node: Node) -> Tree:
    """Return the values of a file's nodes, without their places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key: tree_of(value) for key, (_, value) in node.entries.items()}
    return [tree_of(item) for item in node.items]


def counts(tree: dict[str, Tree]) -> dict[str, int]:
    """Return how many items a draft, or what is added to one, has in each section."""
    definition = _section(tree, "definition")
    cloze = _section(definition, "cloze") or _section(tree, "cloze")
    numbers = {
        "definition": ("short" in definition) + len(cloze),
        **{name: len(_section(tree, name)) for name in ITEMS},
    }
    return {name: number for name, number in numbers.items() if number}


def additions(old: dict[str, Tree], new: dict[str, Tree]) -> dict[str, Tree]:
    """Return what of a new draft is not in the old tree yet, by section. Keys that are taken get a number."""
    taken = Keys(frozenset(_keys(old)))
    said = [_words(text) for text in _texts(old)]
    names = _renamed(old, new)
    out: dict[str, Tree] = {}
    for section in ITEMS:
        out[section] = _fresh(_section(new, section), said, taken, names)
    definition = _section(new, "definition")
    loose: dict[str, Tree] = dict(_section(definition, "cloze"))
    fresh_short = (
        {} if "short" not in definition else _fresh({"short": definition["short"]}, [*said], Keys(), names)
    )
    if fresh_short and "short" not in _section(old, "definition"):
        out["definition"] = fresh_short
    elif fresh_short:
        loose = {"definition": _blanked(fresh_short["short"]), **loose}
    out["cloze"] = _fresh(loose, said, taken, names)
    for section in _PLAIN:
        there = _section(old, section)
        out[section] = {k: v for k, v in _section(new, section).items() if k not in there}
    out["sources"] = {names[name]: source for name, source in _section(new, "sources").items()}
    if not any(items for section, items in out.items() if section != "sources"):
        return {}
    return {section: items for section, items in out.items() if items}


def fitted(
    tree: dict[str, Tree], sources: Iterable[str], pairs: Iterable[tuple[str, ...]]
) -> dict[str, Tree]:
    """Return a draft that fits into a deck: its sources have ids of their own, and no pair is set apart twice.

    Args:
        tree: the draft.
        sources: the ids of the deck's sources.
        pairs: the concepts of each distinction that the deck has.
    """
    taken = Keys(frozenset(sources))
    names = {name: taken.new(name) for name in _section(tree, "sources")}
    there = {frozenset(pair) for pair in pairs}
    out = dict(tree)
    for section in ("definition", *ITEMS):
        out[section] = _recited(_section(tree, section), names)
    out["distinctions"] = {
        key: item
        for key, item in _section(out, "distinctions").items()
        if not (
            isinstance(item, dict)
            and isinstance(pair := item["between"], list)
            and frozenset(map(str, pair)) in there
        )
    }
    out["src"] = [_cited(source, names) for source in src] if isinstance(src := tree.get("src"), list) else []
    out["sources"] = {names[name]: source for name, source in _section(tree, "sources").items()}
    return {name: value for name, value in out.items() if value}


def _recited(tree: Tree, names: dict[str, str]) -> Tree:
    """Return items with the new ids of their sources."""
    if not isinstance(tree, dict):
        return tree
    return {
        key: [_cited(source, names) for source in value]
        if key == "src" and isinstance(value, list)
        else _recited(value, names)
        for key, value in tree.items()
    }


def joined(old: dict[str, Tree], added: dict[str, Tree]) -> dict[str, Tree]:
    """Return the old tree with additions in their sections."""
    out = dict(old)
    for section, items in added.items():
        if section == "cloze":
            definition = dict(_section(out, "definition"))
            definition["cloze"] = {**_section(definition, "cloze"), **_mapping(items)}
            out["definition"] = definition
        else:
            out[section] = {**_section(out, section), **_mapping(items)}
    sources = out.pop("sources", {})
    return {**out, "sources": sources}


def _renamed(old: dict[str, Tree], new: dict[str, Tree]) -> dict[str, str]:
    """Return the new draft's sources by the id that each gets beside the old ones."""
    taken = Keys(frozenset(_section(old, "sources")))
    return {name: taken.new(name) for name in _section(new, "sources")}


def _fresh(
    items: dict[str, Tree], said: list[frozenset[str]], taken: Keys, names: dict[str, str]
) -> dict[str, Tree]:
    out: dict[str, Tree] = {}
    default: Tree = list(names.values())
    for key, item in items.items():
        words = [_words(text) for text in _texts(item)]
        if isinstance(item, dict) and not all(any(_same(text, other) for other in said) for text in words):
            said += words
            cited = (
                [_cited(source, names) for source in found]
                if isinstance(found := item.get("src"), list)
                else default
            )
            out[taken.new(key)] = {**item, "src": cited}
    return out


def _cited(source: Tree, names: dict[str, str]) -> Tree:
    if isinstance(source, dict):
        return {names.get(name, name): where for name, where in source.items()}
    return names.get(str(source), source)


def _blanked(item: Tree) -> Tree:
    """Return a definition as a sentence with a blank, for a concept that has a definition."""
    assert isinstance(item, dict)
    words = str(item["text"]).removeprefix(f"{QUOTED} ")
    return {**item, "text": f"{QUOTED} {{{{c1::{words}}}}}"}


def _section(tree: Tree, name: str) -> dict[str, Tree]:
    return _mapping(tree.get(name, {}) if isinstance(tree, dict) else {})


def _mapping(tree: Tree) -> dict[str, Tree]:
    return tree if isinstance(tree, dict) else {}


def _keys(tree: Tree) -> Iterable[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from _keys(value)


def _texts(tree: Tree, name: str = "") -> Iterable[str]:
    """Yield the texts of the items in a tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(value, key)
    elif isinstance(tree, str) and name in _TEXTS:
        yield tree


def _words(text: str) -> frozenset[str]:
    bare = re.sub(r"\{\{c\d+::|::[^:{}]*\}\}|\}\}", " ", text.removeprefix(QUOTED))
    return frozenset(re.findall(r"\w+", bare.lower()))


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
