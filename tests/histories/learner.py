"""A learner in the real Anki: reviews with FSRS on, and does to cards and notes what people do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.anki import oracle

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Row = tuple[Any, ...]
MEMORY: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where collections are kept: a thousand small ones needn't reach the disk. None is the usual place."""
DECKS: Final = ("Mine", "Mine::Hard", "Small course::Later")
_GOOD, _EASY = 2, 3


class Held(NamedTuple):
    """All that a collection holds of a learner's: whole rows of the database."""

    cards: dict[int, Row]
    notes: dict[str, Row]  # GUID → note id, note type, mod, tags, fields
    reviews: frozenset[Row]
    note_types: frozenset[Row]
    decks: frozenset[str]


def held(col: Any) -> Held:
    """What the collection holds now."""
    notes = oracle.rows(col, "select guid, id, mid, mod, tags, flds from notes")
    assert len({note[0] for note in notes}) == len(notes), "a note is doubled"
    return Held(
        {card[0]: card for card in oracle.rows(col, "select * from cards")},
        {note[0]: note[1:] for note in notes},
        frozenset(oracle.rows(col, "select * from revlog")),
        frozenset(oracle.rows(col, "select id, name from notetypes")),
        frozenset(deck.name for deck in col.decks.all_names_and_ids()),
    )


def begin(col: Any) -> None:
    """FSRS on, and a lapse makes a leech: it is tagged and suspended."""
    col.set_config("fsrs", True)
    settings = col.decks.config_dict_for_deck_id(1)
    settings["lapse"]["leechFails"] = 1
    col.decks.update_config(settings)


def study(col: Any, dice: Random, now: int, half: int | None = None) -> None:
    """A few sessions, on all notes or on one ``half`` of them (0 or 1).

    What the learner touches gets the mod ``now``: Anki's own clock plays no part.
    """
    before = {table: _stamps(col, table) for table in ("notes", "cards")}
    for _ in range(dice.randint(3, 9)):
        cards = sorted(
            card for card in col.find_cards("") if half in {None, col.get_card(card).nid // 512 % 2}
        )
        if cards:
            dice.choice(ACTIONS)(col, dice, dice.sample(cards, min(len(cards), dice.randint(1, 6))))
    for table, known in before.items():
        for number, mod in _stamps(col, table).items():
            if known.get(number) != mod:
                col.db.execute(f"update {table} set mod = ? where id = ?", now, number)


def _stamps(col: Any, table: str) -> dict[int, int]:
    return dict(oracle.rows(col, f"select id, mod from {table}"))


def answer(col: Any, card_id: int, rating: int) -> None:
    """One review; ``rating`` is 0 (Again) to 3 (Easy)."""
    card = col.get_card(card_id)
    card.start_timer()
    states = col._backend.get_scheduling_states(card_id)
    col._backend.answer_card(col.sched.build_answer(card=card, states=states, rating=rating))


def _review(col: Any, dice: Random, cards: list[int]) -> None:
    for card in cards:
        answer(col, card, dice.randrange(4))


def _review_until_known(col: Any, dice: Random, cards: list[int]) -> None:
    for card in cards:
        for rating in (_EASY, *dice.choices((0, 1, _GOOD, _EASY), k=2)):
            answer(col, card, rating)


def _flag(col: Any, dice: Random, cards: list[int]) -> None:
    col.set_user_flag_for_cards(dice.randint(1, 7), cards)


def _suspend(col: Any, _: Random, cards: list[int]) -> None:
    col.sched.suspend_cards(cards)


def _bury(col: Any, _: Random, cards: list[int]) -> None:
    col.sched.bury_cards(cards, manual=True)


def _move(col: Any, dice: Random, cards: list[int]) -> None:
    col.set_deck(cards, col.decks.id(dice.choice(DECKS)))


def _set_due(col: Any, _: Random, cards: list[int]) -> None:
    col.sched.set_due_date(cards, "3-90")


def _cram(col: Any, _: Random, cards: list[int]) -> None:
    """Cards wait in a filtered deck while the release arrives."""
    free = [card for card in cards if not col.get_card(card).odid]
    if not free:
        return
    col.sched.unsuspend_cards(free)
    deck = col.sched.get_or_create_filtered_deck(deck_id=0)
    del deck.config.search_terms[1:]
    deck.config.search_terms[0].search = f"cid:{','.join(map(str, free))}"
    col.sched.add_or_update_filtered_deck(deck)


def _tag(col: Any, dice: Random, cards: list[int]) -> None:
    notes = sorted({col.get_card(card).nid for card in cards})
    col.tags.bulk_add(notes, dice.choice(("marked", "mine", "exam::june marked")))


def _edit(col: Any, dice: Random, cards: list[int]) -> None:
    note = col.get_card(cards[0]).note()
    note[dice.choice(("Extra", "Context", "Text" if "Text" in note else "Answer 1"))] += " (my own words)"
    col.update_note(note)


def _empty_cards(col: Any, _: Random, cards: list[int]) -> None:
    if empty := set(cards).intersection(oracle.empty_cards(col)):
        col.remove_cards_and_orphaned_notes(sorted(empty))


ACTIONS: Final[tuple[Callable[[Any, Random, list[int]], None], ...]] = (
    _review,
    _review,
    _review_until_known,
    _review_until_known,
    _flag,
    _suspend,
    _bury,
    _move,
    _set_due,
    _cram,
    _tag,
    _tag,
    _edit,
    _edit,
    _empty_cards,
)
