"""A month of facts in the tables, to be closed: what the tests of exports share."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from functions.billing.ledger.entries import Entry
from functions.billing.ledger.store import DynamoLedger, RateRow, ledger
from kernel import clock
from tests.billing.facts import START, month_of_facts

BUCKET = "exports"


def october(monkeypatch: pytest.MonkeyPatch, setting: Any) -> DynamoLedger:
    """Forty facts of October, seen from the third of November."""
    setting(EXPORTS_BUCKET=BUCKET)
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
    boto3.resource("s3", region_name="us-east-1").Bucket(BUCKET).objects.all().delete()
    for pair, rate in (("KRW", "1/1400"), ("KWD", "13/4"), ("EUR", "27/25")):
        RateRow(f"{pair}/USD", "2026-01-01", rate=rate, source="ecb").save()
    at(monkeypatch, datetime(2026, 11, 3, tzinfo=UTC))
    record(40, seed=1, start=START)
    return ledger()


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def record(count: int, seed: int, start: datetime) -> list[Entry | None]:
    facts = month_of_facts(count, seed, start, days=28)
    return [ledger().record(name, type(fact).__name__, fact.model_dump(mode="json")) for name, fact in facts]


def archive(made: dict[str, Any]) -> bytes:
    body: bytes = boto3.client("s3").get_object(Bucket=BUCKET, Key=made["archive"])["Body"].read()
    return body


def opened(made: dict[str, Any], name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(archive(made))) as files:
        return list(csv.DictReader(io.StringIO(files.read(name).decode())))
