"""Cases: payments that were refused or that somebody looks at, with the rules that said so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.billing.fraud.domain import Asked, State, Verdict
from kernel import environment
from kernel.clock import iso
from kernel.errors import Conflict, NotFound
from kernel.identifiers import id_from
from kernel.pagination import decode_cursor, encode_cursor
from kernel.transactions import held

Outcome = Literal["blocked", "review"]
PLAIN = (
    "id", "user_id", "kind", "about", "channel_id", "currency", "outcome", "state", "opened_at",
    "decided_by", "decided_at", "reason",
)  # fmt: skip


class ByState(GlobalSecondaryIndex["CaseRow"]):
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    opened_at = UnicodeAttribute(range_key=True)


class CaseRow(Model):
    """`payments` are `don_… pi_…`: what was paid, and the processor's payment of it."""

    class Meta:
        table_name = environment.table_name("fraudcases")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    about = UnicodeAttribute()
    channel_id = UnicodeAttribute(null=True)
    currency = UnicodeAttribute()
    amount = NumberAttribute()
    score = NumberAttribute()
    rules = JSONAttribute()
    outcome = UnicodeAttribute()
    state = UnicodeAttribute()
    opened_at = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    payments = UnicodeSetAttribute(null=True)
    by_state = ByState()

    def plain(self) -> dict[str, Any]:
        paid = [one.split(" ")[0] for one in sorted(self.payments or ())]
        numbers = {"amount": int(self.amount), "score": int(self.score)}
        return {**{name: getattr(self, name) for name in PLAIN}, **numbers, "rules": self.rules, "payments": paid}


@dataclass(frozen=True)
class Paid:
    """What was paid of a case: a donation or an invoice, and the processor's payment."""

    of: str
    payment_id: str

    @classmethod
    def read(cls, text: str) -> "Paid":
        return cls(*text.split(" "))

    def __str__(self) -> str:
        return f"{self.of} {self.payment_id}"


def case_id(*about: str) -> str:
    """One case of one payment, and of what is heard of it, however often it is told."""
    return id_from("frc", *about)


def case_of(named: str, asked: Asked, verdict: Verdict, outcome: Outcome, at: datetime) -> CaseRow:
    return CaseRow(
        named,
        user_id=asked.person_id,
        kind=asked.kind,
        about=asked.id,
        channel_id=asked.channel_id,
        currency=asked.amount.currency,
        amount=asked.amount.minor,
        score=verdict.score,
        rules=[finding.plain() for finding in verdict.findings],
        outcome=outcome,
        state="open",
        opened_at=iso(at),
    )


class DynamoCases:
    def find(self, named: str) -> CaseRow | None:
        try:
            return CaseRow.get(named, consistent_read=True)
        except CaseRow.DoesNotExist:
            return None

    def require(self, named: str) -> CaseRow:
        found = self.find(named)
        if found is None:
            raise NotFound("There is no such case.", code="no_such_case")
        return found

    def open(self, row: CaseRow) -> None:
        """Once."""
        held(lambda: row.save(condition=CaseRow.id.does_not_exist()))

    @staticmethod
    def arrived(named: str, paid: Paid) -> CaseRow | None:
        """The case with this payment in it; None where there is no such case."""
        row = CaseRow(named)
        found = held(lambda: row.update(actions=[CaseRow.payments.add({str(paid)})], condition=CaseRow.id.exists()))
        return row if found else None

    def decide(self, named: str, state: State, by: str, reason: str, at: datetime) -> CaseRow:
        """Once; the same decision again is the one that was made. Raises a 409 for another one."""
        row = self.require(named)
        actions: list[Action] = [
            CaseRow.state.set(state),
            CaseRow.decided_by.set(by),
            CaseRow.decided_at.set(iso(at)),
            CaseRow.reason.set(reason),
        ]
        if not held(lambda: row.update(actions=actions, condition=CaseRow.state == "open")):
            row = self.require(named)
            if row.state != state:
                raise Conflict(f"This case is {row.state}.", code="case_decided")
        return row

    @staticmethod
    def in_state(state: State, limit: int, cursor: str | None) -> tuple[list[CaseRow], str | None]:
        """The newest first."""
        found = CaseRow.by_state.query(
            state, scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        rows = list(found)
        return rows, encode_cursor(found.last_evaluated_key)
