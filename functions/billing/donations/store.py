"""Donations in DynamoDB."""

from collections.abc import Callable
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.donations.days import DAY_KEPT, CapReached, GivenRow, day_key, given, month_key
from functions.billing.donations.domain import Donation, Shares, State
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.money import Money
from kernel.outbox import announce
from kernel.transactions import Contention, transaction

Also = Callable[[TransactWrite], None]


class ByDonor(GlobalSecondaryIndex["DonationRow"]):
    class Meta:
        index_name = "by_donor"
        projection = AllProjection()

    donor_id = UnicodeAttribute(hash_key=True)
    asked_at = UnicodeAttribute(range_key=True)


class Received(GlobalSecondaryIndex["DonationRow"]):
    """Sparse: what was paid, by channel."""

    class Meta:
        index_name = "received"
        projection = AllProjection()

    channel_id = UnicodeAttribute(hash_key=True)
    received_at = UnicodeAttribute(range_key=True)


class ByGuardian(GlobalSecondaryIndex["DonationRow"]):
    """Sparse: what minors gave with a guardian's consent."""

    class Meta:
        index_name = "by_guardian"
        projection = AllProjection()

    guardian_id = UnicodeAttribute(hash_key=True)
    asked_at = UnicodeAttribute(range_key=True)


class DonationRow(Model):
    class Meta:
        table_name = environment.table_name("donations")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute()
    donor_id = UnicodeAttribute()
    currency = UnicodeAttribute()
    gross = NumberAttribute()
    creator_part = NumberAttribute()
    platform_part = NumberAttribute()
    tax = NumberAttribute()
    message = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    asked_at = UnicodeAttribute()
    refund_days = NumberAttribute()
    session_id = UnicodeAttribute(null=True)
    payment_id = UnicodeAttribute(null=True)
    checkout_url = UnicodeAttribute(null=True)
    received_at = UnicodeAttribute(null=True)
    creator_refunded = NumberAttribute(default=0)
    platform_refunded = NumberAttribute(default=0)
    tax_refunded = NumberAttribute(default=0)
    message_hidden = BooleanAttribute(default=False)
    guardian_id = UnicodeAttribute(null=True)
    alert = NumberAttribute(null=True)  # its number among the channel's alerts
    by_donor = ByDonor()
    received = Received()
    by_guardian = ByGuardian()

    def donation(self) -> Donation:
        state: State = self.state  # type: ignore[assignment] # written by this module only
        return Donation(
            id=self.id,
            channel_id=self.channel_id,
            donor_id=self.donor_id,
            gross=Money(int(self.gross), self.currency),
            shares=Shares(int(self.creator_part), int(self.platform_part), int(self.tax)),
            message=self.message or "",
            state=state,
            asked_at=from_iso(self.asked_at),
            refund_days=int(self.refund_days),
            session_id=self.session_id,
            payment_id=self.payment_id,
            received_at=from_iso(self.received_at) if self.received_at else None,
            refunded=Shares(int(self.creator_refunded), int(self.platform_refunded), int(self.tax_refunded)),
            message_hidden=self.message_hidden,
            guardian_id=self.guardian_id,
        )


class RefundRow(Model):
    """A refund that was counted."""

    class Meta:
        table_name = environment.table_name("refunds")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    of = UnicodeAttribute()


class TotalRow(Model):
    """What a channel received in a month (UTC) and currency, less what went back of it; `key` is `2026-11#KRW`."""

    class Meta:
        table_name = environment.table_name("donationtotals")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    gross = NumberAttribute(default=0)
    creator_part = NumberAttribute(default=0)
    donations = NumberAttribute(default=0)


def _total(donation: Donation, received_at: datetime) -> TotalRow:
    return TotalRow(donation.channel_id, f"{received_at:%Y-%m}#{donation.gross.currency}")


