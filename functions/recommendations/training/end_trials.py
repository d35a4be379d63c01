"""Every hour: a trial whose workflow was stopped, or ran out of time, is taken back, as nobody else would."""

from datetime import timedelta
from typing import Any

from functions.recommendations.items import KINDS
from functions.recommendations.training import deployment, store, workflow
from kernel import clock
from kernel.observability import logger

LONGEST = timedelta(hours=12)  # of the workflow, and so of a trial without a move


def stranded(serving: store.Serving) -> str | None:
    """Why the challenger's trial is over; None where it goes on, or there is none."""
    if serving.challenger is None or serving.changed_at is None:
        return None
    name = store.model(serving.kind, serving.challenger.version).execution
    run = workflow.execution(str(name))
    if run is None or run.status != "RUNNING":
        return f"workflow_ended: {name} is {run.status if run else 'gone'}"
    late = clock.now() - serving.changed_at > LONGEST
    return f"workflow_ended: {name} has not moved for {LONGEST}" if late else None


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, list[str]]:
    ended = []
    for kind in KINDS:
        serving = store.serving(kind)
        reason = stranded(serving)
        if reason is None or serving.challenger is None:
            continue
        idle = store.give_up(kind, serving.challenger.version, reason)
        if idle is not None:
            deployment.remove(kind, idle.version)
            ended.append(f"{kind} {idle.version}")
    return {"ended": ended}
