"""Small decks for the tests of renames: written by hand, and drawn at random in many layouts."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from flashcards.rename import rename
from flashcards.text import prose
from flashcards.text.plain import plain
from tests.decks import files as in_files
from tests.decks import from_files, head, without_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.compiler.texts import Texts
    from flashcards.model import Deck, Note

HEAD = head("d", "D", "527c6834-ee1d-4ff4-8726-2a8c1a9b2afe")
SOURCES = "sources:\n  s1: {title: One}\n  s2: {title: Two}\n"
A = "term: A\ndefinition: {short: {text: Means.}}\n"
B = "term: B\ndefinition: {short: {text: Stands.}}\n"
FAQ = "faq:\n  # why\n  i:   # one\n    q: Q?\n    a: A.\n    src: [s1]\n  j: {q: R?, a: B., src: [s1]}\n"
Files = dict[str, str]  # "deck" and concept ids → text


def texts(files: Mapping[str, str]) -> Texts:
    """The deck of these files; ``deck`` may be left out."""
    concepts = {name: files[name] for name in sorted(files) if name != "deck"}
    return from_files(in_files(concepts, files.get("deck", HEAD), SOURCES), root=".")


def compiled(files: Mapping[str, str]) -> Deck:
    """The deck, which must have no errors."""
    return without_errors(texts(files))


def firsts(files: Mapping[str, str]) -> frozenset[str]:
    """Every note's first name."""
    return frozenset(note.first for note in compiled(files).notes)


def renamed(files: Mapping[str, str], old: str, new: str, released: frozenset[str] = frozenset()) -> Files:
    """The files after a rename; the edits and the whole texts must agree."""
    changes = rename.rename(texts(files), compiled(files), old, new, released)
    out = dict(files)
    for change in changes:
        name = PurePath(change.path).stem
        assert out.pop(name, HEAD) == change.before
        out[PurePath(change.target).stem] = change.after
    return out


def shown(note: Note) -> tuple[object, ...]:
    """What a note is and says, without keys and concept ids."""
    cards = [(card.ordinal, plain(prose.front(card)), plain(prose.back(card))) for card in note.cards]
    cited = [(c.source.id, c.locator) for c in note.citations]
    about = (note.guid, note.id, note.type, note.kind, note.heading, note.tier, note.retired)
    return (*about, note.digest, cards, plain(note.text), plain(note.extra), cited, len(note.dropped))


# --- drawn decks ----------------------------------------------------------------------------------------------

CONCEPTS = ("alpha", "beta-one", "gamma", "delta")
OTHERS = ("omega", "psi-two", "chi", "alpha", "gamma")  # what concepts may be renamed to


@st.composite
def decks(draw: st.DrawFn) -> Files:
    """Two to four concepts that name each other in every way, in block and flow style, with comments and quotes.

    Ids stand where they name something, and else only in comments and on lines with a code span.
    """
    names = CONCEPTS[: draw(st.integers(2, 4))]
    files = {name: _concept(draw, n, names) for n, name in enumerate(names)}
    listed = ", ".join(_id(draw, name) for name in names)
    files["deck"] = f"{HEAD}units:\n  u:  # with alpha\n    title: U\n    concepts: [{listed}]\n"
    return files


def _concept(draw: st.DrawFn, n: int, names: tuple[str, ...]) -> str:
    name, other = names[n], names[(n + 1) % len(names)]
    parts = [
        f"faq:{_comment(draw)}\n"
        + "".join(_faq(draw, f"f{n}{m}", other) for m in range(draw(st.integers(1, 3)))),
        _distinctions(draw, n, name, other) if len(names) > 2 or n == 0 else "",
        _history(draw, n) if draw(st.booleans()) else "",
        _examples(draw, n, name, other) if draw(st.booleans()) else "",
        f"related:\n  {_id(draw, other)}: near  # alpha\n" if draw(st.booleans()) else "",
    ]
    chosen = draw(st.permutations([part for part in parts if part]))
    src = draw(st.sampled_from(["", "src: [s1]\n", "src: [s2: p. 1]\n"]))
    requires = f"requires: [{_id(draw, names[0])}]\n" if n else ""
    head = f"# about {name}\nterm: T{n}{_comment(draw)}\n{requires}{src}\n"
    gap = draw(st.sampled_from(["\n", ""]))
    return head + _definition(draw, n, other) + gap + gap.join(chosen)


