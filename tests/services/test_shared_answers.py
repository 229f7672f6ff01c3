"""Who asks what is being answered waits for that answer, and is never given one from before a write."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.facts.results import Results


class Slow:
    """A question that is answered when it may be; counts how often it was asked."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.times = threading.Event(), threading.Event(), 0

    def __call__(self) -> list[int]:
        self.times += 1
        self.begun.set()
        assert self.may_end.wait(10)
        return [self.times]


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as threads:
        yield threads


def test_fifty_who_ask_the_same_have_it_counted_once(pool) -> None:
    results, slow = Results(), Slow()
    asked = [pool.submit(results.get, "overdue", slow) for _ in range(8)]
    assert slow.begun.wait(10)
    slow.may_end.set()
    assert [one.result(10) for one in asked] == [[1]] * 8
    assert slow.times == 1


def test_who_asks_after_a_write_is_answered_anew(pool) -> None:
    results, before = Results(), Slow()
    early = pool.submit(results.get, "overdue", before)
    assert before.begun.wait(10)
    results.clear()
    assert results.get("overdue", lambda: [9]) == [9]
    before.may_end.set()
    assert early.result(10) == [1]
    # What was asked before the write is not kept over what was asked after it.
    assert results.get("overdue", lambda: [10]) == [9]


def test_whoever_waits_for_a_failure_asks_himself(pool) -> None:
    results, begun, may_fail = Results(), threading.Event(), threading.Event()

    def fails() -> list[int]:
        begun.set()
        assert may_fail.wait(10)
        raise ValueError("the first one's own trouble")

    first = pool.submit(results.get, "overdue", fails)
    assert begun.wait(10)
    second = pool.submit(results.get, "overdue", lambda: [2])
    may_fail.set()
    with pytest.raises(ValueError, match="own trouble"):
        first.result(10)
    assert second.result(10) == [2]
    assert results.get("overdue", lambda: [3]) == [2]


def test_a_long_answer_goes_to_all_who_wait_and_is_not_kept(pool) -> None:
    results, slow = Results(rows=0), Slow()
    asked = [pool.submit(results.get, "rows", slow) for _ in range(4)]
    assert slow.begun.wait(10)
    slow.may_end.set()
    assert {tuple(one.result(10)) for one in asked} <= {(1,), (2,)}
    assert results.get("rows", lambda: [3]) == [3]
