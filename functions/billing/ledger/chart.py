"""The chart of accounts. A code never changes its meaning; an account no longer used gets an end, not another use."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Type = Literal["asset", "liability", "equity", "revenue", "expense"]
Side = Literal["debit", "credit"]

NORMAL_SIDES: dict[Type, Side] = {
    "asset": "debit",
    "liability": "credit",
    "equity": "credit",
    "revenue": "credit",
    "expense": "debit",
}
OPENED = date(2026, 1, 1)


@dataclass(frozen=True)
class Account:
    """`name` is the leaf; `parent` is the code of a heading, which itself takes no postings."""

    code: str
    name: str
    type: Type
    parent: str | None
    contra: bool = False
    heading: bool = False
    active_from: date = OPENED
    active_to: date | None = None

    @property
    def normal_side(self) -> Side:
        side = NORMAL_SIDES[self.type]
        return side if not self.contra else ("credit" if side == "debit" else "debit")


def _heading(code: str, name: str, kind: Type) -> Account:
    return Account(code, name, kind, None, heading=True)


ACCOUNTS: tuple[Account, ...] = (
    _heading("1000", "Assets", "asset"),
    Account("1100", "Cash", "asset", "1000"),
    Account("1200", "Processor receivable", "asset", "1000"),
    Account("1210", "Processor receivable in dispute", "asset", "1000"),
    Account("1300", "Creators receivable", "asset", "1000"),
    Account("1310", "Sellers receivable", "asset", "1000"),
    Account("1320", "Advertisers receivable", "asset", "1000"),
    Account("1900", "Currency clearing", "asset", "1000"),
    _heading("2000", "Liabilities", "liability"),
    Account("2100", "Deferred revenue", "liability", "2000"),
    Account("2200", "Creators payable", "liability", "2000"),
    Account("2210", "Sellers payable", "liability", "2000"),
    Account("2300", "Sales tax payable", "liability", "2000"),
    Account("2310", "Income tax withheld", "liability", "2000"),
    Account("2320", "Local income tax withheld", "liability", "2000"),
    Account("2400", "Prepaid balances", "liability", "2000"),
    Account("2410", "Points", "liability", "2000"),
    Account("2500", "Refunds payable", "liability", "2000"),
    Account("2600", "Payouts in transit", "liability", "2000"),
    _heading("3000", "Equity", "equity"),
    Account("3100", "Retained earnings", "equity", "3000"),
    Account("3900", "Opening balances", "equity", "3000"),
    _heading("4000", "Revenue", "revenue"),
    Account("4100", "Plans", "revenue", "4000"),
    Account("4110", "Add-ons", "revenue", "4000"),
    Account("4200", "Donations", "revenue", "4000"),
    Account("4210", "Memberships", "revenue", "4000"),
    Account("4300", "Commissions", "revenue", "4000"),
    Account("4400", "Advertising", "revenue", "4000"),
    Account("4500", "Payout fees", "revenue", "4000"),
    Account("4900", "Refunds of earned revenue", "revenue", "4000", contra=True),
    _heading("5000", "Expenses", "expense"),
    Account("5100", "Processor fees", "expense", "5000"),
    Account("5110", "Dispute fees", "expense", "5000"),
    Account("5200", "Chargebacks", "expense", "5000"),
    Account("5300", "Content acquisition", "expense", "5000"),
    Account("5310", "Creator shares of advertising", "expense", "5000"),
    Account("5400", "Operations", "expense", "5000"),
    Account("5500", "Points granted", "expense", "5000"),
    Account("5900", "Currency differences", "expense", "5000"),
)
BY_CODE = {account.code: account for account in ACCOUNTS}

CASH = "1100"
PROCESSOR = "1200"
IN_DISPUTE = "1210"
CREATORS_OWE = "1300"
SELLERS_OWE = "1310"
ADVERTISERS_OWE = "1320"
CLEARING = "1900"
DEFERRED = "2100"
CREATORS = "2200"
SELLERS = "2210"
SALES_TAX = "2300"
INCOME_TAX = "2310"
LOCAL_TAX = "2320"
PREPAID = "2400"
POINTS = "2410"
REFUNDS_DUE = "2500"
IN_TRANSIT = "2600"
RETAINED = "3100"
OPENING = "3900"
PLANS = "4100"
ADDONS = "4110"
DONATIONS = "4200"
MEMBERSHIPS = "4210"
COMMISSIONS = "4300"
ADVERTISING = "4400"
PAYOUT_FEES = "4500"
REFUNDED = "4900"
PROCESSOR_FEES = "5100"
DISPUTE_FEES = "5110"
CHARGEBACKS = "5200"
CONTENT = "5300"
AD_SHARES = "5310"
OPERATIONS = "5400"
POINTS_GRANTED = "5500"
DIFFERENCES = "5900"
