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
    "base, mesa": {"base-optimizer", "mesa-optimizer"},
    "the three objectives": {"base-objective", "mesa-objective", "behavioral-objective"},
    "mesa-optimization, the problem it creates": {"mesa-optimization", "inner-alignment"},
    "mesa-optimization, goal misgeneralization": {"mesa-optimization", "goal-misgeneralization"},
    "goal misgeneralization, specification gaming": {"goal-misgeneralization", "specification-gaming"},
    "goal misgeneralization, shortcuts": {"goal-misgeneralization", "shortcut-learning"},
    "goal misgeneralization, emergent misalignment": {"goal-misgeneralization", "emergent-misalignment"},
    "what spreads from narrow training": {"emergent-misalignment", "reward-hacking-generalization"},
    "Goodhart, specification gaming": {"goodhart-effects", "specification-gaming"},
    "deception": {"deceptive-alignment", "alignment-faking", "scheming", "sleeper-agents"},
    "resisting change": {"alignment-faking", "gradient-hacking"},
    "apparent alignment": {"pseudo-alignment", "deceptive-alignment"},
    "alignment, control": {"ai-alignment", "ai-control"},
    "oversight, control": {"scalable-oversight", "ai-control"},
    "what is read": {"chain-of-thought-monitoring", "interpretability"},
    "what a release rests on": {"safety-cases", "alignment-audit"},
}
# The size of the second edition.
CONCEPTS_IN_ALL = range(40, 46)
CARDS_IN_ALL = range(400, 491)
CORE_AT_MOST = 315
DISTINCTIONS_IN_ALL = range(15, 19)
HISTORY_AT_MOST = 8
PRIMARY = 4
_WORDS = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SHINGLE = 8


def _notes(concept: str, kind: str) -> list[Note]:
    return [note for note in course().notes if note.concept == concept and note.kind == kind and note.live]


def _size(notes: list[Note]) -> int:
    return sum(len(note.live) for note in notes)


def test_size() -> None:
    assert len(CONCEPTS) in CONCEPTS_IN_ALL
    assert len(course().units) == 6
    assert sorted(name for unit in course().units for name in unit.concepts) == CONCEPTS


def test_number_of_cards() -> None:
    notes = [note for note in course().notes if note.live]
    assert _size(notes) in CARDS_IN_ALL
    assert _size([note for note in notes if note.tier is Tier.CORE]) <= CORE_AT_MOST
    assert _size([note for note in notes if note.kind == "history"]) <= HISTORY_AT_MOST


def test_the_description_gives_the_number_of_cards() -> None:
    notes = [note for note in course().notes if note.live]
    told = course().description
    assert f"the {_size(notes)} cards" in told
    assert f"the {_size([note for note in notes if note.tier is Tier.CORE])} core cards" in told


def test_number_of_distinctions() -> None:
    assert sum(len(c.confusable) for c in course().concepts.values()) in DISTINCTIONS_IN_ALL


def test_lint_finds_no_error_and_no_warning() -> None:
    assert [problem for problem in lint(course()) if problem.level is not Level.INFO] == []


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_is_whole(concept: str) -> None:
    assert any(note.key == f"{concept}/short" for note in _notes(concept, "definition"))
    assert any(note.type is NoteType.CLOZE for note in _notes(concept, "definition"))
    assert len(_notes(concept, "faq")) >= 2
    assert _notes(concept, "examples")


def test_the_course_uses_nearly_every_kind() -> None:
    kinds = {note.kind for note in course().notes if note.live}
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
    note = next(n for n in course().notes if n.key == "mesa-optimizer/learned-optimizer")
    assert all("learned optimizer" in plain(prose.front(card)) for card in note.live)


def test_nothing_requires_what_comes_later() -> None:
    order = {name: n for n, name in enumerate(name for unit in course().units for name in unit.concepts)}
    wrong = [(c.id, r) for c in course().concepts.values() for r in c.requires if order[r] >= order[c.id]]
    assert wrong == []


def test_no_card_uses_the_term_of_a_later_concept() -> None:
    """Distinctions and roles may: their cards come after every concept that they name."""
    order = [name for unit in course().units for name in unit.concepts]
    used = []
    for note in course().notes:
        if not note.live or note.kind == "distinctions" or "." in note.key:
            continue
        texts = [note.text, *(text for card in note.live for text in (prose.front(card), prose.back(card)))]
        words = " ".join(map(plain, texts)).casefold()
        for later in order[order.index(note.concept) + 1 :]:
            concept = course().concepts[later]
            names = [re.escape(name.casefold()) for name in (plain(concept.term), *concept.aliases)]
            if re.search(rf"(?<!\w)({'|'.join(names)})(?!\w)", words):
                used.append((note.key, later))
    assert used == []


def test_every_item_cites_a_primary_source_and_nothing_secondary() -> None:
    cited = {note.key: [c.source for c in note.citations] for note in course().notes if note.live}
    assert [key for key, sources in cited.items() if max(s.credibility for s in sources) < PRIMARY] == []
    assert {s.id for sources in cited.values() for s in sources if s.credibility < 3} == set()


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
