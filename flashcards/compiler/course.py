"""Put all concept files together: the notes of the course, in their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from flashcards import identity
from flashcards.compiler.content import MOST_CHARACTERS, content_of
from flashcards.model import (
    Card,
    Citation,
    Concept,
    ConceptLink,
    Deck,
    Image,
    Media,
    Note,
    Problem,
    Source,
    Span,
    Text,
    Tier,
)
from flashcards.text import prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flashcards.compiler.concepts import ConceptFile
    from flashcards.compiler.content import Content, Topic
    from flashcards.compiler.desk import Cited
    from flashcards.compiler.draft import Draft
    from flashcards.compiler.manifest import Manifest
_TOO_MUCH = f"the cards of this file hold more than {MOST_CHARACTERS:,} characters in all"


@dataclass(slots=True)
class Assembly:
    """A deck in the making: everything that is known across its files."""

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
    rank_of: dict[str, int] = field(init=False)  # unit → its place in the course
    terms: dict[str, Text] = field(init=False)  # concept → its term
    tags: dict[tuple[str, str, bool, bool], tuple[str, ...]] = field(default_factory=dict)
    own_tags: dict[str, str] = field(default_factory=dict)
    cited: dict[Cited, tuple[tuple[Citation, ...], int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.unit_of = {name: unit.id for unit in self.head.units for name in unit.concepts}
        self.rank_of = {unit.id: n for n, unit in enumerate(self.head.units)}
        self.terms = {file.concept.id: file.concept.term for file in self.files}

    def deck(self) -> Deck:
        """Return the deck, and collect problems on the way."""
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
        """Return the concepts, with the names in their histories filled in."""
        text = _Resolver(self.terms, self.media).text
        return {file.concept.id: _with_events(file.concept, text) for file in self.files}

    def _notes(self) -> Iterator[Note]:
        drafts = self._drafts()
        hashes = identity.hashes(self.head.values["uuid"], [draft.first for _, draft in drafts])
        drafts = drafts if len(hashes) == len(drafts) else self._claimed_once(drafts)
        ids = identity.note_ids(hashes, self.released)
        said: Counter[str] = Counter()
        for position, (file, draft) in enumerate(drafts, 1):
            concept = file.concept
            if said[concept.id] <= MOST_CHARACTERS:
                full, images = self._resolved(draft)
                made = _content(full, file.head.topic)
                citations, length = self._cited(full.src)
                said[concept.id] += made.length + length
                if said[concept.id] <= MOST_CHARACTERS:
                    unique = identity.guid(hashes[draft.first]), ids[draft.first], position
                    yield self._note(concept, full, made, unique, citations, images)
        self.problems += [
            Problem(file.concept.place, "too-large", _TOO_MUCH, "split the file")
            for file in self.files
            if said[file.concept.id] > MOST_CHARACTERS
        ]

    def _drafts(self) -> list[_Claim]:
        """Return the drafts in the order of the course.

        Unit by unit, core before more, concept by concept, a concept's definition before its other cards. A note
        that names other concepts waits for the last of them.
        """
        claims = [(file, draft) for file in self._in_order() for draft in file.drafts]
        ranks = {file.concept.id: n for n, file in enumerate(self._in_order())}
        stage = {draft.key: self._stage(file.concept.id, draft, ranks) for file, draft in claims}
        first: dict[str, _Stage] = {}  # concept → where its definition, or else its first note, would come
        for file, draft in sorted(claims, key=lambda claim: (not _defines(claim[1]), stage[claim[1].key])):
            first.setdefault(file.concept.id, stage[draft.key])
        introduced = dict(first)
        for file, draft in claims:
            if _defines(draft):
                introduced[file.concept.id] = max(
                    first.get(c, _FIRST) for c in (file.concept.id, *_named(draft))
                )

        def place(claim: _Claim) -> tuple[_Stage, bool, bool]:
            file, draft = claim
            own = stage[draft.key]
            last = max(introduced.get(c, _FIRST) for c in (file.concept.id, *_named(draft)))
            return max(own, last), last > own, not _defines(draft)

        return sorted(claims, key=place)

    def _stage(self, concept: str, draft: Draft, ranks: Mapping[str, int]) -> _Stage:
        """Return where a draft would come if it named no other concept."""
        unit = self.rank_of.get(self.unit_of.get(concept, ""), len(self.rank_of))
        return unit, draft.tier is Tier.MORE, ranks[concept]

    def _in_order(self) -> list[ConceptFile]:
        order = {name: n for n, (name, _) in enumerate(self.head.unit_places)}
        last = len(self.head.unit_places)
        return sorted(self.files, key=lambda file: (order.get(file.concept.id, last), file.concept.id))

    def _claimed_once(self, drafts: list[_Claim]) -> list[_Claim]:
        """Return the drafts without those whose first name belongs to another, which are reported."""
        claims: dict[str, list[Draft]] = {}
        for draft in (draft for file in self._in_order() for draft in file.drafts):
            claims.setdefault(draft.first, []).append(draft)
        # An item that claims the name by "was" had it before an item that merely uses it as its key.
        holders = {
            first: next((draft for draft in same if draft.key != first), same[0])
            for first, same in claims.items()
        }
        for _, draft in drafts:
            if draft is not holders[draft.first]:
                self.problems.append(_name_taken(draft, holders[draft.first]))
        return [entry for entry in drafts if entry[1] is holders[entry[1].first]]

    def _resolved(self, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
        """Return the draft with names and images filled in, and the file names of its images."""
        if not any(map(prose.is_open, draft.texts)):
            return draft, ()
        resolve = _Resolver(self.terms, self.media)
        draft = resolve.draft(draft)
        self.used |= resolve.used
        return draft, tuple(sorted(self.media[name].target for name in resolve.used))

    def _note(
        self,
        concept: Concept,
        draft: Draft,
        made: Content,
        unique: tuple[str, int, int],
        citations: tuple[Citation, ...],
        images: tuple[str, ...],
    ) -> Note:
        guid, note_id, position = unique
        return Note(
            key=draft.key,
            first=draft.first,
            guid=guid,
            id=note_id,
            type=draft.type,
            concept=concept.id,
            kind=draft.section,
            heading=draft.heading,
            unit=self.unit_of.get(concept.id, ""),
            tier=draft.tier,
            context=made.context,
            cards=draft.cards,
            text=draft.text,
            extra=draft.extra,
            citations=citations,
            tags=self._tags(concept, draft.section, draft.tier, bool(draft.retired)),
            position=position,
            digest=made.digest,
            place=draft.place,
            retired=draft.retired,
            dropped=draft.dropped,
            images=images,
            allowance=draft.allowance,
            fields=draft.fields,
            between=tuple(self.was.get(name, name) for name in draft.between),
            withdrawn=self.phrases["withdrawn"],
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
        """Return a tag of the deck. All notes share one string for it."""
        return self.own_tags.setdefault(end, f"{self.head.values['id']}::{end}")

    def _cited(self, src: Cited) -> tuple[tuple[Citation, ...], int]:
        """Return the cited works, and how many characters cards show of them."""
        if known := self.cited.get(src):
            return known
        # A missing source, which is an error of its own, stands for itself: the item does cite something.
        citations = tuple(
            Citation(self.sources.get(name) or Source(name, name), locator) for name, locator in src
        )
        return self.cited.setdefault(src, (citations, _length(citations)))


def _length(citations: tuple[Citation, ...]) -> int:
    works = [(*citation.source.authors, citation.source.title, citation.source.url) for citation in citations]
    return sum(map(len, chain(*works, (citation.locator for citation in citations))))


def _content(draft: Draft, topic: Topic) -> Content:
    return content_of(topic, draft.type, draft.cards, draft.dropped, draft.retired, draft.texts)


_Claim = tuple["ConceptFile", "Draft"]
_Stage = tuple[int, bool, int]
"""A place in the course: the unit, whether it is the unit's "more" part, and the concept, each by its rank."""
_FIRST: _Stage = (0, False, 0)


