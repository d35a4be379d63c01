"""What was handed out of a closed month stays as it was, and the books' own entry at its end."""

from typing import Any

import boto3
import pytest

from functions.billing import close_month
from functions.billing.exports import month
from functions.billing.ledger.revaluing import BooksRevalued
from functions.billing.ledger.store import RateRow, ledger
from kernel.errors import Conflict
from tests.billing.closing import BUCKET, archive, at, opened, record
from tests.billing.facts import START


def test_a_later_version_puts_its_files_beside_what_was_handed_out(books: Any, monkeypatch: pytest.MonkeyPatch):
    first = close_month.run("2026-10", closing=True)
    handed_out = archive(first)
    assert "remade" not in close_month.run("2026-10", closing=True)
    monkeypatch.setattr(month, "GENERATOR_VERSION", month.GENERATOR_VERSION + 1)
    again = close_month.run("2026-10", closing=False)
    assert archive(again) == handed_out
    assert again["manifest"] == first["manifest"]
    assert again["remade"]["differs"] == ["generator_version"]
    assert archive({"archive": again["remade"]["archive"]}) != handed_out


def test_a_month_whose_predecessor_was_never_exported_waits(books: Any, monkeypatch: pytest.MonkeyPatch):
    close_month.run("2026-10", closing=True)
    boto3.client("s3").delete_object(Bucket=BUCKET, Key="madang/2026-10/closed/manifest.sha256")
    with pytest.raises(Conflict) as refused:
        close_month.run("2026-11", closing=False)
    assert refused.value.code == "previous_export_missing"


def test_closing_revalues_once_and_a_draft_does_not(books: Any, monkeypatch: pytest.MonkeyPatch):
    RateRow("KRW/USD", "2026-10-31", rate="1/1300", source="ecb").save()
    close_month.run("2026-10", closing=False)
    assert not [fact for _, fact in ledger().entries("2026-10") if isinstance(fact, BooksRevalued)]
    made = close_month.run("2026-10", closing=True)
    close_month.run("2026-10", closing=True)
    entries = [(entry, fact) for entry, fact in ledger().entries("2026-10") if isinstance(fact, BooksRevalued)]
    ((entry, fact),) = entries
    assert entry.accounting_date.isoformat() == "2026-10-31"
    assert not entry.late
    balances = {(row["account"], row["currency"]): row for row in opened(made, "trial_balance.csv")}
    for one in fact.accounts:
        row = balances[one.account, one.currency]
        assert (int(row["closing"]), int(row["functional_closing"])) == (one.balance, one.worth)
    payable = balances["2200", "KRW"]
    assert abs(int(payable["functional_closing"]) - int(payable["closing"]) * 100 / 1300) <= 0.5
    assert close_month.rebuild("2026-10")["restated"] == 0


def test_the_next_month_goes_on_from_the_closing_values(books: Any, monkeypatch: pytest.MonkeyPatch):
    RateRow("KRW/USD", "2026-10-31", rate="1/1300", source="ecb").save()
    october = close_month.run("2026-10", closing=True)
    record(20, seed=2, start=START.replace(month=11))
    at(monkeypatch, START.replace(month=12, day=3))
    november = close_month.run("2026-11", closing=True)
    closing = {(row["account"], row["currency"]): row for row in opened(october, "trial_balance.csv")}
    for row in opened(november, "trial_balance.csv"):
        before = closing.get((row["account"], row["currency"]))
        assert row["functional_opening"] == (before["functional_closing"] if before else "0")
