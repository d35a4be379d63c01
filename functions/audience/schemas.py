"""What the API of audience takes and shows."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from contracts.audience import Segment
from functions.audience.domain import BANDS, Band
from kernel.schemas import RequestBody, View, example

Share = Annotated[float, Field(ge=0, le=1)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Minor = Annotated[int, Field(ge=1, le=10**12)]


class MatchView(View):
    """Every part is in [0, 1]. `purchasing` is a coarse band over all channels, and null without that consent."""

    user_id: str
    name: str | None
    score: float
    content: float
    hours: float
    interaction: float
    purchasing: Band | None
    loyalty: float


class MatchesView(View):
    """`loyalty_brier`: the mean squared error of the chances in `loyalty`, on people they were not learnt of."""

    items: list[MatchView]
    loyalty_brier: float | None
    loyalty_people: int


class RuleView(View):
    version: int
    vip_months: int
    vip_paid: dict[str, int]
    prospect_score: float
    churn_chance: float
    churn_days: int
    new_days: int


class SegmentCount(View):
    segment: Segment
    members: int


class SegmentsView(View):
    rule: RuleView
    segments: list[SegmentCount]


class MemberView(View):
    user_id: str
    entered_at: datetime
    left_at: datetime | None
    rule_version: int


class MembersView(View):
    at: datetime
    items: list[MemberView]
    next_cursor: str | None = None


class RuleChange(
    RequestBody, json_schema_extra=example({"vip_months": 6, "vip_paid": {"KRW": 300000}, "churn_days": 5})
):
    """What is left out stays as it is in the version before."""

    vip_months: Annotated[int, Field(ge=1, le=120)] | None = None
    vip_paid: Annotated[dict[Currency, Minor], Field(max_length=len(BANDS))] | None = None
    prospect_score: Share | None = None
    churn_chance: Share | None = None
    churn_days: Annotated[int, Field(ge=1, le=60)] | None = None
    new_days: Annotated[int, Field(ge=1, le=60)] | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> "RuleChange":
        if not self.model_dump(exclude_none=True):
            raise ValueError("say what changes")
        return self


class BudgetRequest(RequestBody, json_schema_extra=example({"currency": "KRW", "amount": 1000, "cap": 50000})):
    """`amount` off a fan's next month; `cap`: what all offers may cost. In minor units."""

    currency: Literal["KRW", "USD", "EUR", "JPY"]
    amount: Minor
    cap: Annotated[int, Field(ge=0, le=10**12)]


class BudgetView(View):
    currency: str
    amount: int
    cap: int
    spent: int


class ConsentRequest(RequestBody, json_schema_extra=example({"matching": True, "purchasing": False})):
    """`purchasing` counts only with `matching`."""

    matching: bool
    purchasing: bool = False


class ConsentView(View):
    matching: bool
    purchasing: bool


class StayView(View):
    segment: Segment
    entered_at: datetime
    left_at: datetime | None
    rule_version: int


class DueView(View):
    kind: Literal["welcome", "offer"]
    made_at: datetime


class KnownView(View):
    """What is known of somebody in one channel's audience.

    `hours`: minutes by hour of the day, UTC; `weeks`: the Mondays of those in which they came; `paid`: minor units.
    """

    channel_id: str
    minutes: float
    hours: list[float]
    messages: int
    paid: dict[str, int]
    follows: bool
    months: int
    subscribed_at: datetime | None
    paid_until: datetime | None
    weeks: list[date]
    stays: list[StayView]
    dues: list[DueView]


class AudiencesView(View):
    consent: ConsentView
    name: str | None
    channels: list[KnownView]


class RetentionOfferView(View):
    """`amount` off the next month, in minor units."""

    offer_id: str
    channel_id: str
    currency: str
    amount: int
    made_at: datetime
    good_until: datetime


class RetentionOffersView(View):
    items: list[RetentionOfferView]
