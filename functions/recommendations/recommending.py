"""A person's list of a kind: what a model says of them, what goes on now, and nothing that they may not be shown."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from functions.recommendations.deeds import AWAY, Deed, DynamoDeeds, history
from functions.recommendations.dislikes import lowered, put_away
from functions.recommendations.experiments.assignment import Arm, arm_of, bucket_of
from functions.recommendations.experiments.store import DynamoExperiments, Experiment
from functions.recommendations.exposures import DynamoExposures, Exposure
from functions.recommendations.heat import DynamoHeat
from functions.recommendations.items import DynamoItems, Kind
from functions.recommendations.on_air import DynamoOnAir
from functions.recommendations.partners import DynamoPartners
from functions.recommendations.ranking import Now, Place, Scored, Viewer, may_see, ranked
from functions.recommendations.seasons import DynamoSeasons, pushes
from functions.recommendations.tastes import FEWEST_TITLES, DynamoTastes, Taste
from functions.recommendations.ties import Circle, DynamoTies
from functions.recommendations.together import DynamoTogether
from functions.recommendations.training.endpoint import Answer
from functions.recommendations.trends import DynamoTrends
from kernel.clock import Clock
from kernel.identifiers import new_id

LONGEST = 60  # places of one list, which is paged
ASKED, TRENDING = 100, 100  # candidates of the model, and of what is taken up now
PAST = timedelta(days=28)  # what somebody did before an experiment
SHORT_HISTORY = 5
COMPARED_SHARE = 0.1  # of the askings, with a model in shadow


class Ask(Protocol):
    """Asks the model of a kind for somebody; `bucket`, 0 to 1, is that person's own. None: none answers."""

    def __call__(self, kind: str, instance: dict[str, Any], bucket: float) -> Answer | None: ...


Shadow = Callable[[str, dict[str, Any], Answer], None]


@dataclass(frozen=True)
class Stores:
    items: DynamoItems
    deeds: DynamoDeeds
    tastes: DynamoTastes
    trends: DynamoTrends
    together: DynamoTogether
    heat: DynamoHeat
    on_air: DynamoOnAir
    ties: DynamoTies
    seasons: DynamoSeasons
    exposures: DynamoExposures
    experiments: DynamoExperiments
    partners: DynamoPartners


@dataclass(frozen=True)
class Listed:
    """`basis`: history, survey, together, or popularity. `fallback`: no model answered, though there was something
    to ask it.

    `stale`: the model is older than it should be; the list is its all the same.
    """

    request_id: str
    kind: Kind
    places: list[Place]
    basis: str
    low_confidence: bool
    fallback: bool = False
    stale: bool = False
    model_version: str | None = None
    experiment: str | None = None
    arm: str | None = None


@dataclass(frozen=True)
class Person:
    user_id: str
    taste: Taste
    circle: Circle
    deeds: list[Deed]

    def viewer(self, kind: Kind, now: datetime) -> Viewer:
        hidden = {deed.item_id for deed in self.deeds if deed.kind == kind and self._known(deed)}
        if kind == "channel":
            hidden |= self.circle.follows
        if kind == "title":
            hidden |= set(self.taste.survey)
        return Viewer(self.taste.region, self.taste.of_age(now.date()), self.circle.unseen, frozenset(hidden),
                      self.user_id)  # fmt: skip

    def who_names_titles(self, now: datetime) -> Viewer:
        """For a survey, which asks for what one knows: only what was sent away stays hidden."""
        away = {deed.item_id for deed in self.deeds if deed.kind == "title" and deed.verb in AWAY}
        return replace(self.viewer("title", now), hidden=frozenset(away))

    @staticmethod
    def _known(deed: Deed) -> bool:
        """A channel that somebody has watched may well be shown again; a film and a product need not."""
        return deed.seen if deed.kind != "channel" else deed.verb == "not_interested"


