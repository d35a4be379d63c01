"""The auditor's checks hold for a month as it is, and each of them fails when its file is one minor unit off."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.billing.exports.month import Opening, export
from functions.billing.exports.registers import TIE_OUTS
from functions.billing.ledger.journal import Balances, Head
from tests.billing.books import ENTITY, booked
from tests.billing.facts import month_of_facts
from tools.month_checks import Files, register_checks, worth_checks

MOVED = "opening and what moved is the closing of deferred_rollforward.csv"
TIED = ("deferred revenue", "revenue_schedule.csv", "2100", "USD", 5, 5, 0)


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Of facts with refunds whose taxes are in the register, orders, payouts and invoices."""
    folder = tmp_path_factory.mktemp("october")
    items, _ = booked(month_of_facts(300, seed=8), datetime(2026, 11, 3, tzinfo=UTC))
    opening = Opening(Balances(), Head())
    export(ENTITY, "2026-10", opening, items, folder, closed=True, registers=lambda _: [(TIE_OUTS, [TIED])])
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.csv")}


def failed(files: Files) -> set[str]:
    return {name for name, holds, _ in register_checks(files) if not holds}


def one_more(files: dict[str, bytes], name: str, column: str) -> dict[str, bytes]:
    """The files with one minor unit more in the first row that has it, of payments the first of an invoice."""
    rows = list(csv.DictReader(io.StringIO(files[name].decode())))
    place = next(place for place, row in enumerate(rows) if row.get("for_type", "invoice") == "invoice")
    rows[place][column] = str(int(rows[place][column]) + 1)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return {**files, name: text.getvalue().encode()}


def test_a_month_as_it_is_holds(october: dict[str, bytes]) -> None:
    seen = list(register_checks(october))
    assert failed(october) == set()
    assert len(seen) == 12
    assert sum("USD" in said for _, _, said in seen) >= 5, "there is something to add up"


@pytest.mark.parametrize(
    ("name", "column", "complaint"),
    [
        ("tie_outs.csv", "difference", {"every tie-out is zero"}),
        ("tax_vat.csv", "tax", {"the register of sales tax is what 2300 turned over"}),
        ("withholding_kr.csv", "income_tax", {"the register of withheld taxes is what 2310 turned over"}),
        ("withholding_kr.csv", "local_tax", {"the register of withheld taxes is what 2320 turned over"}),
        (
            "deferred_rollforward.csv",
            "additions",
            {MOVED},
        ),
        (
            "deferred_rollforward.csv",
            "closing",
            {
                MOVED,
                "the roll-forward closes to deferred revenue",
            },
        ),
        ("payments.csv", "amount", {"what was paid of invoices is their payments"}),
        ("invoices.csv", "subtotal", {"subtotal + tax = total = paid + credit of every invoice"}),
    ],
)
def test_one_minor_unit_more_is_seen(october: dict[str, bytes], name: str, column: str, complaint: set[str]) -> None:
    assert failed(one_more(october, name, column)) == complaint


@pytest.mark.parametrize(
    ("status", "account", "complains"), [("closed", "2100", True), ("draft", "2100", False), ("closed", "1900", False)]
)
def test_a_value_without_a_balance_shows_in_a_closed_month(status: str, account: str, complains: bool) -> None:
    """Clearing stands at nothing over all its currencies, not in each."""
    files = {
        "manifest.json": f'{{"status": "{status}"}}'.encode(),
        "trial_balance.csv": f"account,currency,closing,functional_closing\n{account},KRW,0,-18\n".encode(),
    }
    assert [holds for _, holds, _ in worth_checks(files)] == ([] if status == "draft" else [not complains])
