"""What the back office takes and answers. Amounts are minor units of their currency."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from kernel.money import CurrencyCode
from kernel.schemas import RequestBody, View, example

Period = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Reason = Annotated[str, StringConstraints(min_length=3, max_length=500)]
Token = Annotated[str | None, StringConstraints(pattern=r"^[A-Za-z0-9_:-]{1,80}$")]


class LineIn(RequestBody):
    """A positive amount debits the account."""

    account: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    amount: int = Field(ge=-(10**15), le=10**15)
    party_type: Token = None
    party_id: Token = None


class AdjustmentRequest(
    RequestBody,
    json_schema_extra=example(
        {
            "day": "2026-11-20",
            "currency": "USD",
            "reason": "Bank charges of November, statement 11/2026",
            "lines": [{"account": "5400", "amount": 1250}, {"account": "1100", "amount": -1250}],
        }
    ),
):
    day: date
    currency: CurrencyCode
    reason: Reason
    lines: list[LineIn] = Field(min_length=2, max_length=50)


class DaysRequest(RequestBody, json_schema_extra=example({"first": "2026-11-01", "last": "2026-11-20"})):
    first: date
    last: date


class FileRequest(
    RequestBody,
    json_schema_extra=example(
        {
            "csv": "created,currency,gross,fee,reporting_category,source_id,payment_intent_id\n"
            "2026-11-01 09:00:00,usd,50.00,1.75,charge,ch_1,pi_1\n"
        }
    ),
):
    csv: str = Field(max_length=5_000_000, description="The processor's itemised balance report; also as text/csv")


class RefundRequest(
    RequestBody,
    json_schema_extra=example({"of": "don_01", "amount_minor": 370, "currency": "USD", "reason": "Asked by its giver"}),
):
    of: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{3,80}$")] = Field(
        description="A donation or an invoice"
    )
    amount_minor: int = Field(gt=0, le=10**12)
    currency: CurrencyCode = Field(description="Of the payment; another one is refused, so that no digits slip")
    reason: Reason


class OfficeReason(RequestBody, json_schema_extra=example({"reason": "Checked against the bank statement"})):
    reason: Reason


class ExportView(View):
    period: str
    status: Literal["draft", "closed"]
    state: Literal["asked", "made", "failed"]
    asked_by: str
    asked_at: str
    made_at: str | None = None
    archive: str | None = None
    head_hash: str | None = None
    problem: str | None = None


class MonthView(View):
    """`unmatched` is of the newest reconciliation; absent where there was none."""

    period: str
    state: Literal["open", "ended", "due", "closed"]
    exports: list[ExportView]
    unmatched: int | None


class MonthsView(View):
    entity: str
    functional_currency: str
    items: list[MonthView]


class BalanceRow(View):
    account: str
    name: str
    type: str
    currency: str
    opening: int
    debits: int
    credits: int
    closing: int
    functional_closing: int


class TrialBalance(View):
    period: str
    functional_currency: str
    rows: list[BalanceRow]
    balanced: bool


class LinkView(View):
    url: str
    seconds: int


class AdjustmentView(View):
    id: str
    day: date
    currency: str
    lines: list[dict[str, Any]]
    reason: str
    state: Literal["requested", "approved", "rejected"]
    requested_by: str
    requested_at: str
    decided_by: str | None
    decided_at: str | None


class AdjustmentsView(View):
    items: list[AdjustmentView]


class DifferenceView(View):
    state: Literal["only_processor", "only_books", "amounts"]
    kind: str
    source_id: str
    currency: str
    processor_gross: int | None
    processor_fee: int | None
    books_gross: int | None
    books_fee: int | None


class ReconciliationView(View):
    id: str
    first: date
    last: date
    source: Literal["processor", "file"]
    made_by: str
    made_at: str
    matched: int
    unmatched: int
    clean: bool
    net: dict[str, int]
    differences: list[DifferenceView]


class ReconciliationsView(View):
    items: list[ReconciliationView]


class RefundView(View):
    of: str
    currency: str
    amount: int


class FiguresView(View):
    """In the functional currency. Margins are fractions of the revenue; absent where there is none."""

    first: str
    last: str
    currency: str
    total_revenue: int
    content_cost: int
    operating_cost: int
    net_income: int
    gross_margin: str | None
    net_margin: str | None
    revenue_by_account: dict[str, int]


class FunnelMonthView(View):
    """`free` had signed up and not paid before the month; `rate` is conversions / free, absent where nobody is free."""

    month: str
    signed_up: int
    free: int
    trials: int
    conversions: int
    rate: str | None


class FunnelView(View):
    first: str
    last: str
    months: list[FunnelMonthView]


class TargetView(View):
    """Minor units: `target` of the plan's currency, `earned` of the functional one."""

    name: str
    target: int
    earned: int


class TargetYearView(View):
    year: int
    first: str
    last: str
    target: int
    earned: int
    lines: list[TargetView]


class TargetsView(View):
    currency: str
    functional_currency: str
    years: list[TargetYearView]


class AccountView(View):
    code: str
    name: str
    type: str


class AccountsView(View):
    items: list[AccountView]


class EntryLineView(View):
    account: str
    name: str
    amount: int
    currency: str
    functional: int
    party: str | None


class EntryView(View):
    sequence: int
    entry_id: str
    accounting_date: date
    posted_at: str
    memo: str
    source_type: str
    source_id: str
    late: bool
    lines: list[EntryLineView]


class EntriesView(View):
    items: list[EntryView]
    next_after: int | None


class ExceptionsView(View):
    late: list[EntryView]
    adjustments: list[AdjustmentView]
    unmatched: list[ReconciliationView]


class DeedView(View):
    at: str
    actor: str
    what: str
    about: str
    reason: str
    status: int


class DeedsView(View):
    items: list[DeedView]
