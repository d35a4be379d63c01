"""The files of payouts in a month's export: their sums are those of the books."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.billing import PayoutPaid
from functions.billing.exports.month import Booked, Opening, export
from functions.billing.exports.tables import digest_of
from functions.billing.ledger import chart
from functions.billing.ledger.journal import Balances, Head
from functions.billing.ledger.payables import lines_in
from functions.billing.ledger.store import RateRow, ledger
from tests.billing.books import ENTITY, balances_of, booked
from tests.billing.facts import month_of_facts
from tests.billing.payout_world import OWNER, RUN, World, book, donation, taken_back
from tests.lambdas import outbox

NOTHING = Opening(Balances(), Head())


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_invariant_15_the_register_of_withholding_is_what_stands_on_the_liabilities(tmp_path: Path) -> None:
    items, _ = booked(month_of_facts(500), datetime(2026, 11, 3, tzinfo=UTC))
    export(ENTITY, "2026-10", NOTHING, items, tmp_path, closed=True)
    month = balances_of(item.entry for item in items)
    register, payouts = rows_of(tmp_path, "withholding_kr.csv"), rows_of(tmp_path, "payouts.csv")
    for account, column in ((chart.INCOME_TAX, "income_tax"), (chart.LOCAL_TAX, "local_tax")):
        for currency in ("USD", "KRW", "KWD", "EUR"):
            turned = month.of[account, currency].credits
            assert sum(int(row[column]) for row in register if row["currency"] == currency) == turned
    for currency in ("USD", "KRW"):
        of = [row for row in payouts if row["currency"] == currency]
        paid = sum(int(row["gross"]) - int(row["adjustments"]) for row in of)
        assert paid == sum(month.of[account, currency].debits for account in (chart.CREATORS, chart.SELLERS)) - sum(
            part.amount
            for item in items
            for part in getattr(item.fact, "parts", ())
            if part.account == chart.CREATORS and item.fact.currency == currency  # type: ignore[attr-defined]
        )
    assert {row["remit_by"] for row in register} == {"2026-11-10"}


def exported(folder: Path, **more: Any) -> Path:
    folder.mkdir()
    entries = [Booked(entry, fact) for entry, fact in ledger().entries("2026-12")]
    opening = Opening(ledger().balances("2026-11"), Head())
    return export(ledger().entity, "2026-12", opening, entries, folder, closed=True, lines_of=lines_in, **more).archive


def test_invariant_09_the_lines_of_a_payout_sum_to_it_and_are_the_same_bytes_again(here: World, tmp_path: Path) -> None:
    RateRow("KRW/USD", "2026-01-01", rate="1/1400", source="test").save()
    here.running.accounts.set_tax_profile(OWNER, "KR", "individual", "tok_0123456789")
    for number in range(4):
        donation(f"{number}", 100_000 + number, currency="KRW")
    taken_back("2", 700, 300, currency="KRW")
    here.running.run(RUN)
    (event,) = outbox(PayoutPaid)
    book("evt_paid", event)
    first = exported(tmp_path / "first")
    here.running.run(RUN)
    assert digest_of(exported(tmp_path / "again")) == digest_of(first)
    (payout,) = rows_of(tmp_path / "first", "payouts.csv")
    lines = rows_of(tmp_path / "first", "payout_lines.csv")
    assert sum(int(row["amount"]) for row in lines) == int(payout["gross"]) - int(payout["adjustments"])
    assert len(lines) == 5
    assert rows_of(tmp_path / "again", "payout_lines.csv") == lines
    assert not rows_of(tmp_path / "first", "exceptions.csv")


def test_a_payout_whose_lines_are_not_there_is_an_exception(here: World, tmp_path: Path) -> None:
    donation("1", 10_000)
    here.running.run(RUN)
    (event,) = outbox(PayoutPaid)
    assert isinstance(event, PayoutPaid)
    book("evt_paid", event.model_copy(update={"payout_id": "po_else"}))
    exported(tmp_path / "one")
    (row,) = rows_of(tmp_path / "one", "exceptions.csv")
    assert (row["kind"], row["detail"]) == ("payout_lines", "payout po_else is of 7000, its lines sum to 0")
