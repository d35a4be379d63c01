"""A day of payouts: per payee and currency what is due is put into a payout, sealed, and sent.

Every step may be the last of a run that dies: lines stand in at most one payout, amounts are sealed once, a transfer
has a key that the next try repeats. What is not paid is carried forward with its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from contracts.billing import PayoutPaid, Settled
from functions.billing import policies
from functions.billing.ledger.payables import Payable, open_lines, parties
from functions.billing.payees import DynamoPayees
from functions.billing.payouts.accounts import DynamoAccounts, PayoutAccount
from functions.billing.payouts.connect import Transfer, TransferRefused
from functions.billing.payouts.disputes import DynamoDisputes
from functions.billing.payouts.domain import (
    DISPUTED,
    DUE,
    REVIEWED,
    Sums,
    Taxed,
    amounts_of,
    by_currency,
    reason_to_wait,
    sorted_out,
)
from functions.billing.payouts.rows import Carried, Payout
from functions.billing.payouts.store import DynamoPayouts, Sealed
from functions.billing.processor import ProcessorDown
from kernel.clock import Clock
from kernel.money import Money
from kernel.observability import logger
from kernel.transactions import until_settled


class Transfers(Protocol):
    def transfer(self, payout_id: str, account_id: str, net: Money, attempt: int) -> Transfer: ...
    def transfer_of(self, payout_id: str, net: Money) -> Transfer | None: ...


@dataclass
class Report:
    """Of one run: payouts that were paid, that wait at the processor, parts carried forward, payees that failed."""

    paid: int = 0
    waiting: int = 0
    carried: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Owners:
    """Who is paid for whom: a channel's owner, and a seller himself."""

    payees: DynamoPayees

    def of(self, party: str) -> str | None:
        kind, _, party_id = party.partition("/")
        if kind == "seller":
            return party_id
        found = self.payees.find(party_id)
        return found.owner_id if found else None


@dataclass(frozen=True)
class Running:
    payouts: DynamoPayouts
    accounts: DynamoAccounts
    disputes: DynamoDisputes
    owners: Owners
    transfers: Transfers
    now: Clock

    def run(self, day: date, payee: str | None = None) -> Report:
        """Of one payee, or of all; run again it goes on where it stopped. A payee that fails holds up no other."""
        report = Report()
        self.retry(report, payee)  # first: what is refused now is not asked again in this run
        for party in [payee] if payee else list(parties(self.payouts.entity_id)):
            try:
                self._payee(party, day, report)
            except Exception:  # noqa: BLE001 - one payee's failure must not keep the others from being paid
                logger.exception("payout failed", extra={"payee": party})
                report.failed += 1
        if payee is None and not report.failed:
            self.payouts.finish(day, self.now())
        return report

    def retry(self, report: Report, payee: str | None = None) -> None:
        """What is sealed and not paid yet."""
        for payout in list(self.payouts.unpaid()):
            if payee in {None, payout.payee}:
                self._send(payout.id, report)

    def _payee(self, party: str, day: date, report: Report) -> None:
        lines = by_currency(open_lines(self.payouts.entity_id, party))
        disputed = self.disputes.open_among(line.payment_id for found in lines.values() for line in found)
        owner = self.owners.of(party)
        account = self.accounts.find(owner) if owner else PayoutAccount("")
        for currency in sorted({*lines, *self.payouts.currencies(party)}):
            self._currency(party, currency, day, lines.get(currency, ()), disputed, account, report)

    def _currency(
        self,
        party: str,
        currency: str,
        day: date,
        lines: Iterable[Payable],
        disputed: dict[str, str],
        account: PayoutAccount,
        report: Report,
    ) -> None:
        policy = policies.payouts(day)
        found = sorted_out(lines, day, policy, disputed)
        due, left = found[DUE], [(why, Sums.of(found[why])) for why in (DISPUTED, REVIEWED)]
        payout = self.payouts.gathering(party, currency)
        sums = payout.sums.plus(Sums.of(due))
        rule = policies.withholding(day, account.country or "", account.kind or "")
        reason = reason_to_wait(sums, currency, amounts_of(sums, currency, policy, rule), policy, account.holds())
        if reason:
            left.append((reason, sums))
        elif sums.lines:
            sealed = self._seal(payout, due, day, account)
            if sealed:
                self._send(sealed.id, report)
        parts = [Carried(day, currency, why, some.total, some.lines) for why, some in left if some.lines]
        self.payouts.carry(party, currency, day, parts)
        report.carried += len(parts)

    def _seal(self, payout: Payout, due: list[Payable], day: date, account: PayoutAccount) -> Payout | None:
        """The payout with its amounts; None where another run sealed it, or what came in meanwhile makes it too little.

        Then its lines stay in it, and the next run goes on with them.
        """
        try:
            self.payouts.gather(payout, due)
        except Sealed:
            return None
        return until_settled(lambda: self._sealed(payout.id, day, account))

    def _sealed(self, payout_id: str, day: date, account: PayoutAccount) -> Payout | None:
        known = self.payouts.find(payout_id)
        if known is None or known.state != "gathering":
            return None
        policy = policies.payouts(day)
        rule = policies.withholding(day, account.country or "", account.kind or "")
        amounts = amounts_of(known.sums, known.currency, policy, rule)
        if reason_to_wait(known.sums, known.currency, amounts, policy, account.holds()):
            return None
        taxed = Taxed(account.country or "", account.kind or "", account.tax_reference or "")
        self.payouts.seal(known, amounts, account.account_id or "", taxed, day)
        return replace(known, state="ready")

    def _send(self, payout_id: str, report: Report) -> None:
        payout = self.payouts.lease(payout_id, self.now())
        if payout is None:
            return
        try:
            transfer = self._transfer(payout)
        except TransferRefused as refused:
            self.payouts.put_off(payout, refused.why, refused=True)
            report.waiting += 1
        except ProcessorDown as down:
            self.payouts.put_off(payout, down.code, refused=False)
            report.waiting += 1
        else:
            self.payouts.pay(payout, transfer.id, transfer.at, paid(payout, transfer))
            report.paid += 1

    def _transfer(self, payout: Payout) -> Transfer:
        """An earlier try may have moved it without anybody hearing of it."""
        earlier = self.transfers.transfer_of(payout.id, payout.net) if payout.tries > 1 else None
        return earlier or self.transfers.transfer(payout.id, payout.account_id, payout.net, payout.refusals)


def paid(payout: Payout, transfer: Transfer) -> PayoutPaid:
    kind, _, party_id = payout.payee.partition("/")
    kept = transfer.settled
    return PayoutPaid(
        payout_id=payout.id,
        payee_type="seller" if kind == "seller" else "creator",
        payee_id=party_id,
        currency=payout.currency,
        gross=payout.sums.gross,
        adjustments=payout.sums.adjustments,
        fee=payout.fee,
        income_tax=payout.income_tax,
        local_tax=payout.local_tax,
        net=payout.net.minor,
        paid_at=transfer.at,
        paid_from="processor",
        transfer_id=transfer.id,
        settled=Settled(currency=kept.currency, amount=kept.minor) if kept else None,
        tax_country=payout.taxed.country,
        tax_kind=payout.taxed.kind,
        tax_reference=payout.taxed.reference,
    )
