"""What two arms differ by, in a form that may be looked at after every person: always valid confidence.

The mixture sequential probability ratio test (Robbins 1970; Johari, Koomen, Pekelis and Walsh 2022, "Always Valid
Inference"), of normal means with estimated variances. Whoever stops at the first significant look is wrong in at most
`alpha` of the experiments without a difference, however often they look. CUPED (Deng, Xu, Kohavi and Walker 2013)
takes out what a person's past explains.
"""

import math
from dataclasses import dataclass

FEWEST = 100  # people an arm: with fewer, their means are not normal enough to speak of


@dataclass(frozen=True)
class Sums:
    """Of the people of an arm: how many, their outcomes y and what they did before, x."""

    n: int = 0
    y: float = 0.0
    yy: float = 0.0
    x: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def plus(self, y: float, x: float) -> "Sums":
        return Sums(self.n + 1, self.y + y, self.yy + y * y, self.x + x, self.xx + x * x, self.xy + x * y)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.n + other.n, self.y + other.y, self.yy + other.yy, self.x + other.x, self.xx + other.xx,
                    self.xy + other.xy)  # fmt: skip

    @property
    def mean(self) -> float:
        return self.y / self.n if self.n else 0.0


@dataclass(frozen=True)
class Comparison:
    """`difference` of means, treatment minus control, with an interval that holds at every look at once.

    `p` is this look's; the smallest of all looks so far is as valid. `variance_kept`: the share that CUPED left.
    """

    difference: float
    low: float
    high: float
    p: float
    lift: float | None
    variance_kept: float
    enough: bool


def compared(control: Sums, treatment: Sums, spread: float, alpha: float = 0.05) -> Comparison:
    """`spread` is the standard deviation of differences that are expected (the mixture's): it makes the test sharp
    where the truth is near it, and is valid wherever it is.
    """
    both = control + treatment
    if min(control.n, treatment.n) < FEWEST:
        return Comparison(treatment.mean - control.mean, -math.inf, math.inf, 1.0, None, 1.0, enough=False)
    slope = _slope(control, treatment)
    past = both.x / both.n
    means = [one.y / one.n - slope * (one.x / one.n - past) for one in (control, treatment)]
    left, before = ([_variance(one, by) for one in (control, treatment)] for by in (slope, 0.0))
    variance = left[0] / control.n + left[1] / treatment.n
    difference = means[1] - means[0]
    lift = difference / means[0] if means[0] else None
    if variance <= 0:  # nobody differs from anybody
        return Comparison(difference, difference, difference, float(difference == 0), lift, 1.0, enough=True)
    mixed = variance + spread**2
    half = math.sqrt(variance * mixed / spread**2 * (2 * math.log(1 / alpha) + math.log(mixed / variance)))
    evidence = 0.5 * math.log(variance / mixed) + (spread * difference) ** 2 / (2 * variance * mixed)
    kept = _pooled(left, control, treatment) / (_pooled(before, control, treatment) or 1.0)
    return Comparison(
        difference, difference - half, difference + half, min(1.0, math.exp(-evidence)), lift, kept, enough=True
    )


def _pooled(variances: list[float], control: Sums, treatment: Sums) -> float:
    return variances[0] * (control.n - 1) + variances[1] * (treatment.n - 1)


def _slope(control: Sums, treatment: Sums) -> float:
    """Of outcome on past, within the arms, so that what the treatment does is no part of it."""
    covariance = sum(one.xy - one.x * one.y / one.n for one in (control, treatment))
    spread = sum(one.xx - one.x * one.x / one.n for one in (control, treatment))
    return covariance / spread if spread > 0 else 0.0


def _variance(one: Sums, slope: float) -> float:
    """Of y - slope * x, unbiased."""
    y, x, both = (
        one.yy - one.y**2 / one.n, one.xx - one.x**2 / one.n, one.xy - one.x * one.y / one.n
    )  # fmt: skip
    return max(0.0, (y - 2 * slope * both + slope**2 * x) / (one.n - 1))
