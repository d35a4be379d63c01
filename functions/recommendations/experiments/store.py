"""Experiments, the people in them, and each arm's sums, in DynamoDB."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from functions.recommendations.experiments.assignment import Arm
from functions.recommendations.experiments.sequential import Comparison, Sums
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.errors import Conflict, NotFound
from kernel.transactions import Contention, held, transaction

ALL, RUNNING = "experiments", "running"  # of a kind, one row: the name of what runs on its lists
COUNTED_AT_ONCE = 2_000
KEPT = timedelta(days=365)  # a person of an experiment: none runs for so long
COUNTED_LATE = timedelta(days=2)  # after the last window: what could not be counted at once


class ExperimentRow(Model):
    class Meta:
        table_name = environment.table_name("experiments")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    shelf = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    arms = JSONAttribute()
    outcome = UnicodeAttribute()
    window_hours = NumberAttribute()
    spread = NumberAttribute()
    state = UnicodeAttribute()
    started_at = UnicodeAttribute()
    stopped_at = UnicodeAttribute(null=True)
    smallest_p = JSONAttribute(default=dict)  # by arm, of all looks so far
    differences = JSONAttribute(default=dict)  # by arm, at the look with that p


class Open(GlobalSecondaryIndex["SubjectRow"]):
    class Meta:
        index_name = "open"
        projection = AllProjection()

    open = UnicodeAttribute(hash_key=True)
    counts_at = UnicodeAttribute(range_key=True)


class SubjectsByUser(GlobalSecondaryIndex["SubjectRow"]):
    class Meta:
        index_name = "by_user"
        projection = KeysOnlyProjection()

    user_id = UnicodeAttribute(hash_key=True)
    experiment = UnicodeAttribute(range_key=True)


class SubjectRow(Model):
    """A person of an experiment; `open` until their outcome is added to the arm's sums, when its window is over."""

    class Meta:
        table_name = environment.table_name("subjects")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    experiment = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    arm = UnicodeAttribute()
    open = UnicodeAttribute(null=True)
    counts_at = UnicodeAttribute()
    x = NumberAttribute(default=0)
    y = NumberAttribute(default=0)
    expires = TTLAttribute(null=True)
    open_index = Open()
    by_user = SubjectsByUser()


class ArmRow(Model):
    class Meta:
        table_name = environment.table_name("arms")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    experiment = UnicodeAttribute(hash_key=True)
    arm = UnicodeAttribute(range_key=True)
    n = NumberAttribute(default=0)
    y = NumberAttribute(default=0)
    yy = NumberAttribute(default=0)
    x = NumberAttribute(default=0)
    xx = NumberAttribute(default=0)
    xy = NumberAttribute(default=0)


@dataclass(frozen=True)
class Experiment:
    """`outcome` is "played" (did anything come of a list within the window) or "plays" (how often)."""

    name: str
    kind: str
    arms: tuple[Arm, ...]
    outcome: str
    window_hours: int
    spread: float
    state: str
    started_at: datetime
    stopped_at: datetime | None = None
    smallest_p: dict[str, float] | None = None
    differences: dict[str, float] | None = None

    def counts(self, now: datetime) -> bool:
        """Whether windows of its people may still be open, or have closed a moment ago: also after it was stopped."""
        if self.stopped_at is None:
            return self.state == "running"
        return now <= self.stopped_at + timedelta(hours=self.window_hours) + COUNTED_LATE


