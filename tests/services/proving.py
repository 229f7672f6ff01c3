"""Properties that are checked with a hundred examples in every run, and with ten thousand by make proof."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

SHORT, LONG = 100, 10_000


def proven(**strategies: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test of a property: `@proven(start=dates())` over `def test_...(start): ...`."""

    def make(holds: Callable[..., None]) -> Callable[..., None]:
        many = [pytest.param(SHORT, id="short"), pytest.param(LONG, id="proof", marks=pytest.mark.proof)]

        @pytest.mark.parametrize("examples", many)
        def test(examples: int) -> None:
            quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
            profile = settings(max_examples=examples, deadline=None, suppress_health_check=quiet)
            profile(given(**strategies)(holds))()

        test.__name__ = test.__qualname__ = holds.__name__
        test.__doc__ = holds.__doc__
        test.__module__ = holds.__module__
        return test

    return make
