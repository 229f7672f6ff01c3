"""A few screens are drawn at a time; none waits for ever, and a turn comes back however a screen ends."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from time import monotonic

import pytest

from ui import turns


def test_as_many_screens_as_there_are_turns_and_no_more_are_drawn_at_once() -> None:
    now, most, changing, may_end = [0], [0], threading.Lock(), threading.Event()

    def screen() -> None:
        with turns.turn():
            with changing:
                now[0] += 1
                most[0] = max(most[0], now[0])
            assert may_end.wait(10)
            with changing:
                now[0] -= 1

    with ThreadPoolExecutor(3 * turns.AT_A_TIME) as threads:
        drawn = [threads.submit(screen) for _ in range(3 * turns.AT_A_TIME)]
        wait(drawn, timeout=0.5)
        assert (now[0], most[0]) == (turns.AT_A_TIME, turns.AT_A_TIME)
        may_end.set()
        for one in drawn:
            one.result(10)
    assert most[0] == turns.AT_A_TIME


def test_a_turn_comes_back_from_a_screen_that_fails() -> None:
    for _ in range(turns.AT_A_TIME + 1):
        with pytest.raises(RuntimeError), turns.turn():
            raise RuntimeError
    started = monotonic()
    with turns.turn():
        pass
    assert monotonic() - started < 1


def test_a_screen_is_drawn_without_a_turn_when_the_others_take_too_long(monkeypatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    taken = [turns.turn() for _ in range(turns.AT_A_TIME)]
    for one in taken:
        one.__enter__()
    with turns.turn():
        drawn = True
    assert drawn
    # It gave back no turn that it did not have: the semaphore would refuse one of these.
    for one in taken:
        one.__exit__(None, None, None)
