"""Texts → a deck with its notes, and every problem.

Each file is read on its own first; then names, sources and units are settled across files, and each draft gets
its GUID, its note id, its place in the course and, where it had to wait for a name or an image, its content hash.
A note depends only on its own item and on the names of what it names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from flashcards import concepts, identity, manifest, nodes, references
from flashcards.model import (
    Card,
    Citation,
    Concept,
    ConceptLink,
    Deck,
    Image,
    Level,
    Media,
    Note,
    Problem,
    Source,
    Span,
    Text,
    Tier,
)
from flashcards.substance import MOST_SAID, substance
from flashcards.text import prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from flashcards.concepts import ConceptFile
    from flashcards.desk import Cited
    from flashcards.items import Draft
    from flashcards.manifest import Manifest
    from flashcards.substance import Substance, Topic


ConceptText = tuple[str, str, str]
"""Path, id and text of a concept file."""
if TYPE_CHECKING:
    ReadConcept = tuple[ConceptFile | None, list[Problem]]
    Reading = Callable[[Callable[[ConceptText], ReadConcept], Sequence[ConceptText]], Iterable[ReadConcept]]
_SAID = f"the cards of this file hold more than {MOST_SAID:,} characters in all"


class Texts(NamedTuple):
    """A deck folder as texts: what ``load`` reads and ``compile_deck`` works on. Paths are as problems show them."""

    root: str
    deck: tuple[str, str] | None  # path and text of deck.yaml
    sources: tuple[str, str] | None
    concepts: tuple[ConceptText, ...] = ()
    media: tuple[Media, ...] = ()
    problems: tuple[Problem, ...] = ()  # met while reading the files
    phrases: Mapping[str, str] = {}  # language → text of its phrase file
    lock: tuple[str, bytes] | None = None  # path and content of released.lock
    unread: frozenset[str] = frozenset()  # ids of concepts whose files are there but can't be read


class Compiled(NamedTuple):
    """A deck, as far as it could be made, and every problem, sorted by place."""

    deck: Deck | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


def compile_deck(
    texts: Texts,
    tick: Callable[[], object] = lambda: None,
    released: Mapping[str, int] | None = None,
    reading: Reading = map,
) -> Compiled:
    """The whole way from texts to notes. Never raises for anything that stands in the texts.

    ``tick`` is called after each concept file, for a progress bar. ``released`` maps the first names of notes
    that learners have to their note ids, which stay theirs if two notes' ids collide. ``reading`` is ``map``, or
    what does the same faster.
    """
    problems = list(texts.problems)
    head, found = manifest.read_deck(*texts.deck) if texts.deck else (None, [])
    problems += found
    sources, found = manifest.read_sources_file(*texts.sources) if texts.sources else ({}, [])
    problems += found
    if head is not None and head.values["language"] not in texts.phrases:
        problems.append(_no_phrases(head, sorted(texts.phrases)))
        head = None
    problems += concepts.check_sections(head) if head else []
    phrases = read_phrases(texts.phrases[head.values["language"] if head else "en"])
    files = []

    def read(concept: ConceptText) -> ReadConcept:
        return concepts.read_concept(*concept, head.sections if head else {}, phrases)

    for file, found in reading(read, texts.concepts):
        problems += found
        if file is not None:
            files.append(file)
        tick()
    if head is None:
        return Compiled(None, _sorted(problems))
    media = {m.name: m for m in texts.media}
    sources, found = references.gathered(sources, files)
    there = texts.unread | {name for _, name, _ in texts.concepts}
    problems += [*found, *references.check(head, files, sources, media, there)]
    was = {file.concept.id: file.head.was for file in files if file.head.was}
    course = _Course(head, files, sources, media, phrases, texts.root, released or {}, was)
    deck = course.deck()
    return Compiled(deck, _sorted(problems + course.problems))


def _no_phrases(head: Manifest, known: list[str]) -> Problem:
    message = f'there are no phrases for the language "{head.values["language"]}" yet'
    return Problem(head.places["language"], "unknown-language", message, f"known: {', '.join(known)}")


def read_phrases(text: str) -> dict[str, str]:
    """A phrase file's text → phrase name → phrase."""
    root, problems = nodes.read("phrases", text)
    if root is None or problems:
        raise ValueError(problems)
    return {name: root.word(name) for name in root.entries}


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=attrgetter("rank")))


