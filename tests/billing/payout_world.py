"""A world in which payouts run: lines booked in moto's tables, and a processor that does what a test tells it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from contracts import billing as facts
from functions.billing.ledger import chart
from functions.billing.ledger.store import ledger
from functions.billing.payees import DynamoPayees, Payee
from functions.billing.payouts.accounts import DynamoAccounts
from functions.billing.payouts.connect import ConnectAccount, Transfer
from functions.billing.payouts.disputes import DynamoDisputes
from functions.billing.payouts.running import Owners, Running
from functions.billing.payouts.store import DynamoPayouts
from kernel.events import Event
from kernel.money import Money

CHANNEL, OWNER, PAYEE = "chn_mina", "usr_mina", "creator/chn_mina"
NOW = datetime(2026, 12, 15, 5, tzinfo=UTC)
RUN = date(2026, 12, 15)
EARLY = datetime(2026, 11, 3, 12, tzinfo=UTC)


@dataclass
class FakeTransfers:
    """As Stripe: the same key moves money once; `raises` are what it answers first, one a call."""

    raises: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)  # raised when the money has moved already
    moved: dict[str, Transfer] = field(default_factory=dict)
    asked: list[tuple[str, int, str, str]] = field(default_factory=list)
    settled: Money | None = None

    def transfer(self, payout_id: str, account_id: str, net: Money, attempt: int) -> Transfer:
        key = f"{payout_id}-{attempt}"
        self.asked.append((payout_id, net.minor, net.currency, key))
        if self.raises:
            raise self.raises.pop(0)
        made = self.moved.setdefault(key, Transfer(f"tr_{len(self.moved)}_{account_id}", NOW, self.settled))
        if self.after:
            raise self.after.pop(0)
        return made

    def transfer_of(self, payout_id: str, net: Money) -> Transfer | None:
        assert net.minor > 0
        return next((made for key, made in self.moved.items() if key.startswith(payout_id)), None)


@dataclass(frozen=True)
class World:
    transfers: FakeTransfers
    running: Running

    @property
    def payouts(self) -> DynamoPayouts:
        return self.running.payouts


def world() -> World:
    transfers = FakeTransfers()
    stores = (DynamoPayouts("madang"), DynamoAccounts(), DynamoDisputes(), Owners(DynamoPayees()))
    return World(transfers, Running(*stores, transfers, lambda: NOW))


def ready_to_be_paid(user_id: str = OWNER, channel_id: str = CHANNEL, country: str = "US") -> None:
    DynamoPayees().remember(Payee(channel_id, user_id), 1)
    DynamoAccounts().set_tax_profile(user_id, country, "individual", "tok_0123456789")
    DynamoAccounts().set_account(user_id, ConnectAccount(f"acct_{user_id}", payouts_enabled=True))


def book(event_id: str, fact: Event) -> None:
    ledger().record(event_id, fact.detail_type(), fact.model_dump(mode="json"))


def donation(name: str, gross: int, *, currency: str = "USD", at: datetime = EARLY, **other: Any) -> None:
    """`gross` is divided seven to three after the `tax`, as the policy of donations does."""
    tax = int(other.pop("tax", 0))
    creator = (gross - tax) * 7 // 10
    fact = facts.DonationReceived(
        donation_id=f"don_{name}",
        channel_id=str(other.get("channel", CHANNEL)),
        donor_id="usr_sora",
        payment_id=f"pi_{name}",
        currency=currency,
        gross=gross,
        creator_part=creator,
        platform_part=gross - tax - creator,
        tax=tax,
        received_at=at,
    )
    book(f"evt_don_{name}", fact)


def taken_back(name: str, creator: int, platform: int, *, at: datetime = EARLY, currency: str = "USD") -> None:
    parts = (
        facts.RefundPart(account=chart.CREATORS, amount=creator, party_type="creator", party_id=CHANNEL),
        facts.RefundPart(account=chart.DONATIONS, amount=platform),
    )
    fact = facts.PaymentRefunded(
        refund_id=f"re_{name}",
        payment_id=f"pi_{name}",
        currency=currency,
        amount=creator + platform,
        parts=parts,
        reason="requested_by_customer",
        refunded_at=at,
    )
    book(f"evt_re_{name}", fact)
