"""What is heard of payments after they were opened: paid, declined, disputed, warned of. Each counts once."""

from dataclasses import dataclass, replace
from typing import Protocol

from functions.billing.disputes import store as disputes
from functions.billing.donations.settling import NotYet
from functions.billing.donations.store import DynamoDonations
from functions.billing.fraud.cases import CaseRow, DynamoCases, Paid, case_id, case_of
from functions.billing.fraud.deciding import Deciding
from functions.billing.fraud.domain import Asked, Signals, judge, policy_on
from functions.billing.fraud.processor import Doubt, FailedCharge
from functions.billing.fraud.watch import Card, DynamoWatch, WatchRow, standing
from functions.billing.payees import DynamoPayees
from functions.billing.payouts.disputes import DynamoDisputes
from functions.billing.processor import Payment
from functions.billing.subscriptions.store import invoice
from kernel.clock import Clock, from_iso
from kernel.money import Money

RISKS = {"elevated": 1, "highest": 2}


class Payments(Protocol):
    def payment(self, payment_id: str) -> Payment: ...


class Invoices(Protocol):
    def invoice_of(self, payment_id: str) -> str | None: ...


@dataclass(frozen=True)
class Hearing:
    watch: DynamoWatch
    cases: DynamoCases
    holds: DynamoDisputes
    deciding: Deciding
    donations: DynamoDonations
    payees: DynamoPayees
    payments: Payments
    invoices: Invoices
    now: Clock

    def paid_donation(self, payment_id: str) -> None:
        """Holds what it earned where a case of it is open, and looks at the card that paid."""
        payment = self.payments.payment(payment_id)
        asked = self._donation(payment.metadata.get("donation_id"))
        if asked:
            self._paid(asked, Paid(asked.id, payment.id), payment, asked.id)

    def paid_invoice(self, invoice_id: str, asked_as: str | None) -> None:
        """`asked_as` is the name under which the subscription was asked for."""
        asked = self._invoice(invoice_id)
        row = invoice(invoice_id)
        if asked and row and row.payment_id:
            payment = self.payments.payment(row.payment_id)
            self._paid(asked, Paid(invoice_id, row.payment_id), payment, asked_as or invoice_id)

    def _paid(self, asked: Asked, paid: Paid, payment: Payment, asked_as: str) -> None:
        case = self._arrived(case_id(asked_as), paid)
        card = self.watch.paid(asked.person_id, payment.card)
        person = self.watch.find(asked.person_id)
        known = standing(person, self.now())
        after = replace(known, risk=RISKS.get(payment.risk or "", 0), **self._card_signals(asked, card))
        policy = policy_on(self.now().date())
        verdict = judge(after, policy)
        goes_back = case is not None and case.state == "confirmed"
        unseen = not goes_back and asked.kind == "donation" and _blocked_before(person, payment)
        if verdict.decision != "pass" and (after != known or unseen):
            self._open(case_of(case_id("card", payment.id), asked, verdict, "review", self.now()), paid)

    def _card_signals(self, asked: Asked, card: Card) -> dict[str, int]:
        payee = self.payees.find(asked.channel_id) if asked.channel_id else None
        others = card.blocked - {asked.person_id}
        return {"card_of_the_payee": int(payee is not None and payee.owner_id in card.people),
                "card_of_blocked": int(bool(others))}  # fmt: skip

    def _open(self, case: CaseRow, paid: Paid) -> None:
        self.cases.open(case)
        self._arrived(case.id, paid)

    def _arrived(self, named: str, paid: Paid) -> CaseRow | None:
        """Written to the case first: who decides at the same moment sees the payment, or is seen here."""
        case = self.cases.arrived(named, paid)
        if case and case.state == "open":
            self.holds.opened(paid.payment_id, case.id, self.now())
        elif case and case.state == "confirmed":
            self.deciding.give_back(case, paid)
        return case

    def declined(self, charge: FailedCharge) -> None:
        donation = self.donations.find(charge.donation_id) if charge.donation_id else None
        person = donation.donor_id if donation else charge.user_id
        if person:
            self.watch.declined(person, charge.id, charge.at)

    def disputed(self, dispute_id: str) -> None:
        row = disputes.find(dispute_id)
        asked = self._donation(row.of) or self._invoice(row.of) if row else None
        if row and asked:
            self.watch.dispute(asked.person_id, dispute_id, row.state)

    def doubted(self, doubt: Doubt, signals: Signals) -> None:
        """A warning always opens a case, whatever the score."""
        payment = self.payments.payment(doubt.payment_id)
        of = payment.metadata.get("donation_id") or self.invoices.invoice_of(payment.id)
        if of is None:
            return  # somebody else's payment in the same account
        asked = self._donation(of) or self._invoice(of)
        if asked is None:
            raise NotYet(f"{doubt.id} came before its payment")
        verdict = judge(signals, policy_on(self.now().date()))
        self._open(case_of(case_id(doubt.id), asked, verdict, "review", self.now()), Paid(of, payment.id))

    def given_back(self, payment_id: str) -> None:
        """What a confirmed case took back is in the books: its two lines need not wait any more."""
        for named in self.holds.open_of(payment_id):
            case = self.cases.find(named)
            if case and case.state == "confirmed":
                self.holds.closed(payment_id, named, self.now())

    def _donation(self, donation_id: str | None) -> Asked | None:
        found = self.donations.find(donation_id) if donation_id else None
        if found is None:
            return None
        return Asked(found.id, found.donor_id, "donation", found.channel_id, found.gross, found.channel_id)

    @staticmethod
    def _invoice(invoice_id: str) -> Asked | None:
        row = invoice(invoice_id)
        if row is None:
            return None
        channel = row.slot.partition(":")[2] or None
        total = Money(int(row.total), row.currency)
        return Asked(row.id, row.user_id, "membership" if channel else "plan", row.slot, total, channel)


def _blocked_before(person: WatchRow, payment: Payment) -> bool:
    """Whether it was paid on a page that was opened before the person was blocked."""
    return bool(person.blocked_at and payment.paid_at and payment.paid_at > from_iso(person.blocked_at))
