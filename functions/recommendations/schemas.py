"""Wire shapes of recommendations."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from kernel.schemas import RequestBody, View, example

Shelf = Literal["titles", "channels", "products"]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Provider = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9 ._+-]{0,39}$")]
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Gender = Literal["F", "M", "X"]
REQUEST_ID = r"^rec_[0-9a-z]{26}$"


class NamedItem(View):
    id: str
    name: str


class ReasonView(View):
    """`text` is for people, in the language of Accept-Language; `because` are the items that it speaks of."""

    code: str
    text: str
    because: tuple[NamedItem, ...] = ()


class ServiceOfferView(View):
    """`owned`: it is open to the person by a service they have. `checked_at`: when this was last known to be so."""

    provider: str
    way: Literal["subscription", "rent", "buy"]
    url: str
    owned: bool
    checked_at: datetime


class RecommendedItem(View):
    """`offers` of films of other services, the best for this person first; empty: nowhere in the person's region."""

    kind: Literal["title", "channel", "product"]
    id: str
    name: str
    genres: list[str]
    year: int | None = None
    channel_id: str | None = None
    live: bool = False
    score: float
    reason: ReasonView
    offers: list[ServiceOfferView] | None = None


class RecommendationsView(View):
    """`request_id` is sent with what comes of the list. `basis`: what it stands on; `fallback`: no model answered;
    `low_confidence`: too little is known of the person; `stale`: the model has not been trained for long.
    """

    request_id: str | None
    basis: str
    low_confidence: bool
    fallback: bool
    stale: bool
    model_version: str | None
    experiment: str | None = None
    arm: str | None = None
    items: list[RecommendedItem]
    next_cursor: str | None = None


class AdviceView(View):
    provider: str
    opens: list[NamedItem]


class ServicesView(View):
    """Of the person's list: what their services open already, which more would open the most, what none has."""

    owned: list[str]
    open: list[NamedItem]
    advice: list[AdviceView]
    nowhere: list[NamedItem]


class MinuteOfMentions(View):
    at: datetime
    mentions: int


class MentionedProductView(View):
    """In how many messages it was named; minutes in which nobody named it are not there."""

    product_id: str
    name: str
    mentions: int
    minutes: list[MinuteOfMentions]


class MentionsView(View):
    since: datetime
    items: list[MentionedProductView]


class SuggestedPersonView(View):
    """`shared` are channels that both follow; `likeness` is their Jaccard index."""

    user_id: str
    name: str
    likeness: float
    shared: int


class SuggestedPeopleView(View):
    items: list[SuggestedPersonView]


class TasteView(View):
    """`demographics`: gender and age may count. `low_confidence`: fewer than ten titles are known."""

    survey: list[NamedItem]
    survey_at: datetime | None
    gender: Gender | None
    age_band: int | None
    demographics: bool
    providers: list[str]
    region: str | None
    time_zone: str
    low_confidence: bool


class TasteChange(
    RequestBody,
    json_schema_extra=example(
        {
            "gender": "F",
            "age": 31,
            "demographics": True,
            "providers": ["wavve"],
            "region": "KR",
            "time_zone": "Asia/Seoul",
        }
    ),
):
    """What is absent stays as it is. Gender and age are kept only with `demographics`, and go when it is taken back."""

    gender: Gender | None = None
    age: Annotated[int, Field(ge=14, le=120)] | None = None
    demographics: bool | None = None
    providers: Annotated[list[Provider], Field(max_length=30)] | None = None
    region: Region | None = None
    time_zone: Annotated[str, StringConstraints(max_length=40)] | None = None


class SurveyRequest(
    RequestBody,
    json_schema_extra=example({"titles": [f"film-{number}" for number in range(1, 11)], "partial": False}),
):
    """At least ten different titles that somebody likes; with `partial` fewer, whose lists say `low_confidence`."""

    titles: Annotated[list[ItemId], Field(min_length=1, max_length=100)]
    partial: bool = False


class SurveyView(View):
    titles: list[NamedItem]
    low_confidence: bool


class SurveyChoiceView(View):
    id: str
    name: str
    year: int | None
    genres: list[str]


class SurveyChoicesView(View):
    items: list[SurveyChoiceView]
    min_items: int


class DeedRequest(RequestBody):
    """`request_id` is the list's that it came of; `rated` needs `stars`, `went_to_provider` says to which `provider`.

    `minutes` are those since it was told last: they add up. What is older than two years is taken as of then.
    `told_id` is the caller's own, the same where the same is sent again.
    """

    kind: Literal["title", "channel", "product"]
    item_id: ItemId
    verb: Literal["clicked", "watched", "liked", "rated", "went_to_provider"]
    minutes: Annotated[float, Field(ge=0, le=1440)] | None = None
    stars: Annotated[float, Field(ge=1, le=5)] | None = None
    provider: Provider | None = None
    at: AwareDatetime | None = None
    request_id: Annotated[str, StringConstraints(pattern=REQUEST_ID)] | None = None
    told_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z-]{8,64}$")] | None = None

    @model_validator(mode="after")
    def _rated_with_stars(self) -> Self:
        if self.verb == "rated" and self.stars is None:
            raise ValueError("`rated` needs `stars`")
        return self


class DeedsRequest(
    RequestBody,
    json_schema_extra=example({"deeds": [{"kind": "title", "item_id": "film-1", "verb": "watched", "minutes": 94}]}),
):
    deeds: Annotated[list[DeedRequest], Field(min_length=1, max_length=50)]


class DeedsKeptView(View):
    """`unknown` are items that are not there: nothing was kept of these."""

    kept: int
    unknown: list[str]


class InterestView(View):
    genre: str
    weight: float


class TasteProfileView(View):
    """`interests` add up to one, newer deeds weigh more; `hours` are the person's own, by their time zone."""

    interests: list[InterestView]
    hours: list[int]
    best_hour: int | None
    time_zone: str
    deeds: int