@dataclass(slots=True)
class _Course:
    """What is known across the files of a deck."""

    head: Manifest
    files: list[ConceptFile]
    sources: dict[str, Source]
    media: dict[str, Media]
    phrases: Mapping[str, str]
    root: str
    released: Mapping[str, int]
    was: Mapping[str, str]  # concept → its first id, where it has been renamed
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # names of media that notes show
    unit_of: dict[str, str] = field(init=False)  # concept → unit
    terms: dict[str, Text] = field(init=False)  # concept → its term
    tags: dict[tuple[str, str, bool, bool], tuple[str, ...]] = field(default_factory=dict)
    own_tags: dict[str, str] = field(default_factory=dict)
    cited: dict[Cited, tuple[tuple[Citation, ...], int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.unit_of = {name: unit.id for unit in self.head.units for name in unit.concepts}
        self.terms = {file.concept.id: file.concept.term for file in self.files}
        for file in self.files:
            for link in file.names.values():
                link.spans = _name(link.concept, self.terms)  # type: ignore[misc]  # the one value made in two steps: rewriting every text that shows it would cost more than reading the file

    def deck(self) -> Deck:
        """The deck; problems are collected on the way."""
        notes = tuple(self._notes())
        values = self.head.values
        return Deck(
            id=values["id"],
            uuid=values["uuid"],
            name=values["name"],
            language=values["language"],
            description=values.get("description", ""),
            license=values.get("license", ""),
            authors=self.head.authors,
            homepage=values.get("homepage", ""),
            units=self.head.units,
            sections=self.head.sections,
            concepts=self._named(),
            sources=self.sources,
            notes=notes,
            media=tuple(self.media[name] for name in sorted(self.used)),
            root=self.root,
            lint=self.head.lint,
            places=self.head.places,
        )

    def _named(self) -> dict[str, Concept]:
        """The concepts, with the names that their histories mention put in."""
        text = _Resolver(self.terms, self.media).text
        return {file.concept.id: _with_events(file.concept, text) for file in self.files}

    def _notes(self) -> Iterator[Note]:
        drafts = self._drafts()
        hashes = identity.hashes(self.head.values["uuid"], [draft.first for _, draft in drafts])
        drafts = drafts if len(hashes) == len(drafts) else self._untaken(drafts)
        ids = identity.note_ids(hashes, self.released)
        said: Counter[str] = Counter()
        for position, (file, draft) in enumerate(drafts, 1):
            concept = file.concept
            if said[concept.id] <= MOST_SAID:
                known, images = self._resolved(draft) if draft.links else (draft, ())
                made = known.substance or _substance(known, file.head.topic)
                citations, length = self._cited(known.src)
                said[concept.id] += made.length + length
                if said[concept.id] <= MOST_SAID:
                    unique = identity.guid(hashes[draft.first]), ids[draft.first], position
                    yield self._note(concept, known, made, unique, citations, images)
        self.problems += [
            Problem(file.concept.place, "too-large", _SAID, "split the file")
            for file in self.files
            if said[file.concept.id] > MOST_SAID
        ]

    def _drafts(self) -> list[_Claim]:
        """The drafts in the order of the course: unit by unit, core before more."""
        drafts: list[_Claim] = []
        for _, same in groupby(self._in_order(), key=lambda file: self.unit_of.get(file.concept.id)):
            unit = [(file, draft) for file in same for draft in file.drafts]
            drafts += [entry for entry in unit if entry[1].tier is Tier.CORE]
            drafts += [entry for entry in unit if entry[1].tier is Tier.MORE]
        return drafts

    def _in_order(self) -> list[ConceptFile]:
        order = {name: n for n, (name, _) in enumerate(self.head.unit_places)}
        last = len(self.head.unit_places)
        return sorted(self.files, key=lambda file: (order.get(file.concept.id, last), file.concept.id))

    def _untaken(self, drafts: list[_Claim]) -> list[_Claim]:
        """The drafts whose files came first to their first names; the others are reported."""
        claims: dict[str, list[Draft]] = {}
        for draft in (draft for file in self._in_order() for draft in file.drafts):
            claims.setdefault(draft.first, []).append(draft)
        # Who says by "was" that the name is theirs was here before who merely uses it as a key.
        holders = {
            first: next((draft for draft in same if draft.key != first), same[0])
            for first, same in claims.items()
        }
        for _, draft in drafts:
            if draft is not holders[draft.first]:
                self.problems.append(_taken(draft, holders[draft.first]))
        return [entry for entry in drafts if entry[1] is holders[entry[1].first]]

    def _resolved(self, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
        """The draft with the terms and images that its texts name, and the names of the images."""
        resolve = _Resolver(self.terms, self.media)
        draft = resolve.draft(draft)
        self.used |= resolve.used
        return draft, tuple(sorted(self.media[name].target for name in resolve.used))

    def _note(
        self,
        concept: Concept,
        draft: Draft,
        made: Substance,
        unique: tuple[str, int, int],
        citations: tuple[Citation, ...],
        images: tuple[str, ...],
    ) -> Note:
        guid, note_id, position = unique
        return Note(  # in the order of its fields: keywords cost as much again as the note
            draft.key,
            draft.first,
            guid,
            note_id,
            draft.type,
            concept.id,
            draft.section,
            draft.heading,
            self.unit_of.get(concept.id, ""),
            draft.tier,
            made.context,
            draft.cards,
            draft.text,
            draft.extra,
            citations,
            self._tags(concept, draft.section, draft.tier, bool(draft.retired)),
            position,
            made.digest,
            draft.place,
            draft.retired,
            draft.dropped,
            images,
            draft.allowance,
            draft.fields,
            tuple([self.was.get(name, name) for name in draft.between]) if draft.between else (),
            self.phrases["withdrawn"],
        )

    def _tags(self, concept: Concept, section: str, tier: Tier, retired: bool) -> tuple[str, ...]:
        known = (concept.id, section, tier is Tier.MORE, retired)
        if known not in self.tags:
            unit = self.unit_of.get(concept.id)
            ends = (f"concept::{concept.id}", f"kind::{section}", unit and f"unit::{unit}", f"tier::{tier}")
            own = [self._tag(end) for end in (*ends, retired and "retired") if end]
            self.tags[known] = (*own, *concept.tags)
        return self.tags[known]

    def _tag(self, end: str) -> str:
        """A tag of the deck; one and the same string for every note."""
        return self.own_tags.setdefault(end, f"{self.head.values['id']}::{end}")

    def _cited(self, src: Cited) -> tuple[tuple[Citation, ...], int]:
        """The works that are cited, and how many characters cards show of them."""
        if known := self.cited.get(src):
            return known
        # A source that is not there (an error of its own) stands for itself: the item does name one.
        citations = tuple(
            Citation(self.sources.get(name) or Source(name, name), locator) for name, locator in src
        )
        return self.cited.setdefault(src, (citations, _length(citations)))


def _length(citations: tuple[Citation, ...]) -> int:
    works = [(*citation.source.authors, citation.source.title, citation.source.url) for citation in citations]
    return sum(map(len, chain(*works, (citation.locator for citation in citations))))


def _substance(draft: Draft, topic: Topic) -> Substance:
    return substance(topic, draft.type, draft.cards, draft.dropped, draft.retired, draft.texts)


_Claim = tuple["ConceptFile", "Draft"]


def _taken(draft: Draft, holder: Draft) -> Problem:
    place = holder.place
    message = f'the first name "{draft.first}" belongs to "{holder.key}" ({place.path}:{place.line})'
    return Problem(
        draft.place, "first-name-taken", message, "choose another key; a first name is never used again"
    )


class _Resolver:
    """Puts concepts' terms and images' content-hash names into a note's texts."""

    def __init__(self, terms: Mapping[str, Text], media: dict[str, Media]) -> None:
        self.terms = terms
        self.media = media
        self.used: set[str] = set()

    def draft(self, draft: Draft) -> Draft:
        """A draft with its texts resolved."""
        return draft._replace(
            cards=tuple(self._card(card) for card in draft.cards),
            text=self.text(draft.text),
            extra=self.text(draft.extra),
            texts=tuple(self.text(text) for text in draft.texts),
        )

    def _card(self, card: Card) -> Card:
        return Card(card.ordinal, card.name, self.text(card.question), self.text(card.answer))

    def text(self, text: Text) -> Text:
        """A text with names and images resolved."""
        return text if isinstance(text, str) else prose.rewrite(text, self._span)

    def _span(self, span: Span) -> Span:
        if isinstance(span, ConceptLink) and not span.spans:
            return ConceptLink(span.concept, _name(span.concept, self.terms))
        if isinstance(span, Image) and span.file in self.media:
            self.used.add(span.file)
            return Image(span.alt, self.media[span.file].target)
        return span


def _name(concept: str, terms: Mapping[str, Text]) -> tuple[Span, ...]:
    """What a link to a concept shows; an id that has no file (a warning of its own) shows its words."""
    return prose.spans_of(terms.get(concept, concept.replace("-", " ")))


def _with_events(concept: Concept, resolved: Callable[[Text], Text]) -> Concept:
    if all(isinstance(text, str) for event in concept.events for text in (event.who, event.what, event.work)):
        return concept
    events = tuple(
        replace(event, who=resolved(event.who), what=resolved(event.what), work=resolved(event.work))
        for event in concept.events
    )
    return replace(concept, events=events)
