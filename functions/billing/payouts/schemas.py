"""What the API of payouts takes and shows."""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from functions.billing.ledger.payables import Payable
from functions.billing.payouts.accounts import PayoutAccount
from functions.billing.payouts.domain import Kind
from functions.billing.payouts.explaining import Explanation
from functions.billing.payouts.rows import Payout
from functions.billing.policies import PayoutPolicy, WithholdingPolicy
from kernel.schemas import RequestBody, View, example

LINES_SHOWN = 1_000


class TaxProfile(
    RequestBody,
    json_schema_extra=example({"country": "KR", "kind": "individual", "tax_reference": "tok_3f8a19c07e5d"}),
):
    country: str = Field(pattern="^[A-Z]{2}$", description="Where taxes are paid, ISO 3166")
    kind: Kind
    tax_reference: str = Field(
        pattern="^tok_[A-Za-z0-9]{8,64}$",
        description="The token for the tax number of whoever keeps it; the number itself is refused",
    )


class Onboarding(RequestBody, json_schema_extra=example({"return_path": "/studio/payouts"})):
    return_path: str = Field(default="/studio", pattern=r"^/[\w-][\w/-]{0,200}$", description="Of this site")


class Link(View):
    url: str = Field(description="The payment processor's page, good for some minutes")


class PayoutAccountView(View):
    """`hold` is the code of what keeps this person from being paid; absent: nothing does."""

    country: str | None
    kind: Kind | None
    has_account: bool
    payouts_enabled: bool
    hold: str | None
    hold_sentence: str | None
    consequence: str = Field(description="What the tax profile means for payouts, as a sentence")
    income_tax_rate: str = Field(description="An exact fraction of what is paid, such as 3/100")
    local_tax_rate: str = Field(description="An exact fraction of the income tax")

    @classmethod
    def of(cls, account: PayoutAccount, policy: PayoutPolicy, rule: WithholdingPolicy) -> Self:
        hold = account.holds()
        return cls(
            country=account.country,
            kind=account.kind,
            has_account=account.account_id is not None,
            payouts_enabled=account.payouts_enabled,
            hold=hold,
            hold_sentence=policy.holds[hold] if hold else None,
            consequence=consequence_of(account, rule),
            income_tax_rate=str(rule.income_tax),
            local_tax_rate=str(rule.local_of_income_tax),
        )


def consequence_of(account: PayoutAccount, rule: WithholdingPolicy) -> str:
    if not account.country:
        return "Nothing is paid before there is a tax profile; what is earned is kept."
    if not rule.income_tax:
        return "Nothing is withheld; taxes on what is paid are yours to declare."
    income, local = (f"{float(rate * 100):g} %" for rate in (rule.income_tax, rule.local_of_income_tax))
    return f"{income} income tax and, of that, {local} local tax are withheld from each payout and paid for you."


class PayoutView(View):
    """Minor units; net = gross - adjustments - fee - income_tax - local_tax."""

    id: str
    day: date
    currency: str
    state: str = Field(description="ready, sending, waiting or paid")
    reason: str | None = Field(description="Why it waits: the payment processor's code")
    gross_minor: int
    adjustments_minor: int
    fee_minor: int
    income_tax_minor: int
    local_tax_minor: int
    net_minor: int
    lines: int
    expected_on: date | None = Field(description="When it is tried again, of one that waits")
    paid_at: datetime | None

    @classmethod
    def of(cls, payout: Payout, tomorrow: date) -> Self:
        return cls(
            id=payout.id,
            day=payout.day or tomorrow,
            currency=payout.currency,
            state=payout.state,
            reason=payout.reason,
            gross_minor=payout.sums.gross,
            adjustments_minor=payout.sums.adjustments,
            fee_minor=payout.fee,
            income_tax_minor=payout.income_tax,
            local_tax_minor=payout.local_tax,
            net_minor=payout.net.minor,
            lines=payout.sums.lines,
            expected_on=None if payout.paid_at else tomorrow,
            paid_at=payout.paid_at,
        )


class CarriedView(View):
    """What the last day of payouts did not pay."""

    day: date
    currency: str
    reason: str
    sentence: str
    amount_minor: int = Field(description="Below zero where more was taken back than earned")
    lines: int
    expected_on: date = Field(description="The next day of payouts; paid then if nothing holds it up")


class PayoutsView(View):
    items: list[PayoutView]
    carried: list[CarriedView]
    next_cursor: str | None


class LineView(View):
    """One line of the books: `amount_minor` is the payee's, of `given_minor` that viewers paid."""

    source: str = Field(description="donation, invoice, refund, dispute, adjustment")
    source_id: str
    booked_on: date
    entry: int = Field(description="Number of the entry in the journal")
    line: int
    given_minor: int
    tax_minor: int
    platform_minor: int
    amount_minor: int
    step: str | None = None
    due_on: date | None = None

    @classmethod
    def of(cls, line: Payable, step: str | None = None, due_on: date | None = None) -> Self:
        return cls(
            source=line.source_type,
            source_id=line.source_id,
            booked_on=line.booked_on,
            entry=line.sequence,
            line=line.line_no,
            given_minor=line.given,
            tax_minor=line.tax,
            platform_minor=line.platform,
            amount_minor=line.amount.minor,
            step=step,
            due_on=due_on,
        )


class PayoutDetail(View):
    payout: PayoutView
    lines: list[LineView]
    next_cursor: str | None


class StepView(View):
    code: str
    sentence: str
    amount_minor: int = Field(description="Signed: all steps together are the net")
    lines: int
    expected_on: date | None


class ExplanationView(View):
    """`left_out` counts the lines beyond a thousand, the newest, which are in the steps and not in `lines`."""

    currency: str
    expected_on: date
    steps: list[StepView]
    net_minor: int
    lines: list[LineView]
    left_out: int

    @classmethod
    def of(cls, told: Explanation) -> Self:
        shown = told.lines[:LINES_SHOWN]
        return cls(
            currency=told.currency,
            expected_on=told.expected_on,
            steps=[
                StepView(
                    code=step.code,
                    sentence=step.sentence,
                    amount_minor=step.amount,
                    lines=step.lines,
                    expected_on=step.expected_on,
                )
                for step in told.steps
            ],
            net_minor=told.net,
            lines=[LineView.of(one.line, one.step, one.due_on) for one in shown],
            left_out=len(told.lines) - len(shown),
        )


class NextPayouts(View):
    """One a currency: each is paid in the currency in which it was earned."""

    items: list[ExplanationView]