class DynamoDonations:
    def find(self, donation_id: str) -> Donation | None:
        try:
            return DonationRow.get(donation_id, consistent_read=True).donation()
        except DonationRow.DoesNotExist:
            return None

    def open(self, donation: Donation, cap: int, also: Also | None = None) -> None:
        """Once, however often it is asked; `also` is written with it. Raises `CapReached`."""
        room = cap - donation.gross.minor
        day = GivenRow(day_key(donation))
        try:
            with transaction() as write:
                write.save(_row(donation), condition=DonationRow.id.does_not_exist())
                write.update(
                    day,
                    actions=[
                        GivenRow.given.add(donation.gross.minor),
                        GivenRow.expires.set(donation.asked_at + DAY_KEPT),
                    ],
                    condition=GivenRow.given.does_not_exist() | (GivenRow.given <= room),
                )
                if also:
                    also(write)
        except Contention:
            if self.find(donation.id):
                return
            if given(day.key) > room:
                raise CapReached from None
            raise

    def settle(self, donation: Donation, payment_id: str, at: datetime, *events: Event) -> bool:
        """Paid, with what it announces; False where it was settled before.

        Raises `Contention` for money of a donation that was given up: it must not be lost in silence.
        """
        try:
            with transaction() as write:
                write.update(
                    DonationRow(donation.id),
                    actions=[
                        DonationRow.state.set("paid"),
                        DonationRow.payment_id.set(payment_id),
                        DonationRow.received_at.set(iso(at)),
                    ],
                    condition=DonationRow.state == "pending",
                )
                write.update(
                    _total(donation, at),
                    actions=[
                        TotalRow.gross.add(donation.gross.minor),
                        TotalRow.creator_part.add(donation.shares.creator),
                        TotalRow.donations.add(1),
                    ],
                )
                for event in events:
                    announce(write, event, at)
        except Contention:
            found = self.find(donation.id)
            if found is None or found.payment_id != payment_id:
                raise
            return False
        return True

    def cancel(self, donation: Donation) -> None:
        """Its checkout ran out: what it took of the day is free again."""
        try:
            with transaction() as write:
                write.update(
                    DonationRow(donation.id),
                    actions=[DonationRow.state.set("cancelled")],
                    condition=DonationRow.state == "pending",
                )
                keys = [day_key(donation)]
                if donation.guardian_id:
                    keys.append(month_key(donation.donor_id, donation.asked_at, donation.gross.currency))
                for key in keys:
                    write.update(GivenRow(key), actions=[GivenRow.given.add(-donation.gross.minor)])
        except Contention:
            found = self.find(donation.id)
            if found and found.state == "pending":
                raise

    def refund(
        self,
        donation: Donation,
        refund_id: str,
        back: Shares,
        at: datetime,
        event: Event,
        also: Also | None = None,
    ) -> bool:
        """So much more went back; False where this refund was heard of before. `also` is written with it."""
        total = donation.refunded.plus(back)
        state: State = "refunded" if total == donation.shares else donation.state
        try:
            with transaction() as write:
                write.save(RefundRow(refund_id, of=donation.id), condition=RefundRow.id.does_not_exist())
                write.update(
                    DonationRow(donation.id),
                    actions=[
                        DonationRow.creator_refunded.set(total.creator),
                        DonationRow.platform_refunded.set(total.platform),
                        DonationRow.tax_refunded.set(total.tax),
                        DonationRow.state.set(state),
                    ],
                    condition=(DonationRow.creator_refunded == donation.refunded.creator)
                    & (DonationRow.platform_refunded == donation.refunded.platform)
                    & (DonationRow.tax_refunded == donation.refunded.tax),
                )
                write.update(
                    _total(donation, donation.received_at or at),
                    actions=[TotalRow.gross.add(-back.total), TotalRow.creator_part.add(-back.creator)],
                )
                if also:
                    also(write)
                announce(write, event, at)
        except Contention:
            if self.knows_refund(refund_id):
                return False
            raise
        return True

    @staticmethod
    def knows_refund(refund_id: str) -> bool:
        return next(RefundRow.query(refund_id, consistent_read=True, limit=1), None) is not None


def _row(donation: Donation) -> DonationRow:
    return DonationRow(
        donation.id,
        channel_id=donation.channel_id,
        donor_id=donation.donor_id,
        currency=donation.gross.currency,
        gross=donation.gross.minor,
        creator_part=donation.shares.creator,
        platform_part=donation.shares.platform,
        tax=donation.shares.tax,
        message=donation.message or None,
        state=donation.state,
        asked_at=iso(donation.asked_at),
        refund_days=donation.refund_days,
        session_id=donation.session_id,
        guardian_id=donation.guardian_id,
    )
