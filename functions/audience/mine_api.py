"""HTTP API of audience for everybody: whether they may be shown, what is known of them, and how to leave."""

from aws_lambda_powertools.event_handler import Response

from functions.audience import forgotten, names
from functions.audience.consents import Consent, DynamoConsents
from functions.audience.domain import Fan, monday_of
from functions.audience.dues import Due, DynamoDues
from functions.audience.fans import DynamoFans
from functions.audience.matches import DynamoMatches
from functions.audience.members import DynamoMembers
from functions.audience.payments import DynamoPayments
from functions.audience.schemas import (
    AudiencesView,
    ConsentRequest,
    ConsentView,
    DueView,
    KnownView,
    RetentionOffersView,
    RetentionOfferView,
    StayView,
)
from functions.audience.segments import SEGMENTS
from kernel import clock
from kernel.access import SIGNED_IN
from kernel.http import caller, http_api, lambda_handler, no_content

api = http_api()


@api.get("/v1/me/audience-consent", tags=[SIGNED_IN])
def audience_consent() -> ConsentView:
    return ConsentView.model_validate(DynamoConsents().of(caller(api).user_id))


@api.put("/v1/me/audience-consent", tags=[SIGNED_IN])
def tell_audience_consent(body: ConsentRequest) -> ConsentView:
    """Nobody is shown to a streamer before they say so here, and at once no more when they take it back.

    Only who is of age, and has told so, may say so: 409 `adults_only`.
    """
    user_id = caller(api).user_id
    DynamoConsents().tell(user_id, Consent(body.matching, body.purchasing), clock.iso(clock.now()))
    return ConsentView.model_validate(DynamoConsents().of(user_id))


@api.get("/v1/me/audience", tags=[SIGNED_IN])
def my_audiences() -> AudiencesView:
    """Everything that is kept here of the caller, channel by channel."""
    user_id = caller(api).user_id
    fans = DynamoFans().of_person(user_id)
    dues = DynamoDues().of_person(user_id, [fan.channel_id for fan in fans])
    return AudiencesView(
        consent=ConsentView.model_validate(DynamoConsents().of(user_id)),
        name=names.of([user_id]).get(user_id),
        channels=[_known(fan, [due for due in dues if due.channel_id == fan.channel_id]) for fan in fans],
    )


@api.get("/v1/me/offers", tags=[SIGNED_IN])
def my_offers() -> RetentionOffersView:
    """What channels offer the caller to stay, of what is good still; the oldest first."""
    user_id, now = caller(api).user_id, clock.now()
    dues = DynamoDues().of_person(user_id, [fan.channel_id for fan in DynamoFans().of_person(user_id)])
    good = [due for due in dues if due.offer_id and now < due.good_until]
    return RetentionOffersView(items=[RetentionOfferView.model_validate(due) for due in good])


@api.delete("/v1/me/audience", tags=[SIGNED_IN], status_code=204)
def leave_audiences() -> Response[str]:
    """Takes back the consent and forgets what is known here of the caller in every channel's audience.

    What happens from now on is learnt anew; what happened before, and is told only later, is not.
    """
    user_id, fans = caller(api).user_id, DynamoFans()
    forgotten.remember(user_id, clock.now())
    DynamoConsents().forget(user_id)
    channels = [fan.channel_id for fan in fans.of_person(user_id)]
    _forget(user_id, channels)
    fans.forget(user_id)
    _forget(user_id, channels)  # again, as a refresh may have entered them before the fan was gone
    DynamoMatches().forget(user_id)
    DynamoPayments().forget(user_id)
    return no_content()


def _forget(user_id: str, channels: list[str]) -> None:
    members, dues = DynamoMembers(), DynamoDues()
    for channel_id in channels:
        members.forget(channel_id, user_id, SEGMENTS)
        dues.forget(channel_id, user_id)


def _known(fan: Fan, dues: list[Due]) -> KnownView:
    stays = [StayView(segment=segment, entered_at=stay.entered_at, left_at=stay.left_at, rule_version=stay.rule_version)
             for segment in SEGMENTS
             for stay in DynamoMembers().stays(fan.channel_id, segment, fan.user_id)]  # fmt: skip
    return KnownView(
        channel_id=fan.channel_id, minutes=fan.minutes, hours=list(fan.hours), messages=fan.messages,
        paid=dict(fan.paid), follows=fan.follows, months=fan.months, subscribed_at=fan.subscribed_at,
        paid_until=fan.paid_until, weeks=[monday_of(week) for week in sorted(fan.weeks)], stays=stays,
        dues=[DueView.model_validate(due) for due in dues],
    )  # fmt: skip


handler = lambda_handler(api)
