"""HTTP API of audience for streamers: who would fit, who is what by which rule, and what fans at risk are offered."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from contracts.audience import Segment
from functions.audience import names, showing
from functions.audience.channels import Channel, DynamoChannels
from functions.audience.dues import DynamoDues
from functions.audience.matches import DynamoChances, DynamoMatches
from functions.audience.members import DynamoMembers
from functions.audience.rules import DynamoRules
from functions.audience.schemas import (
    BudgetRequest,
    BudgetView,
    MatchesView,
    MatchView,
    MembersView,
    MemberView,
    RuleChange,
    RuleView,
    SegmentCount,
    SegmentsView,
)
from functions.audience.segments import SEGMENTS
from kernel import clock
from kernel.access import allow
from kernel.errors import BadRequest, Forbidden, NotFound, Unprocessable
from kernel.http import caller, http_api, lambda_handler
from kernel.pagination import Cursor, Limit, decode_cursor, encode_cursor

api = http_api()
STREAMER = allow("streamer")
Moment = Annotated[AwareDatetime | None, Query(description="Who was in it then; now, if left out")]


def own(channel_id: str) -> Channel:
    channel = DynamoChannels().find(channel_id)
    if channel is None or channel.owner_id is None:
        raise NotFound("There is no such channel.", code="no_such_channel")
    if channel.owner_id != caller(api).user_id:
        raise Forbidden("This channel is somebody else's.", code="not_your_channel")
    return channel


@api.get("/v1/channels/<channel_id>/audience-matches", tags=STREAMER)
def audience_matches(channel_id: str, limit: Limit = 20) -> MatchesView:
    """People who consented and would fit, the best first, as of the last hour. Who consents no longer is left out."""
    channel, chances = own(channel_id), DynamoChances().of()
    found = DynamoMatches().of(channel_id)
    shown = showing.to(channel.owner_id, [one.user_id for one in found])
    able = [(one.user_id, one.match if shown[one.user_id].purchasing else replace(one.match, purchasing=None))
            for one in found if one.user_id in shown]  # fmt: skip
    best = sorted(able, key=lambda one: (-one[1].score, one[0]))[:limit]
    called = names.of(user_id for user_id, _ in best)
    items = [MatchView(user_id=user_id, name=called.get(user_id), score=fits.score, **asdict(fits))
             for user_id, fits in best]  # fmt: skip
    return MatchesView(items=items, loyalty_brier=chances.brier, loyalty_people=chances.people)


@api.get("/v1/channels/<channel_id>/segments", tags=STREAMER)
def segments(channel_id: str) -> SegmentsView:
    """How many are in each now, and by which rule."""
    channel, members = own(channel_id), DynamoMembers()
    counts: dict[Segment, int] = {one: members.count(channel_id, one) for one in SEGMENTS if one != "prospect"}
    counts["prospect"] = len(showing.to(channel.owner_id, members.now(channel_id, "prospect")))
    told = [SegmentCount(segment=one, members=counts[one]) for one in SEGMENTS]
    return SegmentsView(rule=RuleView.model_validate(DynamoRules().of(channel_id)), segments=told)


@api.get("/v1/channels/<channel_id>/segments/<segment>", tags=STREAMER)
def segment_members(
    channel_id: str, segment: Segment, at: Moment = None, limit: Limit = 50, cursor: Cursor = None
) -> MembersView:
    """Who is in it, or was at some moment past: asked again, the answer is the same.

    A page may be short, even empty, while `next_cursor` says that there is more. Ask for it with the same `at`. Of who
    may subscribe only those are told who still consent to be found.
    """
    channel, now = own(channel_id), clock.now()
    moment: datetime = at or now
    if moment > now:
        raise Unprocessable("Nobody knows who will be in it then.", code="moment_to_come")
    found, after = DynamoMembers().at(channel_id, segment, moment, limit, _after(cursor))
    if segment == "prospect":
        shown = showing.to(channel.owner_id, [one.user_id for one in found])
        found = [one for one in found if one.user_id in shown]
    items = [MemberView.model_validate(one) for one in found]
    return MembersView(at=moment, items=items, next_cursor=encode_cursor({"stay": {"S": after}} if after else None))


def _after(cursor: str | None) -> str | None:
    key = decode_cursor(cursor)
    if key is None:
        return None
    stay: str | None = key.get("stay", {}).get("S")
    if not stay:
        raise BadRequest("The cursor is not one this API gave out.", code="invalid_cursor")
    return stay


@api.get("/v1/channels/<channel_id>/segment-rule/<version>", tags=STREAMER)
def rule_of_version(channel_id: str, version: int) -> RuleView:
    """As it was: a version never changes."""
    rule = DynamoRules().version(own(channel_id).id, version)
    if rule is None:
        raise NotFound("The rule has no such version.", code="no_such_version")
    return RuleView.model_validate(rule)


@api.put("/v1/channels/<channel_id>/segment-rule", tags=STREAMER)
def change_rule(channel_id: str, body: RuleChange) -> RuleView:
    """The next version of the rule; who is in a segment changes with the next refresh."""
    rule = DynamoRules().replace(own(channel_id).id, body.model_dump(exclude_none=True), clock.now())
    return RuleView.model_validate(rule)


@api.get("/v1/channels/<channel_id>/retention-offer", tags=STREAMER)
def retention_offer(channel_id: str) -> BudgetView:
    budget = DynamoDues().budget(own(channel_id).id)
    if budget is None:
        raise NotFound("No offer is made to fans at risk.", code="no_offer")
    return BudgetView.model_validate(budget)


@api.put("/v1/channels/<channel_id>/retention-offer", tags=STREAMER)
def offer_to_stay(channel_id: str, body: BudgetRequest) -> BudgetView:
    """What fans at risk are offered from the next refresh on, until the cap is spent. A cap of 0 ends it."""
    return BudgetView.model_validate(DynamoDues().allow(own(channel_id).id, body.currency, body.amount, body.cap))


handler = lambda_handler(api)
