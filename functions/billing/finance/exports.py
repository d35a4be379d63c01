"""Exports and closings that somebody asked for: put into a queue, made by a function with the time they need."""

from typing import Any

import botocore.session
from botocore.config import Config
from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from functions.billing.ledger.journal import close
from functions.billing.ledger.store import DynamoLedger
from kernel import environment, tasks
from kernel.clock import iso, now
from kernel.errors import NotFound, Problem

LINK_SECONDS = 300


class ExportRow(Model):
    """The last export of a month that was asked for; `state` is asked, made or failed. `status` is draft or closed."""

    class Meta:
        table_name = environment.table_name("monthexports")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    period = UnicodeAttribute(hash_key=True)
    status = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    asked_by = UnicodeAttribute()
    asked_at = UnicodeAttribute()
    made_at = UnicodeAttribute(null=True)
    archive = UnicodeAttribute(null=True)
    head_hash = UnicodeAttribute(null=True)
    problem = UnicodeAttribute(null=True)

    def plain(self) -> dict[str, Any]:
        names = ("period", "status", "state", "asked_by", "asked_at", "made_at", "archive", "head_hash", "problem")
        return {name: getattr(self, name) for name in names}


def ask(books: DynamoLedger, period: str, by: str, *, closing: bool) -> ExportRow:
    """Raises a 409 for closing a month whose turn it is not."""
    head = books.head()
    if closing and not (head.closed and period <= head.closed):
        close(head, period, books.entity.day_of(now()), books.first_period() or period)
    status = "closed" if closing else "draft"
    row = ExportRow(period, status, state="asked", asked_by=by, asked_at=iso(now()))
    row.save()
    tasks.ask("EXPORT_MONTH_QUEUE", {"period": period, "closing": closing, "status": status})
    return row


def made(period: str, status: str, answer: dict[str, Any]) -> None:
    manifest = answer["manifest"]
    actions: list[Action] = [
        ExportRow.state.set("made"),
        ExportRow.made_at.set(iso(now())),
        ExportRow.archive.set(answer["archive"]),
        ExportRow.head_hash.set(manifest["ledger_head_hash"]),
    ]
    ExportRow(period, status).update(actions=actions)


def failed(period: str, status: str, problem: Problem) -> None:
    said = f"{problem.code}: {problem.detail}"
    ExportRow(period, status).update(actions=[ExportRow.state.set("failed"), ExportRow.problem.set(said)])


def of(period: str) -> list[dict[str, Any]]:
    return [row.plain() for row in ExportRow.query(period, consistent_read=True)]


def link(entity: str, period: str, status: str) -> str:
    """A signed address of the archive, good for five minutes. Raises a 404 where there is none."""
    bucket, key = environment.required("EXPORTS_BUCKET"), f"{entity}/{period}/{status}/{entity}-{period}.zip"
    client: Any = botocore.session.get_session().create_client(
        "s3", region_name=environment.region(), config=Config(signature_version="s3v4")
    )
    try:
        client.head_object(Bucket=bucket, Key=key)
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in {"404", "NoSuchKey", "403"}:
            raise NotFound(f"There is no {status} export of {period}.", code="no_such_export") from error
        raise
    given = {
        "Bucket": bucket,
        "Key": key,
        "ResponseContentDisposition": f'attachment; filename="{entity}-{period}.zip"',
    }
    return str(client.generate_presigned_url("get_object", Params=given, ExpiresIn=LINK_SECONDS))
