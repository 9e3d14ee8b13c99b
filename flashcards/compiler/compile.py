"""Compile a deck's texts into a deck with notes, and report every problem.

Each file is first read by itself. Then names, sources and units are resolved across files, and each draft
gets its GUID, its note id, its place in the course and its content hash. A note depends only on its own item
and on the names of what it mentions.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from flashcards.compiler import concepts, manifest, references
from flashcards.compiler.course import Assembly
from flashcards.model import (
    Deck,
    Level,
    Problem,
)
from flashcards.syntax import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from flashcards.compiler.concepts import ConceptFile
    from flashcards.compiler.manifest import Manifest
    from flashcards.compiler.texts import ConceptText, Texts

if TYPE_CHECKING:
    ReadConcept = tuple[ConceptFile | None, list[Problem]]
    Reading = Callable[[Callable[[ConceptText], ReadConcept], Sequence[ConceptText]], Iterable[ReadConcept]]


class Compiled(NamedTuple):
    """The deck, as far as it could be made, and every problem, sorted by place."""

    deck: Deck | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that stop a build."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


def compile_deck(
    texts: Texts,
    tick: Callable[[], object] = lambda: None,
    released: Mapping[str, int] | None = None,
    reading: Reading = map,
) -> Compiled:
    """Compile texts into a deck. Never raises, whatever the texts hold.

    Args:
        texts: the files of the deck.
        tick: called after each concept file, for a progress bar.
        released: the note ids of released notes by first name. They keep them if two ids collide.
        reading: ``map``, or something that does the same faster.
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
    course = Assembly(head, files, sources, media, phrases, texts.root, released or {}, was)
    deck = course.deck()
    return Compiled(deck, _sorted(problems + course.problems))


def _no_phrases(head: Manifest, known: list[str]) -> Problem:
    message = f'there are no phrases for the language "{head.values["language"]}" yet'
    return Problem(head.places["language"], "unknown-language", message, f"known: {', '.join(known)}")


def read_phrases(text: str) -> dict[str, str]:
    """Return the phrases of a phrase file by name. Raises ValueError if the file has a problem."""
    root, problems = reader.read("phrases", text)
    if root is None or problems:
        raise ValueError(problems)
    return {name: root.word(name) for name in root.entries}


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=attrgetter("rank")))
