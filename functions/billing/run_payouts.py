"""Every day: on the day of payouts creators and sellers are paid; on others what did not come to its end goes on.

By hand: {"day": "2026-12-15"} runs that day, {"payee": "creator/chn_…"} for one of them only.
"""

from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

from functions.billing import policies
from functions.billing.payees import DynamoPayees
from functions.billing.payouts.accounts import DynamoAccounts
from functions.billing.payouts.connect import StripeConnect
from functions.billing.payouts.disputes import DynamoDisputes
from functions.billing.payouts.domain import last_run
from functions.billing.payouts.running import Owners, Report, Running
from functions.billing.payouts.store import DynamoPayouts
from kernel import clock, environment
from kernel.observability import logger

Event = dict[str, Any]


@cache
def running() -> Running:
    payouts = DynamoPayouts(environment.required("LEDGER_ENTITY"))
    return Running(payouts, DynamoAccounts(), DynamoDisputes(), Owners(DynamoPayees()), StripeConnect(), clock.now)


def run(day: str | None = None, payee: str | None = None) -> dict[str, Any]:
    """What was done. Without a day: the last day of payouts where it was not gone through, and what waits."""
    today = clock.now().date()
    due = date.fromisoformat(day) if day else last_run(today, policies.payouts(today))
    if day or payee or not running().payouts.finished(due):
        report = running().run(due, payee)
    else:
        report = Report()
        running().retry(report)
    return {"day": due.isoformat(), **asdict(report)}


@logger.inject_lambda_context
def handler(event: Event, _context: Any) -> dict[str, Any]:
    return run(event.get("day"), event.get("payee"))
