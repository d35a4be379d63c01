"""The third of every month: the last one is closed and exported.

By hand: {"period": "2026-10", "close": false} makes a draft of a month, {"period": "2026-10", "rebuild": true} makes it
again from its facts and lists what comes out otherwise. The export is made of what is stored, proves
the chain on the way, and stands in the exports' bucket, which keeps it.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

import botocore.session

from functions.billing.exports.month import Booked, Exported, Opening, Register, export
from functions.billing.exports.registers import AGING, DUNNING, SCHEDULE, TIE_OUTS, Schedule, aging_rows, dunning_rows
from functions.billing.exports.statements import STATEMENTS, Statements
from functions.billing.ledger.journal import Balances, Head, close, next_period, period_of, previous_period
from functions.billing.ledger.payables import lines_in
from functions.billing.ledger.rebuild import restatements
from functions.billing.ledger.store import DynamoLedger, ledger
from functions.billing.revenue.store import touching
from kernel import clock, environment
from kernel.observability import logger
from kernel.transactions import until_settled

Event = dict[str, Any]
SHOWN = 1_000  # restatements in one answer


@cache
def _s3() -> Any:
    return botocore.session.get_session().create_client("s3", region_name=environment.region())


def run(period: str | None, *, closing: bool) -> dict[str, Any]:
    """The manifest of the month, the last one if none is named. Raises a 409 for a month whose turn it is not."""
    books, today = ledger(), ledger().entity.day_of(clock.now())
    period = period or previous_period(period_of(today))
    if closing:
        until_settled(lambda: _close(books, period))
    with tempfile.TemporaryDirectory() as folder:
        opening = _opening(books, period)
        entries = (Booked(entry, fact) for entry, fact in books.entries(period))
        closed = bool(books.head().closed) and period <= books.head().closed
        made = export(
            books.entity,
            period,
            opening,
            entries,
            Path(folder),
            closed=closed,
            lines_of=lines_in,
            registers=partial(_registers, books.entity.id, period),
        )
        return _keep(books, period, made)


def _registers(entity_id: str, period: str, closing: Balances) -> Iterator[Register]:
    """One after the other: a tie-out needs the rows of its file to be written."""
    schedule, statements = Schedule(touching(period), period), Statements(entity_id, period)
    yield SCHEDULE, schedule.rows()
    yield STATEMENTS, statements.rows()
    yield TIE_OUTS, (*schedule.tie_outs(closing), *statements.tie_outs(closing))
    yield AGING, aging_rows(period)
    yield DUNNING, dunning_rows(period)


def _close(books: DynamoLedger, period: str) -> None:
    before = books.head()
    if before.closed and period <= before.closed:
        return  # the export of a closed month is made again, and is the same
    after = close(before, period, books.entity.day_of(clock.now()), books.first_period() or period)
    books.close(before, after)


def _opening(books: DynamoLedger, period: str) -> Opening:
    """What every month before it turned over, and the manifest of the one before."""
    total, month = Balances(), books.first_period() or period
    while month < period:
        total = total.with_added(books.balances(month))
        month = next_period(month)
    previous = previous_period(period)
    return Opening(total, Head(), _manifest_digest(books, previous))


def _key(books: DynamoLedger, period: str, name: str) -> str:
    return f"{books.entity.id}/{period}/{name}"


def _manifest_digest(books: DynamoLedger, period: str) -> str | None:
    """Of a closed month's; absent before the first."""
    if (books.first_period() or period) > period or books.head().closed < period:
        return None
    found = _s3().get_object(
        Bucket=environment.required("EXPORTS_BUCKET"), Key=_key(books, period, "closed/manifest.sha256")
    )
    return str(found["Body"].read().decode())


def _keep(books: DynamoLedger, period: str, made: Exported) -> dict[str, Any]:
    status, bucket = made.manifest["status"], environment.required("EXPORTS_BUCKET")
    archive_key = _key(books, period, f"{status}/{made.archive.name}")
    manifest = json.dumps(made.manifest, indent=2, sort_keys=True).encode()
    with made.archive.open("rb") as file:
        _s3().put_object(Bucket=bucket, Key=archive_key, Body=file, ContentType="application/zip")
    _s3().put_object(Bucket=bucket, Key=_key(books, period, f"{status}/manifest.json"), Body=manifest)
    digest = (made.closing.manifest_sha256 or "").encode()
    _s3().put_object(Bucket=bucket, Key=_key(books, period, f"{status}/manifest.sha256"), Body=digest)
    return {"bucket": bucket, "archive": archive_key, "manifest": made.manifest}


def rebuild(period: str) -> dict[str, Any]:
    """The month made again from its facts: how many entries, and those that today's rules post otherwise."""
    books, count = ledger(), 0
    found: list[dict[str, Any]] = []
    for booked in books.entries(period):
        count += 1
        found += [asdict(restated) for restated in restatements((booked,), books.entity.functional)]
    return {"period": period, "entries": count, "restatements": found[:SHOWN], "restated": len(found)}


@logger.inject_lambda_context
def handler(event: Event, _context: Any) -> dict[str, Any]:
    if event.get("rebuild"):
        return rebuild(event["period"])
    return run(event.get("period"), closing=bool(event.get("close", True)))
