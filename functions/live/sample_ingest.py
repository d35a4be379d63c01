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
    sessions = DynamoSessions().ended_between(since, until)
    after = None
    while True:
        page, after = DynamoSessions().on_air(PAGE, after)
        sessions += page
        if after is None:
            break
    for session in sessions:
        # the metrics are the channel's: its broadcast before or after this one may lie within the same minutes
        begin, end = max(since, session.started_at or since), min(until, session.ended_at or until)
        if begin < end:
            samples.store(session, samples.read_metrics(session, begin, end))
    return {"sampled": len(sessions)}
