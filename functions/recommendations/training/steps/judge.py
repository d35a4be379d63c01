"""The gate: is the new model good enough to be tried on people?"""

from typing import Any

from functions.recommendations.training import objects
from functions.recommendations.training.rules import NoFigures, judged
from kernel.observability import logger

METRICS = "metrics.json"
KEPT = ("models", "champion", "people", "interval", "counts", "data_until", "hyperparameters")


def figures(trained: dict[str, Any]) -> dict[str, Any]:
    """metrics.json of a finished job's output. NoFigures."""
    address = f"{trained['OutputDataConfig']['S3OutputPath']}/{trained['TrainingJobName']}/output/output.tar.gz"
    try:
        found: dict[str, Any] = objects.member(address, METRICS)
    except (KeyError, OSError) as error:
        raise NoFigures(f"{address}: {error!r}") from error
    return found


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{kind, champion, trained (DescribeTrainingJob)} → the same with `version`, `verdict`, `model` and `figures`.

    NoFigures, BelowPopularity, BelowChampion.
    """
    trained, champion = event["trained"], event.get("champion")
    metrics = figures(trained)
    logger.info("a model is judged", extra={"kind": event["kind"], "metrics": metrics})
    verdict = judged(metrics, champion["version"] if champion else None)
    rest = {name: value for name, value in event.items() if name not in {"trained", "job"}}
    return {
        **rest,
        "version": metrics["version"],
        "verdict": vars(verdict),
        "model": {"data": trained["ModelArtifacts"]["S3ModelArtifacts"], "bytes": metrics["model_bytes"]},
        "figures": {name: metrics[name] for name in KEPT} | {"job": trained["TrainingJobName"]},
    }
