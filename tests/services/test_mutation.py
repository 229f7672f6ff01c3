"""Small changes of the clock engine are noticed by its tests; on demand, for it takes a while."""

import pytest

from benchmarks import mutation

# The share that must be noticed; what is left are mostly changes that change nothing.
LEAST = 85


@pytest.mark.proof
def test_most_changes_of_the_engine_are_noticed() -> None:
    result = mutation.run(as_json=True)

    assert result["score_percent"] >= LEAST, result["not_noticed"]
    assert all(one["mutants"] > 50 for one in result["modules"].values())


def test_what_is_mutated_and_what_tries_it_exists() -> None:
    tests = mutation.ROOT / "tests" / "services"

    assert all((mutation.ROOT / module).is_file() for module in mutation.MODULES)
    assert all((tests / name).is_file() for name in (*mutation.TESTS, *mutation.BESIDE))
