"""What an auditor adds up in a month's files: each register beside the account that it explains."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

Check = tuple[str, bool, str]
Files = Mapping[str, bytes]
Sums = dict[str, int]  # by currency

ROLL_FORWARDS = (
    ("deferred revenue", "deferred_rollforward.csv", "2100"),
    ("points", "points_liability.csv", "2410"),
    ("prepaid balances", "prepaid_balance.csv", "2400"),
)
BALANCE_SHEET, CLEARING = {"1", "2"}, "1900"
SALES_TAX, INCOME_TAX, LOCAL_TAX = "2300", "2310", "2320"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def summed(files: Files, name: str, column: str, where: Callable[[dict[str, str]], bool] = lambda _: True) -> Sums:
    """A column's sum by currency, of the rows that are meant; without currencies of nothing."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows(files[name]):
        if where(row):
            sums[row["currency"]] += int(row[column] or 0)
    return _without_nothing(sums)


def turned(files: Files, account: str) -> Sums:
    """What it was credited beyond what it was debited, but by hand: a remittance of taxes is no row of a register."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows(files["journal.csv"]):
        if row["account"] == account and row["source_type"] != "adjustment":
            sums[row["currency"]] += int(row["credit_minor"]) - int(row["debit_minor"])
    return _without_nothing(sums)


def closing(files: Files, account: str) -> Sums:
    """What the account closes with; a credit is positive."""
    return {
        row["currency"]: -int(row["closing"])
        for row in rows(files["trial_balance.csv"])
        if row["account"] == account and int(row["closing"])
    }


def _without_nothing(sums: Mapping[str, int]) -> Sums:
    return {currency: total for currency, total in sums.items() if total}


def _same(what: str, register: Sums, account: Sums) -> Check:
    differs = {
        currency: register.get(currency, 0) - account.get(currency, 0)
        for currency in sorted({*register, *account})
        if register.get(currency, 0) != account.get(currency, 0)
    }
    said = (
        f"differs by {differs}" if differs else ", ".join(f"{total} {code}" for code, total in sorted(account.items()))
    )
    return what, not differs, said or "nothing of it this month"


def register_checks(files: Files) -> Iterator[Check]:
    """Every register with its account."""
    ties = rows(files["tie_outs.csv"])
    wrong = [f"{row['check']} {row['currency']}: {row['difference']}" for row in ties if int(row["difference"])]
    yield "every tie-out is zero", not wrong, "; ".join(wrong) or f"{len(ties)} of them"
    tax = summed(files, "tax_vat.csv", "tax")
    yield _same("the register of sales tax is what 2300 turned over", tax, turned(files, SALES_TAX))
    for account, column in ((INCOME_TAX, "income_tax"), (LOCAL_TAX, "local_tax")):
        register = summed(files, "withholding_kr.csv", column)
        yield _same(f"the register of withheld taxes is what {account} turned over", register, turned(files, account))
    for what, name, account in (one for one in ROLL_FORWARDS if one[1] in files):  # an older archive has fewer
        yield _same(f"the roll-forward closes to {what}", summed(files, name, "closing"), closing(files, account))
        yield from _roll_forward(files, name)
    paid = summed(files, "payments.csv", "amount", lambda row: row["for_type"] == "invoice")
    yield _same("what was paid of invoices is their payments", summed(files, "invoices.csv", "paid"), paid)
    unequal = [
        row["invoice_id"]
        for row in rows(files["invoices.csv"])
        if int(row["subtotal"]) + int(row["tax"]) != int(row["total"])
        or int(row["total"]) - int(row["credit"]) != int(row["paid"])
    ]
    yield "subtotal + tax = total = paid + credit of every invoice", not unequal, ", ".join(unequal) or "all of them"


def worth_checks(files: Files) -> Iterator[Check]:
    """Of a closed month: what has no balance in its own currency is worth nothing in that of the books."""
    if json.loads(files["manifest.json"])["status"] != "closed":
        return
    wrong = [
        f"{row['account']} {row['currency']}: {row['functional_closing']}"
        for row in rows(files["trial_balance.csv"])
        if row["account"][0] in BALANCE_SHEET and row["account"] != CLEARING
        if not int(row["closing"]) and int(row["functional_closing"])
    ]
    yield "nothing without a balance has a value", not wrong, "; ".join(wrong) or "in every currency"


def _roll_forward(files: Files, name: str) -> Iterator[Check]:
    wrong = [
        row["currency"]
        for row in rows(files[name])
        if sum(int(value) for name, value in row.items() if name not in {"currency", "closing"}) != int(row["closing"])
    ]
    yield f"opening and what moved is the closing of {name}", not wrong, ", ".join(wrong) or "in every currency"
