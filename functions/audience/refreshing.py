"""Of one channel: who would fit, and who is in which segment now. Fans are read one by one, as there may be many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest

from contracts.audience import Segment
from functions.audience import showing
from functions.audience.channels import Channel
from functions.audience.domain import Calibration, Fan, Person, audience_of, match, week_of
from functions.audience.dues import DynamoDues
from functions.audience.fans import DynamoFans
from functions.audience.matches import DynamoMatches, Matched
from functions.audience.members import DynamoMembers
from functions.audience.rules import DynamoRules
from functions.audience.segments import SEGMENTS, Rule, Standing, of
from kernel.clock import Clock

TASTED = 200  # fans of a channel, those who watch most: what else they watch is what the channel's audience likes
NEIGHBOURS, FROM_EACH = 5, 60  # channels that they watch too, and fans of each who may fit


@dataclass
class Refreshing:
    now: Clock
    fans: DynamoFans = field(default_factory=DynamoFans)
    matches: DynamoMatches = field(default_factory=DynamoMatches)
    members: DynamoMembers = field(default_factory=DynamoMembers)
    rules: DynamoRules = field(default_factory=DynamoRules)
    dues: DynamoDues = field(default_factory=DynamoDues)

    def refresh(self, channel: Channel, chances: Calibration) -> None:
        most = nlargest(TASTED, self.fans.of_channel(channel.id), key=lambda fan: (fan.minutes, fan.user_id))
        people = {fan.user_id: self.fans.of_person(fan.user_id) for fan in most}
        audience = audience_of(channel.id, [_minutes(known) for known in people.values()])
        found = self._matches(channel, audience, people, chances)
        self.matches.replace(channel.id, found)
        self._segments(channel.id, {one.user_id: one.match.score for one in found}, chances)

    def _matches(
        self, channel: Channel, audience: Mapping[str, float], people: dict[str, list[Fan]], chances: Calibration
    ) -> list[Matched]:
        """Of those who may be shown and never paid here: fans of the channel, and of those that its fans watch too."""
        near = sorted(audience, key=lambda other: (-audience[other], other))[:NEIGHBOURS]
        names = [*people, *(fan.user_id for other in near for fan in self.fans.of_channel(other, FROM_EACH))]
        week, found = week_of(self.now()), list[Matched]()
        for name, consent in showing.to(channel.owner_id, names).items():
            known = people.get(name) or self.fans.of_person(name)
            own = next((fan for fan in known if fan.channel_id == channel.id), None)
            if own and own.payer:
                continue
            person = Person.of(known, purchasing=consent.purchasing)
            weeks = own.weeks if own and own.weeks else frozenset[int]().union(*(fan.weeks for fan in known))
            found.append(Matched(name, match(person, audience, channel.hours, channel.id, chances.of(weeks, week))))
        return found

    def _segments(self, channel_id: str, scores: Mapping[str, float], chances: Calibration) -> None:
        now, rule = self.now(), self.rules.of(channel_id)
        week, told = week_of(now), dict[str, frozenset[Segment]]()
        for fan in self.fans.of_channel(channel_id):
            found = of(Standing(fan, scores.get(fan.user_id), chances.of(fan.weeks, week)), rule, now)
            if found:
                told[fan.user_id] = found
        at_risk = [name for name, segments in told.items() if "churn_risk" in segments]
        self.dues.offer(channel_id, at_risk, "churn_risk", self.now)
        for segment in SEGMENTS:
            before = self.members.now(channel_id, segment)
            for user_id in sorted(name for name, segments in told.items() if segment in segments):
                if user_id not in before:
                    self._enter(channel_id, segment, user_id, rule)
            for user_id, row in before.items():
                if segment not in told.get(user_id, ()):
                    self.members.leave(channel_id, segment, row, rule, self.now())

    def _enter(self, channel_id: str, segment: Segment, user_id: str, rule: Rule) -> None:
        """What they are due comes first: a refresh that ends between the two makes up for the entry, not for that."""
        if segment == "new":
            self.dues.welcome(channel_id, user_id, self.now())
        self.members.enter(channel_id, segment, user_id, rule, self.now())


def _minutes(fans: Iterable[Fan]) -> dict[str, float]:
    return {fan.channel_id: fan.minutes for fan in fans if fan.minutes > 0}
