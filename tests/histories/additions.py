"""What authors add to a course: items of every section, concepts, points, blanks and cards."""

from __future__ import annotations

from copy import deepcopy
from itertools import combinations
from typing import TYPE_CHECKING, Final

from tests.histories.course import CLOZE, Course, Tree

if TYPE_CHECKING:
    from collections.abc import Callable


def _faq(course: Course, _: str) -> Tree:
    item = {"q": course.text("question"), "a": course.text("answer")}
    decoration = course.dice.choice(("", "", "image", "link"))
    if decoration == "image":
        item["a"] += f" ![seen]({course.dice.choice(sorted(course.images))})"
    if decoration == "link":
        item["q"] += f" [[{course.dice.choice(sorted(course.concepts))}]]"
    if course.dice.random() < 0.2:
        item["extra"] = course.text("extra")
    return item


def _cloze(course: Course, _: str) -> Tree:
    second = f" {{{{c2::{course.text('blank')}::hint}}}}" if course.dice.random() < 0.7 else ""
    return {"text": f"It is {{{{c1::{course.text('blank')}}}}}{second} {course.text('rest')}"}


def _both_ways(course: Course, _: str) -> Tree:
    limit = {"cards": ["forward"]} if course.dice.random() < 0.4 else {}
    return {"term": course.text("aspect"), "means": course.text("means"), **limit}


def _event(course: Course, concept: str) -> Tree:
    event: Tree = {"date": "", "who": course.text("who"), "what": course.text("did")}
    event["date"] = str(1000 + course.count)  # no two events in one year
    others = sorted(course.concepts[concept].get("history", {}))
    if others and course.dice.random() < 0.5:
        return {**event, "beside": [course.dice.choice(others)], "cards": ["who", "order"]}
    return {**event, "cards": ["who", "when"]} if course.dice.random() < 0.5 else event


def _distinction(course: Course, _: str) -> Tree | None:
    taken = {frozenset(item["between"]) for *_, item in course.items() if "between" in item}
    free = [pair for pair in combinations(sorted(course.concepts), 2) if frozenset(pair) not in taken]
    if not free:
        return None
    pair = list(course.dice.choice(free))
    points = {course.name("point"): _point(course, pair) for _ in range(course.dice.randint(0, 2))}
    return {"between": pair, "axis": course.text("axis")} | ({"points": points} if points else {})


def _point(course: Course, between: list[str]) -> Tree:
    return {concept: course.text("statement") for concept in between}


def _example(course: Course, _: str) -> Tree:
    shown = course.dice.choice(sorted(course.concepts))
    roles = course.dice.sample(sorted(course.concepts), course.dice.randint(0, 2))
    item: Tree = {"scenario": course.text("case"), "shows": shown}
    return item | ({"roles": {role: {"is": course.text("actor")} for role in roles}} if roles else {})


_MAKERS: Final[dict[str, Callable[[Course, str], Tree | None]]] = {
    "faq": _faq,
    "cloze": _cloze,
    "key_aspects": _both_ways,
    "advantages": _cloze,
    "challenges": _faq,
    "history": _event,
    "distinctions": _distinction,
    "examples": _example,
}


def insert(course: Course) -> bool:
    """An item anywhere in a section."""
    concept, section = course.dice.choice(sorted(course.concepts)), course.dice.choice(list(_MAKERS))
    made = _MAKERS[section](course, concept)
    if made is None:
        return False
    items = course.section(concept, section)
    entries = list(items.items())
    entries.insert(course.dice.randint(0, len(entries)), (course.name("key"), made))
    items.clear()
    items.update(entries)
    return True


def insert_a_concept(course: Course) -> bool:
    name = course.name("concept")
    course.concepts[name] = {
        "term": course.text("term"),
        "definition": {"short": {"text": course.text("short")}},
    }
    course.concepts[name] |= {"context": course.text("context"), "src": ["page"]}
    course.units["first"]["concepts"].insert(0, name)
    return True


def insert_a_point(course: Course) -> bool:
    items = [item for *_, item in course.items() if "between" in item]
    if items:
        item = course.dice.choice(items)
        item.setdefault("points", {})[course.name("point")] = _point(course, item["between"])
    return bool(items)


def widen_a_distinction(course: Course) -> bool:
    pairs = [item for *_, item in course.items() if len(item.get("between", ())) == 2]
    taken = {frozenset(item["between"]) for *_, item in course.items() if "between" in item}
    free = [
        (item, name)
        for item in pairs
        for name in course.concepts
        if name not in item["between"] and {*item["between"], name} not in taken
    ]
    if not free:
        return False
    item, name = course.dice.choice(free)
    item["between"] = [*item["between"], name]
    for point in item.get("points", {}).values():
        point[name] = course.text("statement")
        # The program might choose the new statement, and a build refuses that: it would take the old card away.
        point.setdefault("cards", item["between"][:2])
    return True


def add_a_cloze(course: Course) -> bool:
    """A new number, before or behind the others; holes are allowed."""
    nodes = [node for _, node in course.noted() if CLOZE.search(node.get("text", ""))]
    if not nodes:
        return False
    node = course.dice.choice(nodes)
    used = [int(found[1]) for found in CLOZE.finditer(node["text"])]
    number = max(used + [int(name) for name in node.get("dropped", {})]) + course.dice.randint(1, 2)
    new = f"{{{{c{number}::{course.text('blank')}}}}}"
    node["text"] = f"{new} {node['text']}" if course.dice.random() < 0.5 else f"{node['text']} {new}"
    return True


def more_cards(course: Course) -> bool:
    limited = [item for *_, item in course.items() if item.get("cards") == ["forward"]]
    events = [item for *_, item in course.items() if "date" in item and "when" not in item.get("cards", ())]
    if not limited + events:
        return False
    item = course.dice.choice(limited + events)
    if item in events:
        item["cards"] = [*item.get("cards", ["who"]), "when"]
    else:
        del item["cards"]
    return True


def begin(course: Course) -> None:
    """What the first release holds: something of every section."""
    for section in _MAKERS:
        for concept in course.dice.choices(sorted(course.concepts), k=2):
            made = _MAKERS[section](course, concept)
            if made is not None:
                course.section(concept, section)[course.name("key")] = deepcopy(made)
