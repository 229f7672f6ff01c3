"""Properties that are checked with a hundred examples in every run, and with ten thousand by make proof."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

LONG = 10_000
# Whoever needs the same answer again and again says how many; then the examples are always the same ones.
CHOSEN = os.environ.get("PROPERTY_EXAMPLES")
SHORT = int(CHOSEN or 100)


def proven(**strategies: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test of a property: `@proven(start=dates())` over `def test_...(start): ...`."""

    def make(holds: Callable[..., None]) -> Callable[..., None]:
        many = [pytest.param(SHORT, id="short"), pytest.param(LONG, id="proof", marks=pytest.mark.proof)]

        @pytest.mark.parametrize("examples", many)
        def test(examples: int) -> None:
            quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
            profile = settings(
                max_examples=examples,
                deadline=None,
                derandomize=CHOSEN is not None,
                suppress_health_check=quiet,
            )
            profile(given(**strategies)(holds))()

        test.__name__ = test.__qualname__ = holds.__name__
        test.__doc__ = holds.__doc__
        test.__module__ = holds.__module__
        return test

    return make
