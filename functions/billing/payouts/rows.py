"""What is stored of payouts."""

from dataclasses import dataclass
from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.billing.payouts.domain import NOTHING, UNTOLD, Amounts, State, Sums, Taxed
from kernel import environment
from kernel.clock import from_iso
from kernel.money import Money


class ByPayee(GlobalSecondaryIndex["PayoutRow"]):
    """Sparse: those whose amounts are sealed."""

    class Meta:
        index_name = "by_payee"
        projection = AllProjection()

    payee = UnicodeAttribute(hash_key=True)
    sealed = UnicodeAttribute(range_key=True)


class Unpaid(GlobalSecondaryIndex["PayoutRow"]):
    """Sparse: sealed and not paid yet."""

    class Meta:
        index_name = "unpaid"
        projection = AllProjection()

    unpaid = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class PayoutRow(Model):
    """`payee` is `madang/creator/chn_…`, `sealed` the day of payouts, `leased_until` whose turn it is to send it."""

    class Meta:
        table_name = environment.table_name("payouts")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    payee = UnicodeAttribute()
    currency = UnicodeAttribute()
    state = UnicodeAttribute()
    gross = NumberAttribute(default=0)
    adjustments = NumberAttribute(default=0)
    lines = NumberAttribute(default=0)
    fee = NumberAttribute(default=0)
    income_tax = NumberAttribute(default=0)
    local_tax = NumberAttribute(default=0)
    account_id = UnicodeAttribute(null=True)
    tax_country = UnicodeAttribute(default="")
    tax_kind = UnicodeAttribute(default="")
    tax_reference = UnicodeAttribute(default="")
    sealed = UnicodeAttribute(null=True)
    unpaid = UnicodeAttribute(null=True)
    leased_until = UnicodeAttribute(null=True)
    tries = NumberAttribute(default=0)
    refusals = NumberAttribute(default=0)
    reason = UnicodeAttribute(null=True)
    paid_at = UnicodeAttribute(null=True)
    transfer_id = UnicodeAttribute(null=True)
    by_payee = ByPayee()
    not_paid = Unpaid()

    def payout(self) -> "Payout":
        state: State = self.state  # type: ignore[assignment] # written by this module only
        return Payout(
            id=self.id,
            payee=self.payee.split("/", 1)[1],
            currency=self.currency,
            state=state,
            sums=Sums(int(self.gross), int(self.adjustments), int(self.lines)),
            fee=int(self.fee),
            income_tax=int(self.income_tax),
            local_tax=int(self.local_tax),
            account_id=self.account_id or "",
            taxed=Taxed(self.tax_country, self.tax_kind, self.tax_reference),
            day=date.fromisoformat(self.sealed.partition("#")[0]) if self.sealed else None,
            tries=int(self.tries),
            refusals=int(self.refusals),
            reason=self.reason,
            paid_at=from_iso(self.paid_at) if self.paid_at else None,
            transfer_id=self.transfer_id,
        )


class TurnRow(Model):
    """Which payout of a payee in a currency is being gathered: its number, one higher with each that is sealed."""

    class Meta:
        table_name = environment.table_name("payoutturns")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    payee = UnicodeAttribute(hash_key=True)
    currency = UnicodeAttribute(range_key=True)
    number = NumberAttribute(default=1)


class CarriedRow(Model):
    """What a run did not pay; `key` is `2026-12-15#USD`, `parts` JSON of reason, minor units and lines."""

    class Meta:
        table_name = environment.table_name("payoutscarried")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    payee = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    parts = UnicodeAttribute()


class RunRow(Model):
    """A day of payouts that was gone through to its end."""

    class Meta:
        table_name = environment.table_name("payoutruns")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    entity = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    finished_at = UnicodeAttribute()


@dataclass(frozen=True)
class Payout:
    """`payee` is `creator/chn_…`; amounts are minor units; `tries` counts how often the processor was asked."""

    id: str
    payee: str
    currency: str
    state: State = "gathering"
    sums: Sums = NOTHING
    fee: int = 0
    income_tax: int = 0
    local_tax: int = 0
    account_id: str = ""
    taxed: Taxed = UNTOLD
    day: date | None = None
    tries: int = 0
    refusals: int = 0
    reason: str | None = None
    paid_at: datetime | None = None
    transfer_id: str | None = None

    @property
    def net(self) -> Money:
        amounts = Amounts(self.sums.gross, self.sums.adjustments, self.fee, self.income_tax, self.local_tax)
        return Money(amounts.net, self.currency)


@dataclass(frozen=True)
class Carried:
    """Minor units that a run left, `negative` below zero, and the code of the reason."""

    day: date
    currency: str
    reason: str
    amount: int
    lines: int
