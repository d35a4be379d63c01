"""HTTP API of recommendations: lists for a person, what is taken up now for everybody, services, people."""

import re
from datetime import timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.recommendations.items import SHELVES, Kind
from functions.recommendations.mentions import DynamoMentions
from functions.recommendations.people import alike
from functions.recommendations.platforms import next_subscriptions
from functions.recommendations.ranking import Place, may_see
from functions.recommendations.schemas import (
    REQUEST_ID,
    AdviceView,
    MentionedProductView,
    MentionsView,
    MinuteOfMentions,
    NamedItem,
    RecommendationsView,
    ServicesView,
    Shelf,
    SuggestedPeopleView,
    SuggestedPersonView,
)
from functions.recommendations.tastes import Taste
from functions.recommendations.views import Drawing, Shown
from functions.recommendations.wiring import recommending, stores
from kernel import clock
from kernel.access import PUBLIC, SIGNED_IN
from kernel.errors import BadRequest, NotFound
from kernel.http import caller, http_api, lambda_handler
from kernel.pagination import Cursor, Limit, decode_cursor, encode_cursor
from kernel.problems import language

api = http_api()
LISTED_FOR_SERVICES = 30
MOST_PEOPLE = 30
LAST_HOUR = timedelta(hours=1)
OF_A_LIST = ("request_id", "basis", "low_confidence", "fallback", "stale", "model_version", "experiment", "arm")


def drawing(taste: Taste, kind: Kind) -> Drawing:
    on_air = frozenset(one.channel_id for one in stores().on_air.all()) if kind == "channel" else frozenset[str]()
    return Drawing(stores().items, taste, language(api.current_event.headers.get("accept-language")), on_air)


def shown(places: list[Place]) -> list[Shown]:
    return [
        {"id": place.item.id, "score": place.score, "reason": place.reason.code, "because": place.reason.because}
        for place in places
    ]


@api.get("/v1/trending/<shelf>", tags=[PUBLIC])
def trending(shelf: Shelf, limit: Limit = 20) -> RecommendationsView:
    """What is taken up now by everybody: newer counts more, and no model is asked."""
    kind = SHELVES[shelf]
    places = recommending().for_nobody(kind, limit)
    known = {place.item.id: place.item for place in places}
    return RecommendationsView(
        request_id=None, basis="popularity", low_confidence=True, fallback=False, stale=False, model_version=None,
        items=drawing(Taste(), kind).of(shown(places), known),
    )  # fmt: skip


@api.get("/v1/recommendations/<shelf>", tags=[SIGNED_IN])
def recommendations(shelf: Shelf, limit: Limit = 20, cursor: Cursor = None) -> RecommendationsView:
    """A list for the caller, the best first. A cursor goes on in the same list, whatever has come meanwhile."""
    kind, user_id = SHELVES[shelf], caller(api).user_id
    if cursor:
        return _further(kind, user_id, limit, cursor)
    listed = recommending().recommend(user_id, kind)
    first = listed.places[:limit]
    draw = drawing(stores().tastes.of(user_id), kind)
    more = len(listed.places) > limit
    return RecommendationsView(
        **{name: getattr(listed, name) for name in OF_A_LIST},
        items=draw.of(shown(first), {place.item.id: place.item for place in first}),
        next_cursor=_cursor(listed.request_id, limit) if more else None,
    )  # fmt: skip


def _cursor(request_id: str, after: int) -> str | None:
    return encode_cursor({"request": {"S": request_id}, "after": {"N": str(after)}})


def _further(kind: Kind, user_id: str, limit: int, cursor: str) -> RecommendationsView:
    """The rest of a list that was made; what may not be shown any more is left out."""
    request_id, after = _place(cursor)
    exposure = stores().exposures.of(request_id, user_id)
    if exposure is None or exposure.kind != kind:
        raise BadRequest("The cursor is not one this API gave out.", code="invalid_cursor")
    now, viewer = clock.now(), recommending().person(user_id).viewer(kind, clock.now())
    page = exposure.items[after : after + limit]
    found = stores().items.find(kind, [entry["id"] for entry in page])
    able = [entry for entry in page if entry["id"] in found and may_see(viewer, found[entry["id"]], now)]
    more = len(exposure.items) > after + limit
    return RecommendationsView(
        **{name: getattr(exposure, name) for name in OF_A_LIST},
        items=drawing(stores().tastes.of(user_id), kind).of(able, found),
        next_cursor=_cursor(request_id, after + limit) if more else None,
    )  # fmt: skip


def _place(cursor: str) -> tuple[str, int]:
    """The list, and how many of its places were shown."""
    key = decode_cursor(cursor) or {}
    try:
        request_id, after = key["request"]["S"], int(key["after"]["N"])
    except (KeyError, ValueError) as error:
        raise BadRequest("The cursor is not one this API gave out.", code="invalid_cursor") from error
    if not re.fullmatch(REQUEST_ID, request_id) or after < 0:
        raise BadRequest("The cursor is not one this API gave out.", code="invalid_cursor")
    return request_id, after


@api.get("/v1/services", tags=[SIGNED_IN])
def services() -> ServicesView:
    """Which subscriptions open the films that the caller would like: those they have, and the next ones to have."""
    user_id = caller(api).user_id
    taste, listed = stores().tastes.of(user_id), recommending().recommend(user_id, "title", shown=False)
    films = [place.item for place in listed.places if place.item.external][:LISTED_FOR_SERVICES]
    already, advice, nowhere = next_subscriptions(films, taste.region, taste.providers)
    names = {item.id: NamedItem(id=item.id, name=item.name) for item in films}
    return ServicesView(
        owned=list(taste.providers),
        open=[names[one] for one in already],
        advice=[AdviceView(provider=one.provider, opens=[names[title] for title in one.opens]) for one in advice],
        nowhere=[names[one] for one in nowhere],
    )


@api.get("/v1/recommendations/mentions/<channel_id>", tags=[SIGNED_IN])
def mentions(channel_id: str) -> MentionsView:
    """How often each product was named in the channel's talk of the last hour, by the minute; for its streamer."""
    who, since = caller(api), clock.now() - LAST_HOUR
    channel = stores().items.find("channel", [channel_id]).get(channel_id)
    if channel is None or (channel.owner_id != who.user_id and "operator" not in who.groups):
        raise NotFound("You have no such channel.", code="no_such_channel")
    counted = DynamoMentions.since(channel_id, since)
    named = stores().items.find("product", counted)
    items = [
        MentionedProductView(
            product_id=one, name=named[one].name, mentions=sum(count for _, count in minutes),
            minutes=[MinuteOfMentions(at=at, mentions=count) for at, count in minutes],
        )
        for one, minutes in counted.items() if one in named
    ]  # fmt: skip
    return MentionsView(since=since, items=sorted(items, key=lambda one: (-one.mentions, one.product_id)))


@api.get("/v1/people/suggested", tags=[SIGNED_IN])
def suggested_people(limit: Annotated[int, Query(ge=1, le=MOST_PEOPLE)] = 10) -> SuggestedPeopleView:
    """Who follows the same channels, of those who want to be seen by strangers."""
    found = alike(stores().ties, caller(api).user_id)[:limit]
    return SuggestedPeopleView(items=[SuggestedPersonView(**vars(one)) for one in found])


handler = lambda_handler(api)
