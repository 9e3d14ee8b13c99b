"""``flashcards fit``, as its user calls it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import cli
from flashcards.fitting import optimizer
from flashcards.reviews import rows
from flashcards.reviews.store import Store
from flashcards.study.memory import PARAMETERS, Moment, Settings
from tests.fitting import learners

if TYPE_CHECKING:
    from pathlib import Path

    from flashcards.study.log import LogEntry

SEED = 9


def filled(path: Path, log: list[LogEntry]) -> Path:
    with Store.open(path, Moment(log[-1].moment.time)) as store:
        with store._writing():
            store._db.executemany(rows.APPEND, map(rows.of_entry, log))
        store.rebuild()
    return path


@pytest.fixture(scope="module")
def log() -> list[LogEntry]:
    return learners.log(learners.parameters(SEED), SEED)


@pytest.fixture
def path(tmp_path: Path, log: list[LogEntry]) -> Path:
    return filled(tmp_path / "reviews.db", log)


def fit(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["fit", "--db", str(path), *arguments], catch_exceptions=False)


def parameters(path: Path) -> tuple[float, ...]:
    with Store.open(path, Moment(0)) as store:
        assert store.verify() == []
        return store.settings.parameters


def test_a_better_fit_is_adopted_and_taken_back(path: Path) -> None:
    shown = fit(path)
    assert shown.exit_code == 0
    assert "more than chance explains" in " ".join(shown.output.split())
    assert "Due days:" in shown.output
    assert shown.output.endswith("Nothing was changed; to change it without a question: --yes\n")
    assert parameters(path) == PARAMETERS
    assert fit(path, "--yes").output.endswith("Adopted. To go back: flashcards fit --undo\n")
    adopted = parameters(path)
    assert adopted != PARAMETERS
    assert "FSRS's defaults will be in force" in " ".join(fit(path, "--undo", "--dry-run").output.split())
    assert parameters(path) == adopted
    assert fit(path, "--undo", "--yes").output.endswith("Done. To fit again: flashcards fit\n")
    assert parameters(path) == PARAMETERS
    assert fit(path, "--undo", "--yes").output == "No fit is in force, so there is nothing to undo.\n"


def test_json_adopts_only_with_yes(path: Path) -> None:
    plain: dict[str, Any] = json.loads(fit(path, "--json").output)
    assert (plain["better"], plain["adopted"], plain["due"]["same"] >= 0) == (True, False, True)
    assert parameters(path) == PARAMETERS
    taken: dict[str, Any] = json.loads(fit(path, "--json", "--yes").output)
    assert taken == plain | {"adopted": True}
    assert list(parameters(path)) == taken["fit"]["parameters"]
    again: dict[str, Any] = json.loads(fit(path, "--json", "--dry-run").output)
    assert (again["better"], again["in_force"]["parameters"]) == (False, taken["fit"]["parameters"])


def test_two_machines_with_one_log_go_by_the_same_parameters(path: Path, tmp_path: Path) -> None:
    fit(path, "--yes")
    with Store.open(path, Moment(0)) as store:
        entries, states = list(store.entries()), store.under(store.settings)
    other = filled(tmp_path / "other.db", entries)
    assert parameters(other) == parameters(path)
    with Store.open(other, Moment(0), Settings()) as store:
        assert store.under(store.settings) == states


def test_too_few_reviews_are_said_to_be_so(tmp_path: Path) -> None:
    few = learners.log(PARAMETERS, 1, cards=30, days=30)
    path = filled(tmp_path / "reviews.db", few)
    assert "A fit needs 300:" in " ".join(fit(path).output.split())
    assert json.loads(fit(tmp_path / "none.db", "--json").output) == {
        "reviews": 0,
        "more_reviews": 300,
        "better": False,
        "adopted": False,
    }
    assert not (tmp_path / "none.db").exists()


def test_without_the_extra_one_sentence_says_how_to_get_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimizer, "available", lambda: False)
    result = fit(path)
    assert (result.exit_code, result.output) == (
        1,
        "flashcards fit needs the package fsrs-rs-python; install it with:"
        f" {sys.executable} -m pip install fsrs-rs-python\n",
    )


def test_undo_goes_with_nothing_else(path: Path) -> None:
    assert fit(path, "--undo", "--json").exit_code == 2


@pytest.mark.parametrize("columns", ["40", "80"])
def test_no_line_is_wider_than_the_terminal(
    path: Path, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, fit(path, "--dry-run").output.splitlines())) <= int(columns)