class Recommending:
    """`shadow` has a model asked that is to be compared and shown to nobody; nobody waits for it."""

    def __init__(self, stores: Stores, ask: Ask, now: Clock, shadow: Shadow | None = None) -> None:
        self.stores, self.ask, self.now, self.shadow = stores, ask, now, shadow

    def for_nobody(self, kind: Kind, count: int) -> list[Place]:
        """What is taken up now, for whoever is not signed in; in several genres."""
        viewer = Viewer()
        now = self._now(kind, (), self.now())
        return self._places(viewer, kind, {}, now, count, survey=False)

    def person(self, user_id: str) -> Person:
        stores = self.stores
        return Person(user_id, stores.tastes.of(user_id), stores.ties.of(user_id), stores.deeds.of(user_id))

    def recommend(self, user_id: str, kind: Kind, *, shown: bool = True) -> Listed:
        """`shown`: somebody sees the list; what is only counted upon, or empty, is no list that was shown."""
        at, person = self.now(), self.person(user_id)
        experiment, arm = self._arm(kind, user_id)
        settings = arm.settings if arm else {}
        if settings.get("demographics") is False:
            person = replace(person, taste=replace(person.taste, demographics=False))
        viewer = person.viewer(kind, at)
        instance = instance_of(person, kind, viewer.hidden)
        answer = None
        if settings.get("model", True):
            answer = self.ask(kind, instance, bucket_of(f"{kind}-model", user_id) / 10_000)
        if answer is not None and self.shadow is not None and random.random() < COMPARED_SHARE:  # noqa: S311 - a sample
            self.shadow(kind, instance, answer)
        told, basis, sure = self._told(answer, person, kind)
        if dropped := put_away(person.deeds, kind):
            told = lowered(told, self.stores.together.near(kind, dropped))
        now = self._now(kind, told, at)
        if settings.get("live_signals") is False:
            now = replace(now, heat={}, on_air=frozenset())  # what is taken up stays: without it lists would be short
        listed = Listed(
            request_id=new_id("rec"),
            kind=kind,
            places=self._places(viewer, kind, told, now, LONGEST, survey=basis == "survey"),
            basis=basis,
            low_confidence=not sure,
            fallback=answer is None,
            stale=bool(answer and answer.stale),
            model_version=answer.model_version if answer else None,
            experiment=experiment.name if experiment and arm else None,
            arm=arm.name if arm else None,
        )
        if shown and listed.places:
            self._note(listed, person, experiment, at)
        return listed

    def _told(self, answer: Answer | None, person: Person, kind: Kind) -> tuple[dict[str, Scored], str, bool]:
        """A model's scores; without one, those of what was taken up together with what the person took up."""
        if answer is not None:
            return in_order(answer), answer.basis, not answer.low_confidence
        own, basis = history(deed for deed in person.deeds if deed.kind == kind), "together"
        if not own and kind == "title":
            own, basis = list(person.taste.survey), "survey"
        told = self.stores.together.near(kind, own)
        return told, basis if told else "popularity", len(own) >= FEWEST_TITLES and bool(told)

    def _now(self, kind: Kind, told: Iterable[str], at: datetime) -> Now:
        trends = self.stores.trends.top(kind, TRENDING, at)
        live = frozenset(one.channel_id for one in self.stores.on_air.all()) if kind == "channel" else frozenset[str]()
        heat = self.stores.heat.of(kind, {*told, *trends, *live}, at)
        return Now(trends, heat, {}, live)

    def _places(
        self, viewer: Viewer, kind: Kind, told: dict[str, Scored], now: Now, count: int, *, survey: bool
    ) -> list[Place]:
        at = self.now()
        seasons = [one for one in self.stores.seasons.all() if one.kind == kind and one.on(at)]
        named = {item_id for season in seasons for item_id in season.item_ids}
        found = self.stores.items.find(kind, {*told, *now.trends, *now.on_air, *named}).values()
        able = [item for item in found if may_see(viewer, item, at)]
        return ranked(able, told, replace(now, seasons=pushes(seasons, able, at)), count, survey=survey)

    def _arm(self, kind: Kind, user_id: str) -> tuple[Experiment | None, Arm | None]:
        running = [one for one in self.stores.experiments.all() if one.kind == kind and one.state == "running"]
        if not running:
            return None, None
        return running[0], arm_of(running[0].name, running[0].arms, user_id)

    def _note(self, listed: Listed, person: Person, experiment: Experiment | None, at: datetime) -> None:
        """What was shown, for what comes of it; and who has come into an experiment."""
        shown = [
            {"id": place.item.id, "score": round(place.score, 5), "reason": place.reason.code,
             "because": list(place.reason.because)}
            for place in listed.places
        ]  # fmt: skip
        exposure = Exposure(listed.request_id, person.user_id, listed.kind, at, shown, listed.basis,
                            listed.model_version, listed.experiment, listed.arm, listed.low_confidence,
                            listed.fallback, listed.stale)  # fmt: skip
        self.stores.exposures.show(exposure)
        if experiment and listed.arm:
            before = sum(deed.taken and at - deed.at <= PAST for deed in person.deeds)
            self.stores.experiments.enter(experiment, person.user_id, listed.arm, float(before), at)


def in_order(answer: Answer) -> dict[str, Scored]:
    """A model's order is its word, in which like titles stand apart: by its scores they would be together again."""
    told = {one.item_id: Scored(float(-place), one.because) for place, one in enumerate(answer.items)}
    if answer.basis == "popularity":  # it knows nothing of the person: what is going on now knows as much
        return {name: Scored(one.score) for name, one in told.items()}
    return told


def instance_of(person: Person, kind: Kind, hidden: Iterable[str]) -> dict[str, Any]:
    """As the model's program reads it. A few titles watched say less than a survey: then both are one set."""
    own = history(deed for deed in person.deeds if deed.kind == kind)
    survey = list(person.taste.survey) if kind == "title" else []
    if len(own) < min(SHORT_HISTORY, len(survey)):
        own, survey = [], list(dict.fromkeys([*survey, *own]))[:200]
    return {
        "history": own,
        "survey": survey,
        "traits": person.taste.traits,
        "exclude": sorted(set(hidden) - set(own) - set(survey))[:5000],
        "count": ASKED,
    }
