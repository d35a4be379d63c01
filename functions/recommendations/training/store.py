"""Models and which of them answer. The pointer row is the truth; what SageMaker runs follows it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.recommendations.training.rules import Replaced
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.transactions import held, transaction, until_settled

IDLE_AFTER = timedelta(minutes=5)  # without a question, the container of a serverless endpoint may be gone
WAKES_WITHIN = timedelta(minutes=1)
Mode = Literal["none", "shadow", "canary"]
States = dict[str, tuple[str, str | None]]  # of versions: the new state, and why
REGISTERED, REJECTED, SHADOW, CANARY, CHAMPION, RETIRED = (
    "registered", "rejected", "shadow", "canary", "champion", "retired",
)  # fmt: skip


class ModelRow(Model):
    """A trained version. `version` is of its numbers: the same data makes the same one."""

    class Meta:
        table_name = environment.table_name("recommendermodels")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    kind = UnicodeAttribute(hash_key=True)
    version = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    endpoint = UnicodeAttribute()
    execution = UnicodeAttribute()
    package_arn = UnicodeAttribute(null=True)
    model_data = UnicodeAttribute(null=True)
    metrics = JSONAttribute(default=dict)
    trained_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    invocations = NumberAttribute(default=0)
    failures = NumberAttribute(default=0)
    asked_at = UnicodeAttribute(null=True)
    waking_until = UnicodeAttribute(null=True)


class ServingRow(Model):
    """Which version answers for a kind, which one is tried, and which one to go back to."""

    class Meta:
        table_name = environment.table_name("recommenderserving")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    kind = UnicodeAttribute(hash_key=True)
    champion = JSONAttribute(null=True)
    challenger = JSONAttribute(null=True)
    previous = JSONAttribute(null=True)
    leaving = JSONAttribute(null=True)
    mode = UnicodeAttribute(default="none")
    share = NumberAttribute(default=0)
    changed_at = UnicodeAttribute()
    revision = NumberAttribute(default=0)


@dataclass(frozen=True)
class Variant:
    version: str
    endpoint: str
    trained_at: datetime

    @classmethod
    def of(cls, row: ModelRow) -> "Variant":
        return cls(str(row.version), str(row.endpoint), from_iso(row.trained_at))


@dataclass(frozen=True)
class Serving:
    """`share`, 0 to 1, of the people whom a challenger in mode canary answers; `leaving`: whose endpoint has to go."""

    kind: str
    champion: Variant | None = None
    challenger: Variant | None = None
    previous: Variant | None = None
    mode: Mode = "none"
    share: float = 0.0
    changed_at: datetime | None = None
    revision: int = 0
    leaving: Variant | None = None


class UnknownModel(LookupError):
    """No model of this kind and version."""


class NothingToGoBackTo(LookupError):
    """There is no earlier champion whose endpoint stands."""


def serving(kind: str) -> Serving:
    """As it is now; all empty for a kind that has no model."""
    try:
        row = ServingRow.get(kind, consistent_read=True)
    except ServingRow.DoesNotExist:
        return Serving(kind)
    return Serving(
        kind, _variant(row.champion), _variant(row.challenger), _variant(row.previous), _mode(row.mode),
        float(row.share), from_iso(row.changed_at), int(row.revision), _variant(row.leaving),
    )  # fmt: skip


def model(kind: str, version: str) -> ModelRow:
    """UnknownModel."""
    try:
        return ModelRow.get(kind, version, consistent_read=True)
    except ModelRow.DoesNotExist:
        raise UnknownModel(f"{kind} {version}") from None


def models(kind: str) -> list[ModelRow]:
    """The one trained last first."""
    return sorted(ModelRow.query(kind), key=lambda row: str(row.trained_at), reverse=True)


def register(row: ModelRow) -> None:
    """New, or once more what was rejected or retired; what answers somebody now is left as it is."""
    free = ModelRow.kind.does_not_exist() | ModelRow.state.is_in(REGISTERED, REJECTED, RETIRED)
    if not held(lambda: row.save(condition=free)):
        raise Replaced(f"{row.kind} {row.version} is {model(row.kind, row.version).state} already")


def try_out(kind: str, version: str, mode: Literal["shadow", "canary"], share: float) -> Variant | None:
    """Puts a version beside the champion; the challenger it drives out, if there was one: also when asked again, until
    `left` is told.

    Only shadow begins a trial: canary follows it, and is Replaced where another one has begun meanwhile.
    """
    variant = Variant.of(model(kind, version))

    def move() -> Variant | None:
        before = serving(kind)
        other = before.challenger if before.challenger and before.challenger.version != version else None
        if mode == "canary" and (other or before.challenger is None):
            raise Replaced(f"{version} is not the challenger of {kind} any more")
        after = replace(before, challenger=variant, mode=mode, share=share, leaving=other or before.leaving)
        states: States = {version: (mode, None)}
        if other:
            states[other.version] = (REJECTED, f"replaced by {version}")
        _write(before, after, states)
        return after.leaving

    return until_settled(move)


def promote(kind: str, version: str) -> Variant | None:
    """Makes it the champion; the variant that nothing points to any more, whose endpoint may go, until `left` is."""
    variant = Variant.of(model(kind, version))

    def move() -> Variant | None:
        before = serving(kind)
        if before.champion and before.champion.version == version:
            return before.leaving
        if before.champion and (before.challenger is None or before.challenger.version != version):
            raise Replaced(f"{version} is not the challenger of {kind} any more")
        states: States = {version: (CHAMPION, None)}
        if before.champion:
            states[before.champion.version] = (RETIRED, f"replaced by {version}")
        kept = {version, before.champion.version if before.champion else ""}
        idle = before.previous if before.previous and before.previous.version not in kept else before.leaving
        after = replace(before, champion=variant, challenger=None, previous=before.champion, mode="none", share=0.0,
                        leaving=idle)  # fmt: skip
        _write(before, after, states)
        return idle

    return until_settled(move)


def left(kind: str, version: str) -> None:
    """The endpoint of what was leaving is gone."""

    def move() -> None:
        before = serving(kind)
        if before.leaving and before.leaving.version == version:
            _write(before, replace(before, leaving=None), {})

    until_settled(move)


def give_up(kind: str, version: str, reason: str) -> Variant | None:
    """Takes a trial back: people are answered as before it. The variant, whose endpoint may go; None for a champion."""

    def move() -> Variant | None:
        before = serving(kind)
        if version in {one.version for one in (before.champion, before.previous) if one}:
            return None  # it answers, or is what answers are gone back to: a later step of its own training failed
        variant = Variant.of(model(kind, version))
        trial = before.challenger is not None and before.challenger.version == version
        after = replace(before, challenger=None, mode="none", share=0.0) if trial else before
        _write(before, after, {version: (REJECTED, reason)})
        return variant

    return until_settled(move)


def roll_back(kind: str, reason: str) -> tuple[Variant, Variant]:
    """The champion before this one answers again, and nothing is tried: (who answers now, who did)."""

    def move() -> tuple[Variant, Variant]:
        before = serving(kind)
        if before.champion is None or before.previous is None:
            raise NothingToGoBackTo(kind)
        states: States = {before.previous.version: (CHAMPION, None), before.champion.version: (REJECTED, reason)}
        if before.challenger:
            states[before.challenger.version] = (REJECTED, reason)
        after = replace(before, champion=before.previous, previous=None, challenger=None, mode="none", share=0.0)
        _write(before, after, states)
        return before.previous, before.champion

    return until_settled(move)


def count(kind: str, version: str, *, failed: bool) -> None:
    """One invocation of a version that is tried."""
    at = iso(clock.now())
    ModelRow(kind, version).update(
        actions=[ModelRow.invocations.add(1), ModelRow.failures.add(int(failed)), ModelRow.asked_at.set(at)],
        condition=ModelRow.kind.exists(),
    )


def wakes(kind: str, version: str) -> bool:
    """Whether an answer that is late is late because a container starts, which is no failure of the model."""
    row, now = model(kind, version), clock.now()
    asked, until = (from_iso(text) if text else None for text in (row.asked_at, row.waking_until))
    if until and now < until:
        return True
    idle = asked is None or now - asked > IDLE_AFTER
    actions: list[Any] = [ModelRow.asked_at.set(iso(now))]
    if idle:
        actions.append(ModelRow.waking_until.set(iso(now + WAKES_WITHIN)))
    row.update(actions=actions, condition=ModelRow.kind.exists())
    return idle


def _write(before: Serving, after: Serving, states: States) -> None:
    """The pointer and the states in one transaction, upon the revision that was read; Contention otherwise."""
    at = iso(clock.now())
    row = ServingRow(
        after.kind, champion=_json(after.champion), challenger=_json(after.challenger), previous=_json(after.previous),
        leaving=_json(after.leaving), mode=after.mode, share=after.share, changed_at=at, revision=before.revision + 1,
    )  # fmt: skip
    unchanged = (ServingRow.revision == before.revision) if before.revision else ServingRow.kind.does_not_exist()
    with transaction() as write:
        write.save(row, condition=unchanged)
        for version, (state, reason) in states.items():
            why = ModelRow.reason.set(reason) if reason else ModelRow.reason.remove()
            actions: list[Any] = [ModelRow.state.set(state), ModelRow.changed_at.set(at), why]
            write.update(ModelRow(after.kind, version), actions=actions, condition=ModelRow.kind.exists())


def _variant(stored: Any) -> Variant | None:
    return Variant(stored["version"], stored["endpoint"], from_iso(stored["trained_at"])) if stored else None


def _json(variant: Variant | None) -> dict[str, str] | None:
    if variant is None:
        return None
    return {"version": variant.version, "endpoint": variant.endpoint, "trained_at": iso(variant.trained_at)}


def _mode(text: str) -> Mode:
    return "shadow" if text == SHADOW else "canary" if text == CANARY else "none"
