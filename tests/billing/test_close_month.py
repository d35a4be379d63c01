"""The month's close as the function does it: stored, exported twice alike, and shut."""

import json
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest

from contracts import billing as facts
from functions.billing import close_month
from functions.billing.ledger import chart, rules
from functions.billing.ledger.entries import Draft, Line, Source, minor_rate
from functions.billing.ledger.journal import ChainBroken, OutOfOrder, PeriodNotEnded
from functions.billing.ledger.revaluing import MONETARY
from functions.billing.ledger.store import DynamoLedger, EntryRow, RateMissing, ledger
from kernel.money import Money, rounded
from tests.billing.closing import BUCKET, archive, at, opened, record
from tests.billing.facts import START, month_of_facts


def test_a_closed_month_is_the_same_bytes_each_time_and_takes_no_more(books: Any):
    made = close_month.run(None, closing=True)
    assert (made["manifest"]["period"], made["manifest"]["status"]) == ("2026-10", "closed")
    first = archive(made)
    (late,) = record(1, seed=3, start=START)
    assert late is not None
    assert (late.late, late.period) == (True, "2026-11")
    assert archive(close_month.run("2026-10", closing=True)) == first


def test_the_next_month_opens_with_what_this_one_closed_with(books: Any, monkeypatch: pytest.MonkeyPatch):
    october = close_month.run("2026-10", closing=True)
    record(30, seed=2, start=START.replace(month=11))
    at(monkeypatch, datetime(2026, 12, 3, tzinfo=UTC))
    november = close_month.run("2026-11", closing=True)
    closing = {(row["account"], row["currency"]): row["closing"] for row in opened(october, "trial_balance.csv")}
    opening = {(row["account"], row["currency"]): row["opening"] for row in opened(november, "trial_balance.csv")}
    assert {key: value for key, value in opening.items() if value != "0"} == {
        key: value for key, value in closing.items() if value != "0"
    }
    digest = boto3.client("s3").get_object(Bucket=BUCKET, Key="madang/2026-10/closed/manifest.sha256")["Body"].read()
    assert november["manifest"]["previous_manifest_sha256"] == digest.decode()


def test_what_is_booked_between_revaluation_and_close_is_revalued_too(
    books: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its values are those of its own day; the month would close with them."""
    shut, more = DynamoLedger.close, iter(month_of_facts(6, seed=77, start=START))

    def late(ledger_: DynamoLedger, *given: Any) -> None:
        for name, fact in more:
            ledger_.record(f"{name}-between", type(fact).__name__, fact.model_dump(mode="json"))
        shut(ledger_, *given)

    monkeypatch.setattr(DynamoLedger, "close", late)
    close_month.run("2026-10", closing=True)
    for (account, currency), turnover in ledger().balances("2026-10").of.items():
        if account in MONETARY and currency != "USD":
            rate = minor_rate(ledger().rate(currency, date(2026, 10, 31)).value, currency, "USD")
            assert turnover.functional_balance == rounded(turnover.balance * rate), (account, currency)
    assert ledger().head_of("2026-10").sequence > 46


def test_a_draft_shuts_nothing_and_stands_apart(books: Any):
    draft = close_month.run("2026-10", closing=False)
    assert draft["manifest"]["status"] == "draft"
    assert "/draft/" in draft["archive"]
    assert ledger().head().closed == ""


def test_a_month_whose_turn_it_is_not_is_refused(books: Any):
    with pytest.raises(OutOfOrder):
        close_month.run("2026-09", closing=True)
    close_month.run("2026-10", closing=True)
    with pytest.raises(PeriodNotEnded) as refused:
        close_month.run("2026-11", closing=True)
    assert refused.value.status == 409


def test_one_byte_changed_in_the_table_makes_no_export(books: Any):
    row = next(iter(EntryRow.query("madang#2026-10", limit=1)))
    plain = json.loads(row.entry)
    plain["memo"] = "Donatiom"
    row.update(actions=[EntryRow.entry.set(json.dumps(plain))])
    with pytest.raises(ChainBroken):
        close_month.run("2026-10", closing=False)


def test_a_currency_without_a_rate_is_booked_nowhere(books: Any):
    ((name, fact),) = month_of_facts(1, seed=1, start=START)
    data = {**fact.model_dump(mode="json"), "currency": "JPY"}
    before = ledger().head()
    with pytest.raises(RateMissing):
        ledger().record(f"{name}-yen", type(fact).__name__, data)
    assert ledger().head() == before


def test_made_again_from_its_facts_it_is_the_same_and_a_changed_rule_shows(books: Any, monkeypatch: pytest.MonkeyPatch):
    assert close_month.rebuild("2026-10") == {
        "period": "2026-10", "entries": 40, "restatements": [], "restated": 0
    }  # fmt: skip
    monkeypatch.setitem(rules.RULES, facts.DonationReceived, gross)
    found = close_month.rebuild("2026-10")
    given = [1 for _, fact in ledger().entries("2026-10") if isinstance(fact, facts.DonationReceived)]
    assert found["restated"] == len(given) > 0
    assert any("4200" in line for line in found["restatements"][0]["now"])
    assert close_month.run("2026-10", closing=False)["manifest"]["files"]["journal.csv"]["rows"]


def gross(fact: facts.DonationReceived, event_id: str) -> Draft:
    """A rule of tomorrow: the whole gift is revenue."""
    whole = Money(fact.gross, fact.currency)
    lines = (Line(chart.PROCESSOR, whole), Line(chart.DONATIONS, -whole))
    return Draft(event_id, fact.received_at, Source("donation", fact.donation_id), "Donation", lines)


def test_months_that_are_written_at_once_are_each_a_whole_chain(books: Any):
    """Around a month's end, and when an old payment is heard of late; the first month may come last."""
    both = [month_of_facts(12, seed=seed, start=START.replace(month=month)) for seed, month in ((8, 9), (9, 11))]
    for pair in zip(*both, strict=True):
        for name, fact in pair:
            ledger().record(f"{name}-mixed", type(fact).__name__, fact.model_dump(mode="json"))
    assert ledger().first_period() == "2026-09"
    for period, entries in (("2026-09", 12), ("2026-10", 40), ("2026-11", 12)):
        manifest = close_month.run(period, closing=False)["manifest"]
        assert (manifest["ledger_head_sequence"], manifest["files"]["journal.csv"]["rows"] > entries) == (entries, True)
