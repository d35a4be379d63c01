"""Every ten minutes: the outcomes of those whose window is over, and what the experiments say with them."""

from typing import Any

from functions.recommendations.experiments.reports import compare
from functions.recommendations.wiring import stores
from kernel import clock


def handler(_event: dict[str, Any], _context: Any) -> None:
    experiments = stores().experiments
    for experiment in experiments.all():
        if experiment.counts(clock.now()) and experiments.count(experiment, clock.now()):
            told = compare(experiment, experiments.sums(experiment.name))
            experiments.note(experiment, told)
