"""Check across files: names, sources, pairs, the order of concepts, and images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.identity import ID
from flashcards.model import Level, Place, Problem
from flashcards.syntax.suggest import Guesses
from flashcards.text.inline_rules import IMAGE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from flashcards.compiler.concepts import ConceptFile
    from flashcards.compiler.desk import Mention
    from flashcards.compiler.manifest import Manifest
    from flashcards.model import Media, Source


def gathered(
    shared: Mapping[str, Source], files: Sequence[ConceptFile]
) -> tuple[dict[str, Source], list[Problem]]:
    """Return the sources of ``sources.yaml`` and of all concept files.

    An id that is defined twice is a problem.
    """
    sources, problems = dict(shared), []
    for file in files:
        for name, source in file.sources.items():
            first = sources.setdefault(name, source).place
            if first is not source.place:
                message = f'the source "{name}" is defined a second time (first in {first.path}:{first.line})'
                hint = "cite it by its id; an id is defined once in a deck"
                problems.append(Problem(source.place, "duplicate-key", message, hint))
    return sources, problems


def check(
    head: Manifest,
    files: Sequence[ConceptFile],
    sources: Mapping[str, Source],
    media: Mapping[str, Media],
    there: AbstractSet[str] = frozenset(),
) -> Iterator[Problem]:
    """Yield every problem that no file shows alone.

    ``there`` holds the ids of all concepts that have a file, also of those too faulty to be among ``files``.
    """
    yield from _sources(files, sources)
    yield from _names(head, files, there)
    yield from _units(head, files)
    yield from _pairs(files)
    yield from _order(head, files)
    yield from _images(files, media)


def _sources(files: Sequence[ConceptFile], sources: Mapping[str, Source]) -> Iterator[Problem]:
    guesses = Guesses()
    for file in files:
        for raw in file.cited:
            if raw.source not in sources:
                message = f'there is no source "{raw.source}"{guesses.nearest(raw.source, sources)}'
                hint = "add it to sources.yaml, or correct the id"
                yield Problem(raw.place, "no-source", message, hint)


def _mentions(files: Sequence[ConceptFile]) -> Iterator[Mention]:
    for file in files:
        yield from file.mentions


def _names(head: Manifest, files: Sequence[ConceptFile], there: AbstractSet[str]) -> Iterator[Problem]:
    """Yield a warning for each concept that is named but not written yet.

    It is no error, so that a first file by a first-time author builds.
    """
    known = there | {file.concept.id for file in files}
    named = [(name, place, "units") for name, place in head.unit_places]
    named += [(m.name, m.place, m.role) for m in _mentions(files) if m.role != "image"]
    hint = "correct the id, or write the file when its turn comes"
    guesses = Guesses()
    for name, place, role in named:
        if name not in known and ID.fullmatch(name):
            message = f'there is no concept "{name}" yet{guesses.nearest(name, known)} ({role})'
            yield Problem(place, "no-concept", message, hint, Level.WARNING)


def _units(head: Manifest, files: Sequence[ConceptFile]) -> Iterator[Problem]:
    in_units = {name for name, _ in head.unit_places}
    hint = "add it to a unit in deck.yaml; until then its cards come last"
    for file in files if head.units else ():
        if file.concept.id not in in_units:
            message = "this concept stands in no unit"
            yield Problem(file.concept.place, "no-unit", message, hint, Level.WARNING)


def _pairs(files: Sequence[ConceptFile]) -> Iterator[Problem]:
    first: dict[frozenset[str], Place] = {}
    hint = "add your points there; a pair's distinction lives in one place"
    for file in files:
        for between, place in file.pairs:
            held = first.setdefault(frozenset(between), place)
            if held is not place:
                names = " and ".join(between)
                message = f"{names} are distinguished a second time (first in {held.path}:{held.line})"
                yield Problem(place, "duplicate-pair", message, hint)


def _order(head: Manifest, files: Sequence[ConceptFile]) -> Iterator[Problem]:
    order = {name: n for n, (name, _) in enumerate(head.unit_places)}
    hint = "change the order in deck.yaml, or what is required"
    for file in files:
        own = order.get(file.concept.id, len(order))
        for mention in file.mentions:
            if mention.role == "requires" and order.get(mention.name, -1) >= own:
                message = f'"{mention.name}" is not introduced before this concept, which requires it'
                yield Problem(mention.place, "requires-later", message, hint, Level.WARNING)


def _images(files: Sequence[ConceptFile], media: Mapping[str, Media]) -> Iterator[Problem]:
    shown = [mention for mention in _mentions(files) if mention.role == "image"]
    guesses = Guesses()
    for mention in shown:
        if mention.name not in media and IMAGE_NAME.fullmatch(mention.name):
            message = (
                f'there is no "{mention.name}" in the media folder{guesses.nearest(mention.name, media)}'
            )
            yield Problem(mention.place, "no-image", message)
    for name in sorted(set(media) - {mention.name for mention in shown}):
        yield Problem(Place(media[name].path), "unused-image", "no card shows this image", "", Level.INFO)
