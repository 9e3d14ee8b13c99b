"""Read one concept file: its head, and the drafts of its notes. No other file is known here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flashcards.compiler import draft, item_shapes, items, kinds, manifest
from flashcards.compiler.content import Topic
from flashcards.compiler.desk import Desk
from flashcards.compiler.item_shapes import SRC
from flashcards.compiler.kinds import distinctions, history, three_forms
from flashcards.model import Cloze, Concept, ConceptLink, Event, ExternalLink, Image, Place, Problem, Source
from flashcards.syntax import reader, shapes
from flashcards.syntax.nodes import File, Mapping, Node
from flashcards.text import prose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Map

    from flashcards.compiler.desk import Mention, RawCitation
    from flashcards.compiler.draft import Draft, Head
    from flashcards.compiler.items import SectionKind

_LONGEST_TERM = 300  # characters; every card of the concept and every link to it shows the term
_ALIASES = shapes.Many(
    shapes.Word(re.compile(r"\S[\s\S]{0,99}"), "a name of at most 100 characters"), most=50
)
_TAGS = shapes.Many(shapes.TAG)
_LINK = shapes.Record(
    {"title": shapes.LINE, "by": shapes.LINE, "url": shapes.URL, "kind": shapes.LINE},
    required=("title", "url"),
)
HEAD: dict[str, shapes.Shape] = {
    "term": shapes.Prose(),
    "context": shapes.LINE,
    "aliases": _ALIASES,
    "tags": _TAGS,
    "requires": shapes.Many(shapes.ID),
    "reviewed": shapes.DATE,
    "src": SRC,
    "was": shapes.ID,
    "retired": shapes.LINE,
    "lint": item_shapes.LINT,
    "related": shapes.Keyed(shapes.ID, shapes.LINE, "related concepts"),
    "external_links": shapes.Keyed(shapes.ID, _LINK, "links"),
    "sources": manifest.SOURCES,
}
_ABOUT = {
    "term": "the concept's name, as cards show it",
    "context": "the topic, printed small on every card: AI alignment · inner alignment",
    "aliases": "other names; blanked out on cards that ask for the term",
    "tags": "your own Anki tags",
    "requires": "concepts introduced before this one",
    "reviewed": "date of the last look at the sources",
    "src": "sources of every item that names none of its own",
    "was": "the concept's first id, after a rename of something released",
    "retired": "why learners should no longer study any of this",
    "lint": "allow a lint rule that is about the concept as a whole: {allow: [L14], why: the reason}",
    "related": "other concepts: relation; no cards, but the map and the distractors",
    "external_links": "things to read or to see, for the preview; no cards",
    "sources": "sources that only this file cites",
}
# A point's own keys stand beside concept ids, so no concept may have one of these names.
RESERVED = frozenset(item_shapes.PART_FIELDS)


@dataclass(slots=True)
class ConceptFile:
    """A concept file as read, before the names of other concepts are known."""

    head: Head
    drafts: list[Draft]
    mentions: list[Mention]
    sources: dict[str, Source]
    pairs: list[tuple[tuple[str, ...], Place]]  # each distinction's concepts, and where it stands
    cited: list[RawCitation]

    @property
    def concept(self) -> Concept:
        """Return the concept that the file describes."""
        return self.head.concept


def all_kinds(sections: Map[str, str]) -> dict[str, SectionKind]:
    """Return every section kind that a concept of this deck may use, by section name."""
    return {**kinds.discover(), **{name: three_forms.kind(name) for name in sections}}


def check_sections(head: manifest.Manifest) -> list[Problem]:
    """Return a problem for each further section of ``deck.yaml`` that has the name of a key of the format."""
    taken = sorted({*HEAD, *kinds.discover()} & set(head.sections))
    place = head.places.get("sections", Place(head.file.path))
    hint = "choose another key; its heading may be the same"
    return [Problem(place, "bad-id", f'"{name}" is a key of the format already', hint) for name in taken]


def schema_shape() -> shapes.Record:
    """Return the shape of a concept file. Further sections have the three forms."""
    sections = {name: kind.shape for name, kind in kinds.discover().items()}
    further = shapes.Keyed(manifest.SECTION, three_forms.kind("x").shape, "sections")
    return shapes.Record({**HEAD, **sections}, required=("term",), further=further, about=_ABOUT)


def read_concept(
    path: str, name: str, text: str, sections: Map[str, str], phrases: Map[str, str]
) -> tuple[ConceptFile | None, list[Problem]]:
    """Read a concept file's text. Returns None instead of the file if its top level can't be read."""
    root, problems = reader.read(path, text)
    if root is None:
        return None, problems
    file = File(path, text)
    desk = Desk(file, phrases, problems)
    kinds_here = all_kinds(sections)
    _check_head(root, kinds_here, desk)
    concept = _concept(root, name, desk)
    drafts: list[Draft] = []
    head = draft.Head(concept, Topic(concept), desk.cites(root), root.word("was"), root.word("retired"))
    for section, (_, node) in root.entries.items():
        if section in kinds_here:
            drafts += _drafts(kinds_here[section], node, head, sections, desk)
    own, more = manifest.read_sources(root.inner("sources"), file)
    problems += more
    pairs = [
        (between, file.place(key))
        for key, node in root.inner("distinctions").mappings()
        if len(between := node.words("between")) > 1
    ]
    return ConceptFile(head, drafts, desk.mentions, own, pairs, desk.cited), problems


def _check_head(root: Mapping, kinds_here: Map[str, SectionKind], desk: Desk) -> None:
    for name, (key, node) in root.entries.items():
        if name in HEAD:
            desk.problems += shapes.check(node, HEAD[name], desk.file)
        elif name not in kinds_here:
            known = [*HEAD, *kinds_here]
            hint = f"known here: {', '.join(known)}; further sections are named in deck.yaml"
            guess = desk.guesses.nearest(name, known)
            desk.report(key, "unknown-key", f'the key "{name}" is not known here{guess}', hint)
    if "term" not in root.entries:
        desk.report(
            root, "missing-key", 'the key "term" is missing here', "write the concept's name: term: ..."
        )
    if root.entries.keys().isdisjoint(kinds_here):
        hint = "begin with definition: short: text: ..."
        desk.report(root, "missing-key", "there is no section, so there are no cards", hint)


def _drafts(kind: SectionKind, node: Node, head: Head, sections: Map[str, str], desk: Desk) -> list[Draft]:
    found = shapes.check(node, kind.shape, desk.file)
    desk.problems += found
    if not isinstance(node, Mapping):
        return []
    heading = (
        sections.get(kind.section)
        or desk.phrases.get(kind.section)
        or kind.section.replace("_", " ").capitalize()
    )
    section = items.Section(desk, kind, heading, node, not found, head)
    return list(kind.drafts(section))


def _concept(root: Mapping, name: str, desk: Desk) -> Concept:
    term = root.scalar("term")
    for scalar in root.scalars("requires"):
        desk.mention(scalar, "requires")
    words = desk.text(term) if term else name.replace("-", " ")
    if term and len(term.value) > _LONGEST_TERM:
        desk.report(
            term, "bad-term", f"a term has {_LONGEST_TERM} characters at most", "write the name alone"
        )
        words = name.replace("-", " ")
    if term and any(isinstance(span, (ConceptLink, Image, Cloze)) for span in prose.walk(words)):
        desk.report(term, "bad-term", "a term can't hold links, images or blanks", "write the name alone")
    related = root.inner("related")
    for key, _ in related.entries.values():
        desk.mention(key, "related")
    return Concept(
        id=name,
        term=words,
        context=root.word("context"),
        aliases=root.words("aliases")[: _ALIASES.most],
        tags=root.words("tags")[: _TAGS.most],
        requires=root.words("requires"),
        related={other: related.word(other) for other in related.entries},
        links=tuple(_links(root.inner("external_links"), desk.file)),
        confusable=tuple(
            node.words("between")[: distinctions.MOST] for _, node in root.inner("distinctions").mappings()
        ),
        events=tuple(_events(root, desk)),
        outline=tuple([key.line + 1 for key, _ in root.entries.values()]),
        place=Place(desk.file.path),
        allowance=items.read_allowance(root, desk.file),
    )


def _links(node: Mapping, file: File) -> Iterator[ExternalLink]:
    """Yield the links of the right shape. The check of the head reports the others."""
    for _, link in node.mappings():
        if not shapes.check(link, _LINK, file):
            yield ExternalLink(link.word("title"), link.word("url"), link.word("by"), link.word("kind"))


def _events(root: Mapping, desk: Desk) -> Iterator[Event]:
    """Yield the history for timelines. The section kind reports what is wrong with an event."""
    for key, node in root.inner("history").mappings():
        date, precision = node.word("date"), node.word("precision")
        try:
            history.span_of(date, precision)
        except (ValueError, OverflowError):
            continue
        who, what, work = (desk.peek(node.scalar(name)) for name in ("who", "what", "work"))
        yield Event(key.value, date, precision, who, what, work, desk.file.place(key))
