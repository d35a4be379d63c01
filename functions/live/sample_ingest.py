"""Every minute: the last minutes' ingest measurements of every session that is live or has just ended."""

from datetime import timedelta
from typing import Any

from functions.live import samples
from functions.live.store import DynamoSessions
from kernel import clock
from kernel.observability import logger

LOOK_BACK = timedelta(minutes=3)
PAGE = 100


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    until = clock.now()
    since = (until - LOOK_BACK).replace(second=0, microsecond=0)
    sampled, after = 0, None
    while True:
        sessions, after = DynamoSessions().on_air(PAGE, after)
        for session in sessions:
            samples.store(session, samples.read_metrics(session, since, until))
            sampled += 1
        if after is None:
            return {"sampled": sampled}