class DynamoExperiments:
    def all(self) -> list[Experiment]:
        return [_experiment(row) for row in ExperimentRow.query(ALL)]

    def find(self, name: str) -> Experiment:
        try:
            return _experiment(ExperimentRow.get(ALL, name, consistent_read=True))
        except ExperimentRow.DoesNotExist:
            raise NotFound("There is no such experiment.", code="no_such_experiment") from None

    def begin(self, experiment: Experiment) -> None:
        """One of a kind runs at a time: what two of them did together could not be told apart."""
        if any(one.kind == experiment.kind and one.state == "running" for one in self.all()):
            raise Conflict("Another experiment runs on these lists.", code="experiment_running")
        arms = [vars(arm) for arm in experiment.arms]
        facts: dict[str, Any] = {**vars(experiment), "arms": arms, "started_at": iso(experiment.started_at)}
        del facts["stopped_at"], facts["smallest_p"], facts["differences"]
        try:
            with transaction() as write:
                write.save(ExperimentRow(ALL, **facts), condition=ExperimentRow.name.does_not_exist())
                write.update(
                    ExperimentRow(RUNNING, experiment.kind), actions=[ExperimentRow.state.set(experiment.name)],
                    condition=ExperimentRow.name.does_not_exist(),
                )  # fmt: skip
        except Contention as error:
            if any(one.name == experiment.name for one in self.all()):
                raise Conflict("There was an experiment of this name.", code="experiment_exists") from error
            raise Conflict("Another experiment runs on these lists.", code="experiment_running") from error

    def stop(self, name: str, now: datetime) -> None:
        found = next((one for one in self.all() if one.name == name and one.state == "running"), None)
        if found is None:
            raise Conflict("This experiment does not run.", code="experiment_not_running")
        actions: list[Action] = [ExperimentRow.state.set("stopped"), ExperimentRow.stopped_at.set(iso(now))]
        mine = ExperimentRow.name.does_not_exist() | (ExperimentRow.state == name)
        try:
            with transaction() as write:
                write.update(ExperimentRow(ALL, name), actions=actions, condition=ExperimentRow.state == "running")
                write.delete(ExperimentRow(RUNNING, found.kind), condition=mine)
        except Contention as error:
            raise Conflict("This experiment does not run.", code="experiment_not_running") from error

    def note(self, experiment: Experiment, told: dict[str, Comparison]) -> None:
        """A look: where an arm's p is the smallest so far, it is kept with the difference that it is of."""
        smallest, differences = dict(experiment.smallest_p or {}), dict(experiment.differences or {})
        for arm, one in told.items():
            if one.p <= smallest.get(arm, 1.0):
                smallest[arm], differences[arm] = one.p, one.difference
        ExperimentRow(ALL, experiment.name).update(
            actions=[ExperimentRow.smallest_p.set(smallest), ExperimentRow.differences.set(differences)]
        )

    def enter(self, experiment: Experiment, user_id: str, arm: str, x: float, now: datetime) -> None:
        """At the first list that somebody is shown; what they did before is fixed then."""
        counts_at = iso(now + timedelta(hours=experiment.window_hours))
        row = SubjectRow(experiment.name, user_id, arm=arm, open=experiment.name, counts_at=counts_at, x=x,
                         expires=now + KEPT)  # fmt: skip
        held(lambda: row.save(condition=SubjectRow.user_id.does_not_exist()))

    def outcome(self, experiment: Experiment, user_id: str, now: datetime) -> None:
        change = SubjectRow.y.set(1) if experiment.outcome == "played" else SubjectRow.y.add(1)
        within = SubjectRow.open.exists() & (SubjectRow.counts_at > iso(now))
        held(lambda: SubjectRow(experiment.name, user_id).update(actions=[change], condition=within))

    def count(self, experiment: Experiment, now: datetime) -> int:
        """Adds those whose window is over to their arm's sums, each once; how many they were."""
        found = SubjectRow.open_index.query(experiment.name, SubjectRow.counts_at <= iso(now), limit=COUNTED_AT_ONCE)
        return sum(self._add(row) for row in found)

    def arms_of(self, user_id: str) -> list[dict[str, Any]]:
        rows = SubjectRow.batch_get([(row.experiment, user_id) for row in SubjectRow.by_user.query(user_id)])
        return [{"experiment": row.experiment, "arm": row.arm, "past": row.x, "outcome": row.y} for row in rows]

    def forget(self, user_id: str) -> None:
        """Whose window is open counts in no arm; what was counted names nobody."""
        found = list(SubjectRow.by_user.query(user_id))
        with SubjectRow.batch_write() as write:
            for row in found:
                write.delete(row)

    def sums(self, name: str) -> dict[str, Sums]:
        return {
            row.arm: Sums(int(row.n), *(float(getattr(row, part)) for part in ("y", "yy", "x", "xx", "xy")))
            for row in ArmRow.query(name)
        }

    @staticmethod
    def _add(row: SubjectRow) -> bool:
        x, y = float(row.x or 0), float(row.y or 0)
        parts = {"n": 1, "y": y, "yy": y * y, "x": x, "xx": x * x, "xy": x * y}
        try:
            with transaction() as write:
                write.update(
                    SubjectRow(row.experiment, row.user_id),
                    actions=[SubjectRow.open.remove()],
                    condition=SubjectRow.open.exists() & (SubjectRow.y == row.y),
                )
                write.update(
                    ArmRow(row.experiment, row.arm),
                    actions=[getattr(ArmRow, part).add(value) for part, value in parts.items()],
                )
        except Contention:  # counted by another, or changed this moment: the next run has it
            return False
        return True


def _experiment(row: ExperimentRow) -> Experiment:
    return Experiment(
        row.name, row.kind, tuple(Arm(**arm) for arm in row.arms), row.outcome, int(row.window_hours),
        float(row.spread), row.state, from_iso(row.started_at),
        from_iso(row.stopped_at) if row.stopped_at else None, dict(row.smallest_p or {}),
        dict(row.differences or {}),
    )  # fmt: skip
