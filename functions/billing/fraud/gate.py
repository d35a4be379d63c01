"""Who is asked before a payment is opened: the person's row is read once, and counted once a request."""

from dataclasses import dataclass

from functions.billing.fraud.cases import CaseRow, DynamoCases, case_id, case_of
from functions.billing.fraud.domain import Asked, PaymentRefused, judge, policy_on
from functions.billing.fraud.watch import DynamoWatch, signals
from kernel import clock
from kernel.clock import Clock
from kernel.transactions import Contention, transaction, until_settled


@dataclass(frozen=True)
class Gate:
    watch: DynamoWatch
    cases: DynamoCases
    now: Clock

    def admit(self, asked: Asked) -> None:
        """Raises a 403 for what is refused, which leaves a case and nothing else."""
        until_settled(lambda: self._admit(asked))

    def _admit(self, asked: Asked) -> None:
        now, row = self.now(), self.watch.find(asked.person_id)
        if row.knows(asked.id) and not row.blocked:
            return
        policy, named = policy_on(now.date()), case_id(asked.id)
        verdict = judge(signals(row, asked, policy, now), policy)
        if verdict.decision == "block":
            self.cases.open(case_of(named, asked, verdict, "blocked", now))
            raise PaymentRefused
        try:
            with transaction() as write:
                self.watch.count(write, row, asked, policy, now)
                if verdict.decision == "review":
                    write.save(case_of(named, asked, verdict, "review", now), condition=CaseRow.id.does_not_exist())
                else:
                    free = CaseRow.id.does_not_exist() | (CaseRow.state == "cleared")
                    write.condition_check(CaseRow, named, condition=free)
        except Contention:
            known = self.cases.find(named)
            if known and known.outcome == "blocked" and known.state != "cleared":
                raise PaymentRefused from None  # refused once, the same request stays refused
            if known is None or (known.state != "cleared" and self.watch.find(asked.person_id).version != row.version):
                raise
            with transaction() as write:  # its case stands since an earlier day, or somebody let this very payment go
                self.watch.count(write, row, asked, policy, now)


def admit(asked: Asked) -> None:
    Gate(DynamoWatch(), DynamoCases(), clock.now).admit(asked)
