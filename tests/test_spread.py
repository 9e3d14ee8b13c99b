"""``spread`` gives what ``map`` gives, whatever becomes of its second process."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from flashcards import spread

HERE = os.getpid()


def _processes(number: int) -> tuple[int, bool]:
    return number, os.getpid() == HERE


def test_a_few_items_stay_in_one_process() -> None:
    assert list(spread.spread(_processes, range(spread.MANY - 1))) == [
        (n, True) for n in range(spread.MANY - 1)
    ]


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_processors", lambda: 2)
    monkeypatch.setattr(spread, "MANY", 10)
    # The threads of the test runner would forbid a fork; none of them holds a lock that the work needs.
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.usefixtures("two")
class TestTwoProcessors:
    """Ten items are enough here."""

    def test_the_results_stand_in_the_order_of_the_items(self) -> None:
        results = list(spread.spread(_processes, range(100)))
        assert [number for number, _ in results] == list(range(100))
        assert [here for _, here in results] == [True] * 57 + [False] * 43

    def test_what_a_killed_process_leaves_is_done_again(self) -> None:
        def work(number: int) -> tuple[int, bool]:
            if number == 80 and os.getpid() != HERE:
                os.kill(os.getpid(), signal.SIGKILL)
            return _processes(number)

        assert list(spread.spread(work, range(100))) == [(n, True) for n in range(100)]

    def test_an_exception_is_raised_here(self, capfd: pytest.CaptureFixture[str]) -> None:
        def work(number: int) -> float:
            return 1 / (number - 80)

        with pytest.raises(ZeroDivisionError):
            list(spread.spread(work, range(100)))
        assert capfd.readouterr() == ("", "")

    def test_the_second_process_ends_when_nobody_wants_its_results(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fork, made = os.fork, []
        monkeypatch.setattr(os, "fork", lambda: made.append(fork()) or made[-1])  # type: ignore[func-returns-value]  # None, so "or"
        results = spread.spread(lambda number: f"{number}" * 100_000, range(100))
        assert next(results) == "0" * 100_000
        del results
        assert os.waitstatus_to_exitcode(os.waitpid(made[0], 0)[1]) == 1

    @pytest.mark.parametrize(("name", "value"), [("_processors", 1), ("MANY", 101)])
    def test_without_need_or_processor_there_is_one_process(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: int
    ) -> None:
        monkeypatch.setattr(spread, name, (lambda: value) if name == "_processors" else value)
        assert all(here for _, here in spread.spread(_processes, range(100)))

    def test_beside_a_thread_there_is_one_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(threading, "active_count", lambda: 2)
        assert all(here for _, here in spread.spread(_processes, range(100)))