def _defines(draft: Draft) -> bool:
    """Return whether this is the definition of the file's own concept."""
    return any(card.form.own and card.form.definition for card in draft.cards)


def _named(draft: Draft) -> set[str]:
    """Return the concepts that a draft's cards name."""
    return {*draft.between, *chain.from_iterable(map(prose.linked, draft.texts))}


def _name_taken(draft: Draft, holder: Draft) -> Problem:
    place = holder.place
    message = f'the first name "{draft.first}" belongs to "{holder.key}" ({place.path}:{place.line})'
    return Problem(
        draft.place, "first-name-taken", message, "choose another key; a first name is never used again"
    )


class _Resolver:
    """Fill concepts' terms and images' content-hash names into texts."""

    def __init__(self, terms: Mapping[str, Text], media: dict[str, Media]) -> None:
        self.terms = terms
        self.media = media
        self.used: set[str] = set()

    def draft(self, draft: Draft) -> Draft:
        """Return the draft with all its texts resolved."""
        return draft._replace(
            cards=tuple(self._card(card) for card in draft.cards),
            text=self.text(draft.text),
            extra=self.text(draft.extra),
            texts=tuple(self.text(text) for text in draft.texts),
        )

    def _card(self, card: Card) -> Card:
        return card._replace(
            answer=self.text(card.answer),
            ask=self.text(card.ask),
            given=self.text(card.given),
            options=prose.capitalized(self.text(card.options)),
            background=self.text(card.background),
        )

    def text(self, text: Text) -> Text:
        """Return the text with names and images filled in."""
        return text if isinstance(text, str) else prose.rewrite(text, self._span)

    def _span(self, span: Span) -> Span:
        if isinstance(span, ConceptLink) and not span.spans:
            return ConceptLink(span.concept, _name(span.concept, self.terms))
        if isinstance(span, Image) and span.file in self.media:
            self.used.add(span.file)
            return Image(span.alt, self.media[span.file].target)
        return span


def _name(concept: str, terms: Mapping[str, Text]) -> tuple[Span, ...]:
    """Return what a link to a concept shows.

    A concept without a file, which is reported, shows its id's words.
    """
    return prose.spans_of(terms.get(concept, concept.replace("-", " ")))


def _with_events(concept: Concept, resolved: Callable[[Text], Text]) -> Concept:
    if all(isinstance(text, str) for event in concept.events for text in (event.who, event.what, event.work)):
        return concept
    events = tuple(
        replace(event, who=resolved(event.who), what=resolved(event.what), work=resolved(event.work))
        for event in concept.events
    )
    return replace(concept, events=events)
