"""What authors do to a course between releases. Each edit says whether there was something for it to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flashcards.releases.refusals import refusals
from flashcards.rename.rename import rename
from tests.histories.additions import (
    add_a_cloze,
    insert,
    insert_a_concept,
    insert_a_point,
    more_cards,
    widen_a_distinction,
)
from tests.histories.course import CLOZE, HEADS, VARIANT, Course, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_REASON: Final = "because"
_QUESTIONS: Final = ("q", "scenario", "what", "axis", "work")


# --- wording ------------------------------------------------------------------------------------------


def _leaves(tree: Tree) -> Iterator[tuple[Tree, str]]:
    for name, node in tree.items():
        if isinstance(node, dict):
            yield from _leaves(node)
        elif isinstance(node, str) and VARIANT.search(node):
            yield tree, name


def _typo(course: Course, leaves: list[tuple[Tree, str]]) -> bool:
    if not leaves:
        return False
    tree, name = course.dice.choice(leaves)
    found = course.dice.choice(list(VARIANT.finditer(tree[name])))
    other = course.dice.choice([variant for variant in "0123" if variant != found[1]])
    tree[name] = tree[name][: found.start(1)] + other + tree[name][found.end(1) :]
    return True


def typo_in_a_question(course: Course) -> bool:
    return _typo(
        course, [leaf for _, node in course.noted() for leaf in _leaves(node) if leaf[1] in _QUESTIONS]
    )


def typo_in_an_answer(course: Course) -> bool:
    return _typo(
        course, [leaf for _, node in course.noted() for leaf in _leaves(node) if leaf[1] not in _QUESTIONS]
    )


def term(course: Course) -> bool:
    return _typo(course, [(file, "term") for file in course.concepts.values()])


def context(course: Course) -> bool:
    return _typo(course, [(file, "context") for file in course.concepts.values()])


def source(course: Course) -> bool:
    return _typo(course, [(work, "title") for work in course.sources.values()])


def tag(course: Course) -> bool:
    course.dice.choice(list(course.concepts.values()))["tags"] = [course.name("tag")]
    return True


def authors_note(course: Course) -> bool:
    items = [item for *_, item in course.items()]
    if items:
        course.dice.choice(items)["note"] = course.text("note")
    return bool(items)


def image(course: Course) -> bool:
    name = course.dice.choice(sorted(course.images))
    course.images[name] = (course.images[name] + 1) % 3
    return True


# --- the program --------------------------------------------------------------------------------------


def look(course: Course) -> bool:
    """Styling and backs."""
    course.look += 1
    return True


def fronts(course: Course) -> bool:
    course.look += 1
    course.front = course.look
    return True


def phrases(course: Course) -> bool:
    course.wording += 1
    return True


# --- order --------------------------------------------------------------------------------------------


def _shuffled(course: Course, tree: Tree) -> Tree:
    return {name: tree[name] for name in course.dice.sample(list(tree), len(tree))}


def order_of_items(course: Course) -> bool:
    places = [(concept, section) for concept, section, items in course.sections() if len(items) > 1]
    if not places:
        return False
    items = course.section(*course.dice.choice(places))
    made = _shuffled(course, items)
    items.clear()
    items.update(made)
    return True


def order_of_points(course: Course) -> bool:
    several = [item for *_, item in course.items() if len(item.get("points", ())) > 1]
    if several:
        item = course.dice.choice(several)
        item["points"] = _shuffled(course, item["points"])
    return bool(several)


def order_of_sections(course: Course) -> bool:
    name = course.dice.choice(sorted(course.concepts))
    file = course.concepts[name]
    head: Tree = {key: file[key] for key in HEADS if key in file}
    rest = {key: node for key, node in file.items() if key not in HEADS}
    course.concepts[name] = {**head, **_shuffled(course, rest)}
    return True


def units(course: Course) -> bool:
    names = [name for unit in course.units.values() for name in unit["concepts"]]
    course.dice.shuffle(names)
    cut = course.dice.randint(1, len(names) - 1)
    first, second = course.dice.sample(list(course.units), 2)
    made = {first: names[:cut], second: names[cut:]}
    course.units = {key: {"title": course.text("unit"), "concepts": names} for key, names in made.items()}
    return True


# --- withdrawn things ---------------------------------------------------------------------------------


def retire(course: Course) -> bool:
    nodes = [node for _, node in course.noted() if "retired" not in node]
    if nodes:
        course.dice.choice(nodes)["retired"] = course.text(_REASON)
    return bool(nodes)


def retire_a_concept(course: Course) -> bool:
    course.dice.choice(list(course.concepts.values()))["retired"] = course.text(_REASON)
    return True


def revive(course: Course) -> bool:
    nodes = [node for _, node in course.noted()] + list(course.concepts.values())
    retired = [node for node in nodes if "retired" in node]
    if retired:
        del course.dice.choice(retired)["retired"]
    return bool(retired)


def drop(course: Course) -> bool:
    nodes = dict(course.noted())
    cards = [
        (nodes[note.key], card)
        for note in course.deck().notes
        for card in note.cards
        if note.first in course.lock.entries and ("text" not in nodes[note.key] or len(note.cards) > 1)
    ]
    if not cards:
        return False
    node, card = course.dice.choice(cards)
    node["dropped"] = {**node.get("dropped", {}), card.name: course.text(_REASON)}
    if CLOZE.search(node.get("text", "")):
        gone = f"{{{{c{card.ordinal}::"
        node["text"] = CLOZE.sub(
            lambda found: found[2].partition("::")[0] if found[0].startswith(gone) else found[0], node["text"]
        )
    return True


def bring_back(course: Course) -> bool:
    """A dropped question returns, unless it would be refused, because its answer is another by now."""
    dropped = [
        node for _, node in course.noted() if "dropped" in node and not CLOZE.search(node.get("text", ""))
    ]
    if not dropped:
        return False
    node = course.dice.choice(dropped)
    before = node["dropped"]
    del node["dropped"]
    if not refusals(course.deck(), course.lock):
        return True
    node["dropped"] = before
    return False


def delete_a_draft(course: Course) -> bool:
    notes = course.deck().notes
    released = {note.key.partition(".")[0] for note in notes if note.first in course.lock.entries}
    drafts = [
        (concept, section, key)
        for concept, section, key, _ in course.items()
        if f"{concept}/{key}" not in released and key not in course.beside(concept)
    ]
    if drafts:
        concept, section, key = course.dice.choice(drafts)
        items = course.section(concept, section)
        del items[key]
        if not items:
            (course.concepts[concept]["definition"] if section == "cloze" else course.concepts[concept]).pop(
                section
            )
    return bool(drafts)


# --- other names --------------------------------------------------------------------------------------


def _renamed(course: Course, old: str, new: str) -> bool:
    course.take(rename(course.texts(), course.deck(), old, new, frozenset(course.lock.entries)))
    return True


def rename_a_key(course: Course) -> bool:
    keys = [f"{concept}/{key}" for concept, _, key, _ in course.items()]
    keys += [key for key, _ in course.noted() if ".point" in key]
    if not keys:
        return False
    old = course.dice.choice(keys)
    holder = old.rpartition("." if "." in old else "/")
    return _renamed(course, old, f"{holder[0]}{holder[1]}{course.name('point' if '.' in old else 'key')}")


def rename_a_key_by_hand(course: Course) -> bool:
    items = [entry[:3] for entry in course.items() if entry[2] not in course.beside(entry[0])]
    if not items:
        return False
    concept, section, old = course.dice.choice(items)
    holder = course.section(concept, section)
    new = course.name("key")
    made = {new if key == old else key: item for key, item in holder.items()}
    made[new].setdefault("was", old)
    holder.clear()
    holder.update(made)
    return True


def rename_a_concept(course: Course) -> bool:
    return _renamed(course, course.dice.choice(sorted(course.concepts)), course.name("concept"))


def move(course: Course) -> bool:
    live = [name for name, file in course.concepts.items() if "retired" not in file]
    items = [
        f"{concept}/{key}"
        for concept, _, key, _ in course.items()
        if concept in live and key not in course.beside(concept)
    ]
    if not items or len(live) < 2:
        return False
    old = course.dice.choice(items)
    target = course.dice.choice([name for name in live if name != old.partition("/")[0]])
    return _renamed(course, old, f"{target}/{course.name('key')}")


EDITS: Final[tuple[Callable[[Course], bool], ...]] = (
    typo_in_a_question,
    typo_in_an_answer,
    term,
    context,
    source,
    tag,
    authors_note,
    image,
    look,
    fronts,
    phrases,
    order_of_items,
    order_of_points,
    order_of_sections,
    units,
    insert,
    insert_a_concept,
    insert_a_point,
    widen_a_distinction,
    add_a_cloze,
    more_cards,
    retire,
    retire_a_concept,
    revive,
    drop,
    delete_a_draft,
    rename_a_key,
    rename_a_key_by_hand,
    rename_a_concept,
    move,
)
_OFTEN: Final = (
    typo_in_a_question,
    typo_in_an_answer,
    insert,
    delete_a_draft,
    order_of_items,
    rename_a_key,
    move,
    drop,
    add_a_cloze,
)


def edit(course: Course) -> str:
    """One edit at random; its name."""
    while True:
        chosen = course.dice.choice(EDITS + _OFTEN)
        if chosen(course):
            return chosen.__name__
