"""What a minor pays in a month, counted in the transaction that begins the payment, so that no limit is passed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.donations.days import MONTH_KEPT, GivenRow, given, month_key
from functions.billing.guardians.domain import Consent, limit_reached
from functions.billing.guardians.store import DynamoPayers, PayerRow
from kernel import environment
from kernel.money import Money
from kernel.transactions import Contention, transaction, until_settled

Result = TypeVar("Result")
Also = Callable[[TransactWrite], None]


class BegunRow(Model):
    """What was counted last of a minor's subscription or renewal; `key` is the month's row of `GivenRow`."""

    class Meta:
        table_name = environment.table_name("begunsubscriptions")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    slot = UnicodeAttribute(range_key=True)
    key = UnicodeAttribute()
    counted = NumberAttribute()


@dataclass(frozen=True)
class Month:
    """A price in the month of a minor."""

    consent: Consent
    at: datetime
    price: Money

    @property
    def key(self) -> str:
        return month_key(self.consent.minor_id, self.at, self.price.currency)

    def write(self, write: TransactWrite) -> None:
        """On condition that there is room for it, and that the guardian said nothing else meanwhile."""
        room = self.consent.room_for(self.price)
        write.update(
            GivenRow(self.key),
            actions=[GivenRow.given.add(self.price.minor), GivenRow.expires.set(self.at + MONTH_KEPT)],
            condition=GivenRow.given.does_not_exist() | (GivenRow.given <= room),
        )
        write.condition_check(PayerRow, self.consent.minor_id, condition=PayerRow.version == self.consent.version)

    def require_room(self) -> None:
        """Why the transaction did not hold, where it is this. Raises a 409."""
        if given(self.key) > self.consent.room_for(self.price):
            raise limit_reached()


@dataclass(frozen=True)
class Months:
    payers: DynamoPayers

    def begin(
        self, user_id: str, price: Money, at: datetime, act: Callable[[Consent | None, Also | None], Result]
    ) -> Result:
        """Calls `act` with a minor's consent and what it has to write with the payment; with nothing for an adult.

        One read. Raises a 403 `age_needed` or `guardian_needed`, a 409 `guardian_limit_reached`.
        """
        return until_settled(lambda: self._begin(user_id, price, at, act))

    def _begin(
        self, user_id: str, price: Money, at: datetime, act: Callable[[Consent | None, Also | None], Result]
    ) -> Result:
        consent = self.payers.find(user_id).consent(at.date())
        if consent is None:
            return act(None, None)
        month = Month(consent, at, price)
        consent.room_for(price)
        try:
            return act(consent, month.write)
        except Contention:
            month.require_room()
            raise

    def subscribe(
        self, user_id: str, slot: str, price: Money, at: datetime, admit: Callable[[], Result], *, unpaid: bool
    ) -> Result:
        """Counts what a subscription costs at its start, or another plan more, before the processor is asked.

        `admit` is asked between: who may not pay is not shown to it, and what it refuses is in no month.
        `unpaid`: what was counted of this slot before was not paid, and is not counted twice.
        """
        return until_settled(lambda: self._subscribe(user_id, slot, price, at, admit, unpaid=unpaid))

    def _subscribe(
        self, user_id: str, slot: str, price: Money, at: datetime, admit: Callable[[], Result], *, unpaid: bool
    ) -> Result:
        consent = self.payers.find(user_id).consent(at.date())
        if consent is None:
            return admit()
        consent.room_for(price)
        admitted = admit()
        before, key = _begun(user_id, slot), month_key(user_id, at, price.currency)
        counted = int(before.counted) if before and unpaid and before.key == key else 0
        # never less than was counted: the page before may be paid in this moment
        month = Month(consent, at, Money(max(0, price.minor - counted), price.currency))
        row = BegunRow(user_id, slot, key=key, counted=counted + month.price.minor)
        unchanged = BegunRow.counted == before.counted if before else BegunRow.user_id.does_not_exist()
        try:
            with transaction() as write:
                month.write(write)
                write.save(row, condition=unchanged)
        except Contention:
            month.require_room()
            raise
        return admitted

    def renewed(self, user_id: str, slot: str, invoice_id: str, price: Money, at: datetime) -> None:
        """What a minor's subscription cost again: nobody asked for it, so it is counted also beyond the limit.

        Once an invoice; not in the month in which its page was opened, which has its price already.
        """
        until_settled(lambda: self._renewed(user_id, slot, invoice_id, price, at))

    def _renewed(self, user_id: str, slot: str, invoice_id: str, price: Money, at: datetime) -> None:
        key = month_key(user_id, at, price.currency)
        if not self.payers.find(user_id).minor_on(at.date()) or _begun(user_id, invoice_id):
            return
        opened = _begun(user_id, slot)
        if opened and opened.key == key:
            return
        with transaction() as write:
            write.save(
                BegunRow(user_id, invoice_id, key=key, counted=price.minor),
                condition=BegunRow.user_id.does_not_exist(),
            )
            write.update(
                GivenRow(key), actions=[GivenRow.given.add(price.minor), GivenRow.expires.set(at + MONTH_KEPT)]
            )


def _begun(user_id: str, slot: str) -> BegunRow | None:
    return next(iter(BegunRow.query(user_id, BegunRow.slot == slot, consistent_read=True)), None)
