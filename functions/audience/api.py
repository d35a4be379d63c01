"""HTTP API of audience: for streamers, who would fit and who is what; for everybody, whether they may be shown."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from contracts.audience import Segment
from functions.audience import names
from functions.audience.consents import Consent, DynamoConsents
from functions.audience.fans import DynamoChannels, DynamoFans
from functions.audience.matches import DynamoChances, DynamoMatches
from functions.audience.members import DynamoDues, DynamoMembers, DynamoRules
from functions.audience.schemas import (
    BudgetRequest,
    BudgetView,
    ConsentRequest,
    ConsentView,
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
from kernel.access import SIGNED_IN, allow
from kernel.errors import Forbidden, NotFound
from kernel.http import caller, http_api, lambda_handler, no_content
from kernel.pagination import Limit

api = http_api()
STREAMER = allow("streamer")
Moment = Annotated[AwareDatetime | None, Query(description="Who was in it then; now, if left out")]


def own(channel_id: str) -> str:
    channel = DynamoChannels().find(channel_id)
    if channel is None or channel.owner_id is None:
        raise NotFound("There is no such channel.", code="no_such_channel")
    if channel.owner_id != caller(api).user_id:
        raise Forbidden("This channel is somebody else's.", code="not_your_channel")
    return channel_id


@api.get("/v1/channels/<channel_id>/audience-matches", tags=STREAMER)
def audience_matches(channel_id: str, limit: Limit = 20) -> MatchesView:
    """People who consented and would fit, the best first, as of the last hour. Who consents no longer is left out."""
    found, chances = DynamoMatches().of(own(channel_id)), DynamoChances().of()
    consents = DynamoConsents().all_of(one.user_id for one in found)
    able = [(one.user_id, one.match if consents[one.user_id].purchasing else replace(one.match, purchasing=None))
            for one in found if consents[one.user_id].matching]  # fmt: skip
    best = sorted(able, key=lambda one: (-one[1].score, one[0]))[:limit]
    called = names.of(user_id for user_id, _ in best)
    items = [MatchView(user_id=user_id, name=called.get(user_id), score=fits.score, **asdict(fits))
             for user_id, fits in best]  # fmt: skip
    return MatchesView(items=items, loyalty_brier=chances.brier, loyalty_people=chances.people)


@api.get("/v1/channels/<channel_id>/segments", tags=STREAMER)
def segments(channel_id: str) -> SegmentsView:
    """How many are in each now, and by which rule."""
    own(channel_id)
    counts = [SegmentCount(segment=one, members=len(DynamoMembers().now(channel_id, one))) for one in SEGMENTS]
    return SegmentsView(rule=RuleView.model_validate(DynamoRules().of(channel_id)), segments=counts)


@api.get("/v1/channels/<channel_id>/segments/<segment>", tags=STREAMER)
def segment_members(channel_id: str, segment: Segment, at: Moment = None) -> MembersView:
    """Who is in it, or was at some moment past: asked again, the answer is the same."""
    moment: datetime = at or clock.now()
    found = sorted(DynamoMembers().at(own(channel_id), segment, moment), key=lambda one: (one.entered_at, one.user_id))
    return MembersView(at=moment, items=[MemberView.model_validate(one) for one in found])


@api.put("/v1/channels/<channel_id>/segment-rule", tags=STREAMER)
def change_rule(channel_id: str, body: RuleChange) -> RuleView:
    """The next version of the rule; who is in a segment changes with the next refresh."""
    rule = DynamoRules().replace(own(channel_id), body.model_dump(exclude_none=True), clock.now())
    return RuleView.model_validate(rule)


@api.get("/v1/channels/<channel_id>/retention-offer", tags=STREAMER)
def retention_offer(channel_id: str) -> BudgetView:
    budget = DynamoDues().budget(own(channel_id))
    if budget is None:
        raise NotFound("No offer is made to fans at risk.", code="no_offer")
    return BudgetView.model_validate(budget)


@api.put("/v1/channels/<channel_id>/retention-offer", tags=STREAMER)
def offer_to_stay(channel_id: str, body: BudgetRequest) -> BudgetView:
    """What fans at risk are offered from now on, until the cap is spent. A cap of 0 ends it."""
    return BudgetView.model_validate(DynamoDues().allow(own(channel_id), body.currency, body.amount, body.cap))


@api.get("/v1/me/audience-consent", tags=[SIGNED_IN])
def audience_consent() -> ConsentView:
    return ConsentView.model_validate(DynamoConsents().of(caller(api).user_id))


@api.put("/v1/me/audience-consent", tags=[SIGNED_IN])
def tell_audience_consent(body: ConsentRequest) -> ConsentView:
    """Nobody is shown to a streamer before they say so here, and at once no more when they take it back."""
    user_id = caller(api).user_id
    DynamoConsents().tell(user_id, Consent(body.matching, body.purchasing), clock.iso(clock.now()))
    return ConsentView.model_validate(DynamoConsents().of(user_id))


@api.delete("/v1/me/audience", tags=[SIGNED_IN], status_code=204)
def leave_audiences() -> Response[str]:
    """Takes back the consent and forgets what is known here of the caller in every channel's audience."""
    user_id, fans, members = caller(api).user_id, DynamoFans(), DynamoMembers()
    DynamoConsents().forget(user_id)
    for fan in fans.of_person(user_id):
        members.forget(fan.channel_id, user_id, SEGMENTS)
    fans.forget(user_id)
    names.forget(user_id)
    return no_content()


handler = lambda_handler(api)