def _definition(draw: st.DrawFn, n: int, other: str) -> str:
    text = f"definition:\n  short:\n    text: Means M{n}.\n"
    if draw(st.booleans()):
        text += f"  cloze:\n    z{n}:\n      text: >-\n        A {{{{c1::blank}}}} by\n        [[{other}]] and\n        `[[{other}]]`.\n"
    return text


def _faq(draw: st.DrawFn, key: str, other: str) -> str:
    link = draw(
        st.sampled_from([f"[[{other}]]", f"[[{other}|shown]]", "plain", f"[[ {other} ]] and [[{other}]]"])
    )
    src = draw(st.sampled_from([", src: [s1]", ""]))
    if draw(st.booleans()):
        return f"  {_id(draw, key)}: {{q: 'Q {key.upper()}?', a: \"{link}\"{src}}}{_comment(draw)}\n"
    lines = f"  # why {key}\n" if draw(st.booleans()) else ""
    lines += f"  {_id(draw, key)}:{_comment(draw)}\n    q: Q {key.upper()}?\n    a: >-\n      It is {link}.\n"
    return lines + ("    src: [s1]\n" if src else "") + ("    # end\n" if draw(st.booleans()) else "")


def _distinctions(draw: st.DrawFn, n: int, name: str, other: str) -> str:
    pair = f"[{_id(draw, name)}, {_id(draw, other)}]"
    points = ""
    for m in range(draw(st.integers(0, 2))):
        # Always said: which side a point asks by default depends on its key.
        asked = [other, name][: draw(st.integers(1, 2))]
        cards = f"        cards: [{', '.join(_id(draw, concept) for concept in asked)}]\n"
        points += f"      p{m}:\n{cards}        {_id(draw, name)}: One {n}{m}.\n        {_id(draw, other)}: Two {n}{m}.\n"
    body = f"    points:\n{points}" if points else ""
    return f"distinctions:\n  d{n}:{_comment(draw)}\n    between: {pair}\n    axis: Axis {n}.\n{body}"


def _history(draw: st.DrawFn, n: int) -> str:
    beside = f"    cards: [who, order]\n    beside: [{_id(draw, f'h{n}b')}]\n"
    first = f"  h{n}a:\n    date: 2001\n    who: W{n}\n    what: did this\n{beside}"
    return f"history:\n{first}  h{n}b: {{date: 2003-05, who: V{n}, what: did that}}\n"


def _examples(draw: st.DrawFn, n: int, name: str, other: str) -> str:
    flow = f"      {_id(draw, other)}: {{is: actor}}{_comment(draw)}\n"
    block = f"      {_id(draw, other)}:\n        is: actor\n        src: [s1]\n"
    roles = f"    roles:\n{draw(st.sampled_from([flow, block]))}" if draw(st.booleans()) else ""
    return f"examples:\n  e{n}:\n    scenario: Case {n}.\n    shows: {_id(draw, name)}\n{roles}"


def _id(draw: st.DrawFn, name: str) -> str:
    quote = draw(st.sampled_from(["", "", "'", '"']))
    return f"{quote}{name}{quote}"


def _comment(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(["", "   # of alpha, f00 and p0"]))


# --- drawn renames --------------------------------------------------------------------------------------------


def things(files: Mapping[str, str]) -> dict[str, list[str]]:
    """What can be renamed: concepts, items and points by their names today."""
    notes = compiled(files).notes
    keys = sorted({note.key.partition(".")[0] for note in notes if not note.key.endswith("/short")})
    points = sorted(note.key for note in notes if "." in note.key and note.kind == "distinctions")
    return {"concept": sorted(set(files) - {"deck"}), "item": keys, "point": points}


@st.composite
def renames(draw: st.DrawFn, files: Mapping[str, str], *, moves: bool = True) -> tuple[str, str]:
    """An old name and a new one of the same kind; it may be taken, or refused for another reason."""
    known = {kind: names for kind, names in things(files).items() if names}
    kind = draw(st.sampled_from(sorted(known)))
    old = draw(st.sampled_from(known[kind]))
    if kind == "concept":
        return old, draw(st.sampled_from([name for name in OTHERS if name != old]))
    whole, dot, _ = old.partition(".")
    if dot:
        return old, f"{whole}.{draw(st.sampled_from(['p0', 'p1', 'x1', 'x2']))}"
    concept = draw(st.sampled_from(known["concept"])) if moves else old.partition("/")[0]
    return old, f"{concept}/{draw(st.sampled_from(['f00', 'f10', 'y1', 'y2', old.partition('/')[2]]))}"
