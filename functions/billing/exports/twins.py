"""The same journal for two open accounting programs, whose own checkers judge it: beancount 3 and hledger.

Both get an entry as one transaction in its own currencies, the opening balances as its first, and an assertion of
every account's closing balance on the last day.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TextIO

from functions.billing.ledger.chart import ACCOUNTS, Account
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import Balances, first_day, next_period
from kernel.money import decimal_text

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "revenue": "Income",
    "expense": "Expenses",
}
CARRIED = "Equity:Carried-forward"  # against which the opening balances stand


def name_of(account: Account) -> str:
    """`Assets:1200-Processor-receivable`, which both programs take."""
    return f"{ROOTS[account.type]}:{account.code}-{account.name.replace(' ', '-')}"


NAMES = {account.code: name_of(account) for account in ACCOUNTS if not account.heading}


def postings_of(entry: Entry) -> list[str]:
    """Its lines as both programs write them, `Assets:1200-Processor-receivable  12.34 USD`."""
    return [f"{NAMES[line.account]}  {line.amount}\n" for line in entry.draft.lines]


def _closing(opening: Balances, month: Balances) -> Iterator[tuple[str, str, int]]:
    for account, currency in sorted({*opening.of, *month.of}):
        keyed = (account, currency)
        total = sum(balances.of[keyed].balance for balances in (opening, month) if keyed in balances.of)
        yield account, currency, total


class Beancount:
    """ledger.beancount; its `balance` is of the morning of a day."""

    name = "ledger.beancount"

    def __init__(self, file: TextIO, entity: str, period: str, functional: str, opening: Balances) -> None:
        self.file, self.period = file, period
        file.write(f'option "title" "{entity} {period}"\noption "operating_currency" "{functional}"\n\n')
        start = first_day(period)
        file.writelines(f"{start - timedelta(days=1)} open {name}\n" for name in (*NAMES.values(), CARRIED))
        carried = [(key, turnover.balance) for key, turnover in sorted(opening.of.items()) if turnover.balance]
        if carried:
            file.write(f'\n{start} * "Carried forward"\n')
        for (account, currency), balance in carried:
            file.write(f"  {NAMES[account]}  {decimal_text(balance, currency)} {currency}\n")
            file.write(f"  {CARRIED}  {decimal_text(-balance, currency)} {currency}\n")

    def write(self, entry: Entry, postings: list[str]) -> None:
        self.file.write(f'\n{entry.accounting_date} * "{_quoted(entry.draft.memo)}"\n')
        self.file.write(f'  entry: "{entry.entry_id}"\n  sequence: "{entry.sequence}"\n')
        self.file.writelines(f"  {posting}" for posting in postings)

    def close(self, opening: Balances, month: Balances) -> None:
        self.file.write("\n")
        morning_after = first_day(next_period(self.period))
        for account, currency, total in _closing(opening, month):
            self.file.write(f"{morning_after} balance {NAMES[account]}  {decimal_text(total, currency)} {currency}\n")


class Hledger:
    """ledger.journal; its assertions stand on postings of nothing, on the last day."""

    name = "ledger.journal"

    def __init__(self, file: TextIO, entity: str, period: str, functional: str, opening: Balances) -> None:
        self.file, self.period = file, period
        file.write(f"; {entity} {period}, kept in {functional}\n")
        file.writelines(f"commodity {_sample(currency)}\n" for currency in sorted({key[1] for key in opening.of}))
        self._known = {key[1] for key in opening.of}
        file.writelines(f"account {name}\n" for name in (*NAMES.values(), CARRIED))
        carried = [(key, turnover.balance) for key, turnover in sorted(opening.of.items()) if turnover.balance]
        if carried:
            file.write(f"\n{first_day(period)} * Carried forward\n")
        for (account, currency), balance in carried:
            file.write(f"    {NAMES[account]}  {decimal_text(balance, currency)} {currency}\n")
            file.write(f"    {CARRIED}  {decimal_text(-balance, currency)} {currency}\n")

    def write(self, entry: Entry, postings: list[str]) -> None:
        for currency in sorted({line.amount.currency for line in entry.draft.lines} - self._known):
            self._known.add(currency)
            self.file.write(f"\ncommodity {_sample(currency)}\n")
        memo = entry.draft.memo.replace(";", ",").replace("\n", " ")
        self.file.write(f"\n{entry.accounting_date} * ({entry.entry_id}) {memo}\n")
        self.file.writelines(f"    {posting}" for posting in postings)

    def close(self, opening: Balances, month: Balances) -> None:
        last = first_day(next_period(self.period)) - timedelta(days=1)
        self.file.write(f"\n{last} * Closing balances\n")
        for account, currency, total in _closing(opening, month):
            self.file.write(f"    {NAMES[account]}  0 {currency} = {decimal_text(total, currency)} {currency}\n")


def _sample(currency: str) -> str:
    """How hledger is shown the digits of a currency: `1000.00 USD`; it wants a decimal mark of those without any."""
    text = decimal_text(1000 * 10 ** len(decimal_text(1, currency).partition(".")[2]), currency)
    return f"{text if '.' in text else text + '.'} {currency}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
