"""Payouts in DynamoDB: lines put into them in pieces, amounts sealed once, what was carried forward and why."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pynamodb.expressions.update import Action

from functions.billing.ledger.payables import Payable, PayableRow, party_key
from functions.billing.payouts.domain import Amounts, Sums, Taxed
from functions.billing.payouts.rows import Carried, CarriedRow, Payout, PayoutRow, RunRow, TurnRow
from kernel.clock import iso
from kernel.events import Event
from kernel.identifiers import id_from
from kernel.outbox import announce
from kernel.transactions import Contention, held, transaction, until_settled

PIECE = 90  # lines in one transaction, which takes a hundred items
LEASE = timedelta(minutes=5)  # longer than the processor's client tries


class Sealed(Exception):
    """Somebody else sealed it meanwhile: what is not in it waits for the next."""


@dataclass(frozen=True)
class DynamoPayouts:
    entity_id: str

    def find(self, payout_id: str) -> Payout | None:
        try:
            return PayoutRow.get(payout_id, consistent_read=True).payout()
        except PayoutRow.DoesNotExist:
            return None

    def currencies(self, payee: str) -> list[str]:
        """In which something was ever gathered for the payee."""
        return [row.currency for row in TurnRow.query(party_key(self.entity_id, payee), consistent_read=True)]

    def gathering(self, payee: str, currency: str) -> Payout:
        """The one that takes lines now, empty before the first."""
        key = party_key(self.entity_id, payee)
        turn = next(iter(TurnRow.query(key, TurnRow.currency == currency, consistent_read=True, limit=1)), None)
        payout_id = id_from("po", self.entity_id, payee, currency, str(int(turn.number) if turn else 1))
        return self.find(payout_id) or Payout(payout_id, payee, currency)

    def gather(self, payout: Payout, lines: Sequence[Payable]) -> None:
        """Puts the lines in, piece by piece; what stands in a payout already stays there. Raises `Sealed`."""
        for start in range(0, len(lines), PIECE):
            piece = [line.key for line in lines[start : start + PIECE]]
            until_settled(lambda keys=piece: self._gather(payout, keys))  # type: ignore[misc]

    def _gather(self, payout: Payout, keys: Sequence[str]) -> None:
        party = party_key(self.entity_id, payout.payee)
        known = self.find(payout.id) or payout
        if known.state != "gathering":
            raise Sealed
        rows = PayableRow.batch_get([(party, key) for key in keys], consistent_read=True)
        lines = [row.payable() for row in rows if not row.payout_id]
        if not lines:
            return
        sums = Sums.of(lines)
        with transaction() as write:
            for line in lines:
                write.update(
                    PayableRow(party, line.key),
                    actions=[PayableRow.payout_id.set(payout.id), PayableRow.open.remove()],
                    condition=PayableRow.payout_id.does_not_exist() & PayableRow.open.exists(),
                )
            write.update(
                PayoutRow(payout.id),
                actions=[
                    PayoutRow.payee.set(party),
                    PayoutRow.currency.set(payout.currency),
                    PayoutRow.state.set("gathering"),
                    PayoutRow.gross.add(sums.gross),
                    PayoutRow.adjustments.add(sums.adjustments),
                    PayoutRow.lines.add(sums.lines),
                ],
                condition=PayoutRow.state.does_not_exist() | (PayoutRow.state == "gathering"),
            )
            # with the first lines: who dies behind this finds it again among the payee's currencies
            write.update(TurnRow(party, payout.currency), actions=[TurnRow.number.set(TurnRow.number | 1)])

    def seal(self, payout: Payout, amounts: Amounts, account_id: str, taxed: Taxed, day: date) -> None:
        """From now on its amounts stand. Raises `Contention` where a line came in meanwhile or somebody sealed it."""
        turn = TurnRow(party_key(self.entity_id, payout.payee), payout.currency)
        with transaction() as write:
            write.update(
                PayoutRow(payout.id),
                actions=[
                    PayoutRow.state.set("ready"),
                    PayoutRow.fee.set(amounts.fee),
                    PayoutRow.income_tax.set(amounts.income_tax),
                    PayoutRow.local_tax.set(amounts.local_tax),
                    PayoutRow.account_id.set(account_id),
                    PayoutRow.tax_country.set(taxed.country),
                    PayoutRow.tax_kind.set(taxed.kind),
                    PayoutRow.tax_reference.set(taxed.reference),
                    PayoutRow.sealed.set(f"{day}#{payout.id}"),
                    PayoutRow.unpaid.set(self.entity_id),
                ],
                condition=(PayoutRow.state == "gathering") & (PayoutRow.lines == payout.sums.lines),
            )
            write.update(turn, actions=[TurnRow.number.add(1)])

    def unpaid(self) -> Iterator[Payout]:
        """Sealed, and not known to be paid; one sealed a moment ago may be missing."""
        for row in PayoutRow.not_paid.query(self.entity_id):
            yield row.payout()

    def lease(self, payout_id: str, now: datetime) -> Payout | None:
        """The turn to send it, for a while, which nobody else has; None where it is somebody's, or paid."""
        row, until = PayoutRow(payout_id), iso(now + LEASE)
        free = PayoutRow.leased_until.does_not_exist() | (PayoutRow.leased_until < iso(now))
        taken = held(
            lambda: row.update(
                actions=[PayoutRow.state.set("sending"), PayoutRow.leased_until.set(until), PayoutRow.tries.add(1)],
                condition=PayoutRow.unpaid.exists() & free,
            )
        )
        return self.find(payout_id) if taken else None

    @staticmethod
    def put_off(payout: Payout, reason: str, *, refused: bool) -> None:
        """It waits with the reason; `refused` where it is certain that nothing was moved."""
        row = PayoutRow(payout.id)
        actions: list[Action] = [
            PayoutRow.state.set("waiting"),
            PayoutRow.reason.set(reason),
            PayoutRow.leased_until.remove(),
            PayoutRow.refusals.set(payout.refusals + int(refused)),
        ]
        held(lambda: row.update(actions=actions, condition=PayoutRow.tries == payout.tries))

    @staticmethod
    def pay(payout: Payout, transfer_id: str, at: datetime, event: Event) -> bool:
        """Paid, and announced, in one transaction; False where it was before."""
        try:
            with transaction() as write:
                write.update(
                    PayoutRow(payout.id),
                    actions=[
                        PayoutRow.state.set("paid"),
                        PayoutRow.paid_at.set(iso(at)),
                        PayoutRow.transfer_id.set(transfer_id),
                        PayoutRow.unpaid.remove(),
                        PayoutRow.leased_until.remove(),
                        PayoutRow.reason.remove(),
                    ],
                    condition=PayoutRow.unpaid.exists(),
                )
                announce(write, event, at)
        except Contention:
            found = PayoutRow.get(payout.id, consistent_read=True)
            if found.state != "paid":
                raise
            return False
        return True

    def carry(self, payee: str, currency: str, day: date, parts: Sequence[Carried]) -> None:
        """What this run left of the payee in the currency, in the place of what an earlier run of the day said."""
        row = CarriedRow(party_key(self.entity_id, payee), f"{day}#{currency}")
        row.parts = json.dumps([[part.reason, part.amount, part.lines] for part in parts])
        row.save()

    def carried(self, payee: str) -> list[Carried]:
        """What the last run that left something left, by currency."""
        newest: dict[str, list[Carried]] = {}
        for row in CarriedRow.query(party_key(self.entity_id, payee), scan_index_forward=False, limit=50):
            day, currency = row.key.split("#")
            found = [Carried(date.fromisoformat(day), currency, *part) for part in json.loads(row.parts)]
            newest.setdefault(currency, found)
        return [part for parts in newest.values() for part in parts]

    def listed(self, payee: str, limit: int, cursor: dict[str, Any] | None) -> tuple[list[Payout], Any]:
        """Sealed ones, the newest first, and where the next page begins."""
        key = party_key(self.entity_id, payee)
        rows = PayoutRow.by_payee.query(key, scan_index_forward=False, limit=limit, last_evaluated_key=cursor)
        return [row.payout() for row in rows], rows.last_evaluated_key

    @staticmethod
    def lines(payout_id: str, limit: int | None = None, cursor: dict[str, Any] | None = None) -> Any:
        """Rows of its lines, by day; their own cursor behind them."""
        return PayableRow.in_payout.query(payout_id, limit=limit, last_evaluated_key=cursor)

    def finished(self, day: date) -> bool:
        query = RunRow.query(self.entity_id, RunRow.day == day.isoformat(), consistent_read=True, limit=1)
        return next(query, None) is not None

    def finish(self, day: date, at: datetime) -> None:
        RunRow(self.entity_id, day.isoformat(), finished_at=iso(at)).save()
