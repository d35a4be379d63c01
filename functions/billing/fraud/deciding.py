"""What somebody of the platform decides about a case and a person."""

from dataclasses import dataclass
from typing import Protocol

from functions.billing.donations.store import DynamoDonations
from functions.billing.fraud.cases import CaseRow, DynamoCases, Paid
from functions.billing.fraud.watch import DynamoWatch, WatchRow
from functions.billing.payouts.disputes import DynamoDisputes
from functions.billing.subscriptions.store import invoice
from kernel.clock import Clock


class Refunds(Protocol):
    def refund(self, payment_id: str, amount: int, key: str) -> None: ...


@dataclass(frozen=True)
class Deciding:
    watch: DynamoWatch
    cases: DynamoCases
    holds: DynamoDisputes
    donations: DynamoDonations
    refunds: Refunds
    now: Clock

    def clear(self, named: str, by: str, reason: str) -> CaseRow:
        """What its payments earned is paid out; said again it finishes what a first try left."""
        case = self.cases.decide(named, "cleared", by, reason, self.now())
        for paid in map(Paid.read, sorted(case.payments or ())):
            self.holds.closed(paid.payment_id, case.id, self.now())
        return case

    def confirm(self, named: str, by: str, reason: str) -> CaseRow:
        """It was fraud: the person is blocked, and what was paid goes back. What is paid later goes back as well."""
        case = self.cases.decide(named, "confirmed", by, reason, self.now())
        self.watch.block(case.user_id, by, reason, self.now())
        for paid in map(Paid.read, sorted(case.payments or ())):
            self.give_back(case, paid)
        return case

    def give_back(self, case: CaseRow, paid: Paid) -> None:
        """All that is left of it, once a case; it counts when the processor says so."""
        self.holds.opened(paid.payment_id, case.id, self.now())
        row = invoice(paid.of)
        left = int(row.total) - int(row.refunded) if row else self._left_of_donation(paid.of)
        if not left:  # nothing more will go back, and so nothing closes it later
            self.holds.closed(paid.payment_id, case.id, self.now())
        else:
            self.refunds.refund(paid.payment_id, left, f"{paid.of}-{case.id}-{left}")

    def _left_of_donation(self, donation_id: str) -> int:
        found = self.donations.find(donation_id)
        return found.left.total if found else 0

    def block(self, user_id: str, by: str, reason: str) -> WatchRow:
        return self.watch.block(user_id, by, reason, self.now())

    def unblock(self, user_id: str) -> WatchRow:
        return self.watch.unblock(user_id)
