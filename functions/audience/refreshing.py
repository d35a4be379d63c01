"""Of one channel: who would fit, and who is in which segment now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from contracts.audience import Segment
from functions.audience.consents import DynamoConsents
from functions.audience.domain import Calibration, Fan, Match, Person, audience_of, match, week_of
from functions.audience.fans import Channel, DynamoFans
from functions.audience.matches import DynamoMatches, Matched
from functions.audience.members import DynamoDues, DynamoMembers, DynamoRules
from functions.audience.segments import SEGMENTS, Rule, Standing, of
from kernel.clock import Clock

TASTED = 200  # fans of a channel, those who watch most: what else they watch is what the channel's audience likes
NEIGHBOURS, FROM_EACH = 5, 60  # channels that they watch too, and fans of each who may fit


@dataclass
class Refreshing:
    now: Clock
    fans: DynamoFans = field(default_factory=DynamoFans)
    consents: DynamoConsents = field(default_factory=DynamoConsents)
    matches: DynamoMatches = field(default_factory=DynamoMatches)
    members: DynamoMembers = field(default_factory=DynamoMembers)
    rules: DynamoRules = field(default_factory=DynamoRules)
    dues: DynamoDues = field(default_factory=DynamoDues)

    def refresh(self, channel: Channel, chances: Calibration) -> None:
        fans = {fan.user_id: fan for fan in self.fans.of_channel(channel.id)}
        most = sorted(fans.values(), key=lambda fan: (-fan.minutes, fan.user_id))[:TASTED]
        people = {fan.user_id: self.fans.of_person(fan.user_id) for fan in most}
        audience = audience_of(channel.id, [_minutes(known) for known in people.values()])
        found = self._matches(channel, audience, fans, people, chances)
        self.matches.replace(channel.id, [one for one in found if not _payer(fans.get(one.user_id))])
        scores = {one.user_id: one.match.score for one in found}
        self._segments(channel.id, fans.values(), scores, chances)

    def _matches(
        self,
        channel: Channel,
        audience: Mapping[str, float],
        fans: Mapping[str, Fan],
        people: dict[str, list[Fan]],
        chances: Calibration,
    ) -> list[Matched]:
        """Of those who consent: fans of the channel, and of the channels that its fans watch too."""
        near = sorted(audience, key=lambda other: (-audience[other], other))[:NEIGHBOURS]
        names = [*people, *(fan.user_id for other in near for fan in islice(self.fans.of_channel(other), FROM_EACH))]
        week, found = week_of(self.now()), []
        for name, consent in self.consents.all_of(names).items():
            if not consent.matching or name == channel.owner_id:
                continue
            known = people.get(name) or self.fans.of_person(name)
            person = Person.of(known, purchasing=consent.purchasing)
            weeks = fans[name].weeks if name in fans else frozenset[int]()
            fits: Match = match(person, audience, channel.hours, channel.id, chances.of(weeks, week))
            found.append(Matched(name, fits))
        return found

    def _segments(
        self, channel_id: str, fans: Iterable[Fan], scores: Mapping[str, float], chances: Calibration
    ) -> None:
        now, rule = self.now(), self.rules.of(channel_id)
        week = week_of(now)
        told = {
            fan.user_id: of(Standing(fan, scores.get(fan.user_id), chances.of(fan.weeks, week)), rule, now)
            for fan in fans
        }
        for segment in SEGMENTS:
            before = self.members.now(channel_id, segment)
            for user_id in sorted(name for name, segments in told.items() if segment in segments):
                if user_id not in before:
                    self._enter(channel_id, segment, user_id, rule)
            for user_id, row in before.items():
                if segment not in told.get(user_id, ()):
                    self.members.leave(channel_id, segment, row, rule, now)

    def _enter(self, channel_id: str, segment: Segment, user_id: str, rule: Rule) -> None:
        """What they are due comes first: a refresh that ends between the two makes up for the entry, not for that."""
        now = self.now()
        if segment == "new":
            self.dues.welcome(channel_id, user_id, now)
        elif segment == "churn_risk":
            self.dues.offer(channel_id, user_id, segment, now)
        self.members.enter(channel_id, segment, user_id, rule, now)


def _minutes(fans: Iterable[Fan]) -> dict[str, float]:
    return {fan.channel_id: fan.minutes for fan in fans if fan.minutes > 0}


def _payer(fan: Fan | None) -> bool:
    return fan is not None and fan.payer
