"""What the bundled course promises: every concept whole, sound sources, own words, and nothing that lint finds."""

from __future__ import annotations

import re

import pytest

from flashcards.lint.engine import lint
from flashcards.model import Level, Note, NoteType, Tier
from flashcards.text import prose
from flashcards.text.plain import plain
from tests.course.deck import SHARED, course

CONCEPTS = sorted(course().concepts)
# Each set's concepts, every pair of which somebody confuses; a chain of distinctions must tie them together.
CONFUSABLE = {
    "inner, outer": {"inner-alignment", "outer-alignment"},
    "mesa, meta": {"mesa-optimizer", "meta-optimizer"},
    "mesa-objective, behavioral objective": {"mesa-objective", "behavioral-objective"},
    "mesa-optimization, goal misgeneralization": {"mesa-optimization", "goal-misgeneralization"},
    "goal misgeneralization, specification gaming": {"goal-misgeneralization", "specification-gaming"},
    "deception": {"deceptive-alignment", "alignment-faking", "scheming", "sleeper-agents"},
    "learned optimizer, in alignment and in meta-learning": {"mesa-optimizer", "base-optimizer"},
}
_WORDS = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SHINGLE = 8


def _notes(concept: str, kind: str) -> list[Note]:
    return [note for note in course().notes if note.concept == concept and note.kind == kind and note.live]


def test_size() -> None:
    assert len(CONCEPTS) == 33
    assert len(course().units) == 6
    assert sorted(name for unit in course().units for name in unit.concepts) == CONCEPTS


def test_lint_finds_no_error_and_no_warning() -> None:
    assert [problem for problem in lint(course()) if problem.level is not Level.INFO] == []


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_is_whole(concept: str) -> None:
    short = next(note for note in _notes(concept, "definition") if note.key == f"{concept}/short")
    assert [card.name for card in short.live] == ["forward", "reverse"]
    assert any(note.type is NoteType.CLOZE for note in _notes(concept, "definition"))
    assert any(concept in between for c in course().concepts.values() for between in c.confusable)
    assert _notes(concept, "faq")
    assert _notes(concept, "examples")


def test_mesa_optimization_has_every_kind() -> None:
    kinds = {note.kind for note in course().notes if note.concept == "mesa-optimization"}
    assert kinds == {
        *("definition", "distinctions", "faq", "history"),
        *("key_aspects", "advantages", "challenges", "examples"),
    }


@pytest.mark.parametrize("concepts", CONFUSABLE.values(), ids=CONFUSABLE)
def test_confusable_concepts_are_told_apart(concepts: set[str]) -> None:
    pairs = [set(between) & concepts for c in course().concepts.values() for between in c.confusable]
    reached = {min(concepts)}
    for _ in concepts:
        reached |= {name for pair in pairs if pair & reached for name in pair}
    assert reached == concepts


def test_the_two_learned_optimizers_are_told_apart() -> None:
    note = next(n for n in course().notes if n.key == "mesa-optimizer/vs-base-optimizer.learned-name")
    assert all("learned optimizer" in plain(prose.front(card)) for card in note.live)


def test_nothing_requires_what_comes_later() -> None:
    order = {name: n for n, name in enumerate(name for unit in course().units for name in unit.concepts)}
    wrong = [(c.id, r) for c in course().concepts.values() for r in c.requires if order[r] >= order[c.id]]
    assert wrong == []


def test_every_core_item_cites_a_primary_source() -> None:
    core = [note for note in course().notes if note.tier is Tier.CORE and note.live]
    assert [n.key for n in core if max(c.source.credibility for c in n.citations) < 3] == []


def _shingles(text: str) -> set[tuple[str, ...]]:
    """The runs of eight words, but for those within or across the title of a work."""
    titles = [re.escape(source.title.casefold()) for source in course().sources.values()]
    parts = re.split("|".join(titles), text.casefold())
    return set().union(*map(_runs, parts))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORDS.findall(text)
    return {tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)}


def test_no_sentence_of_the_documents_is_taken_over() -> None:
    documents = sorted((SHARED / "documents").glob("*.txt"))
    if not documents:
        pytest.skip(
            "the source documents are not here: set FLASHCARDS_SHARED to the folder that holds documents/"
        )
    theirs = set().union(*(_shingles(path.read_text("utf-8")) for path in documents))
    taken = {}
    for note in course().notes:
        texts = [
            note.text,
            note.extra,
            *(text for card in note.cards for text in (prose.front(card), prose.back(card))),
        ]
        same = set().union(*(_shingles(plain(text)) for text in texts)) & theirs
        if same:
            taken[note.key] = sorted(" ".join(words) for words in same)
    assert taken == {}
