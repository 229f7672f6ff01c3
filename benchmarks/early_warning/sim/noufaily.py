"""Single series for methods of aggregates, after Noufaily and others: 42 scenarios of 624 weeks.

Statistics in Medicine 2013;32:1206-1222: the logarithm of the mean is theta + beta t + the sum over m
harmonics of gamma1 cos(2 pi j t / 52) + gamma2 sin(2 pi j t / 52), counts are negative binomial with
variance phi times the mean. Seven sets of parameters, each with and without trend and with none, one or
two harmonics.
The last 49 weeks are judged. Unlike the paper's, the weeks before have no outbreaks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WEEKS, JUDGED = 624, 49
# theta, beta, gamma1, gamma2, phi.
_SETS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)


@dataclass(frozen=True)
class Scenario:
    """One line of the paper's table; without trend beta is 0."""

    theta: float
    beta: float
    gamma1: float
    gamma2: float
    phi: float
    harmonics: int

    def mean(self) -> NDArray[np.float64]:
        """The expected count of each week: (WEEKS,)."""
        weeks = np.arange(1, WEEKS + 1)
        log = self.theta + self.beta * weeks
        for number in range(1, self.harmonics + 1):
            turns = 2 * np.pi * number * weeks / 52
            log = log + self.gamma1 * np.cos(turns) + self.gamma2 * np.sin(turns)
        return np.asarray(np.exp(log))


SCENARIOS = tuple(
    Scenario(theta, beta * trend, gamma1, gamma2, phi, harmonics)
    for theta, beta, gamma1, gamma2, phi in _SETS
    for trend in (0, 1)
    for harmonics in (0, 1, 2)
)


def quiet(scenario: Scenario, number: int, seed: int) -> NDArray[np.float64]:
    """So many series of a scenario without outbreaks: (WEEKS, number)."""
    random = np.random.default_rng([seed, SCENARIOS.index(scenario)])
    mean = np.broadcast_to(scenario.mean()[:, None], (WEEKS, number))
    if scenario.phi > 1:
        # A negative binomial by its gamma: variance phi times the mean.
        mean = random.gamma(mean / (scenario.phi - 1), scenario.phi - 1)
    return random.poisson(mean).astype(np.float64)


def broken_out(
    counts: NDArray[np.float64], scenario: Scenario, times: float, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """One outbreak in the judged weeks of each series, and the mask of its weeks, both (WEEKS, number).

    Its size is Poisson around `times` standard deviations of the week in which it starts, at least 1;
    its matters fall into the weeks after by the lognormal distribution with 0 and 0.5.
    """
    random = np.random.default_rng([seed, SCENARIOS.index(scenario), 1])
    found, mask = counts.copy(), np.zeros(counts.shape, dtype=bool)
    deviation = np.sqrt(scenario.phi * scenario.mean())
    for series in range(counts.shape[1]):
        start = int(random.integers(WEEKS - JUDGED, WEEKS - 4))
        size = max(1, int(random.poisson(times * deviation[start])))
        weeks = np.minimum(start + np.floor(random.lognormal(0, 0.5, size)).astype(int), WEEKS - 1)
        np.add.at(found[:, series], weeks, 1)
        mask[weeks, series] = True
    return found, mask
