"""What the back office takes and answers of recommendations."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from functions.backoffice.schemas import Reason
from kernel.schemas import RequestBody, View, example

Kind = Literal["title", "channel", "product"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
Execution = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}-[0-9]{12}$")]
FilmId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Genre = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Provider = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9 ._+-]{0,39}$")]
HttpsUrl = Annotated[str, StringConstraints(pattern=r"^https://[^\s\"<>]{1,500}$")]


class FilmOfferIn(RequestBody):
    """`checked_at`: when somebody last saw that it is there."""

    provider: Provider
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    way: Literal["subscription", "rent", "buy"]
    url: HttpsUrl
    checked_at: datetime


class FilmIn(RequestBody):
    """`popularity`: in how many people's deeds a film that nobody here has seen yet is counted among the popular."""

    id: FilmId
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    genres: Annotated[list[Genre], Field(min_length=1, max_length=8)]
    year: Annotated[int, Field(ge=1888, le=2100)] | None = None
    adults_only: bool = False
    popularity: Annotated[float, Field(ge=0, le=1000)] = 0.0
    offers: Annotated[list[FilmOfferIn], Field(max_length=60, default_factory=list)]


class FilmsRequest(
    RequestBody,
    json_schema_extra=example(
        {
            "films": [
                {
                    "id": "film-1",
                    "name": "The Long Rain",
                    "genres": ["Drama"],
                    "year": 2019,
                    "offers": [
                        {
                            "provider": "a-service",
                            "region": "KR",
                            "way": "subscription",
                            "url": "https://a-service.example/long-rain",
                            "checked_at": "2026-11-20T00:00:00Z",
                        }
                    ],
                }
            ]
        }
    ),
):
    films: Annotated[list[FilmIn], Field(min_length=1, max_length=100)]


class FilmsView(View):
    kept: int
    new: int


class TagsRequest(RequestBody, json_schema_extra=example({"genres": ["cooking"], "reason": "It is about noodles"})):
    """All of them; none, where nothing that is said of it is true."""

    genres: Annotated[list[Genre], Field(max_length=8)]
    reason: Reason


class TagView(View):
    """`confidence` 0 to 1; `source`: what it was read from."""

    name: str
    confidence: float
    source: str


class TagsView(View):
    """`tags` as they were told or read, `genres` as lists and models use them."""

    kind: Kind
    item_id: str
    name: str
    tags: list[TagView]
    genres: list[str]
    corrected_by: str | None
    corrected_at: datetime | None


class SeasonRequest(
    RequestBody,
    json_schema_extra=example(
        {
            "kind": "title",
            "first_day": "2026-12-20",
            "last_day": "2026-12-26",
            "time_zone": "Asia/Seoul",
            "genres": ["Family"],
            "push": 0.5,
        }
    ),
):
    """`push`: what it adds to the score of each such item; a model's best item has 1."""

    kind: Kind
    first_day: date
    last_day: date
    time_zone: Annotated[str, StringConstraints(max_length=40)]
    genres: Annotated[list[Genre], Field(max_length=20, default_factory=list)]
    item_ids: Annotated[list[FilmId], Field(max_length=200, default_factory=list)]
    push: Annotated[float, Field(gt=0, le=1)]


class SeasonView(View):
    name: str
    kind: Kind
    first_day: date
    last_day: date
    time_zone: str
    genres: list[str]
    item_ids: list[str]
    push: float
    on: bool


class SeasonsView(View):
    items: list[SeasonView]


class ArmIn(RequestBody):
    """`settings`: demographics, live_signals or model, each false in an arm that does without it."""

    name: Slug
    share: Annotated[float, Field(gt=0, le=1)]
    settings: dict[Literal["demographics", "live_signals", "model"], bool] = Field(default_factory=dict)


class ExperimentRequest(
    RequestBody,
    json_schema_extra=example(
        {
            "name": "demographics",
            "kind": "title",
            "arms": [
                {"name": "without", "share": 0.5, "settings": {"demographics": False}},
                {"name": "with", "share": 0.5, "settings": {}},
            ],
            "reason": "Do age and gender help?",
        }
    ),
):
    """The first arm is the control. `spread`: how large a difference of the outcome's mean is expected, about."""

    name: Slug
    kind: Kind
    arms: Annotated[list[ArmIn], Field(min_length=2, max_length=5)]
    outcome: Literal["played", "plays"] = "played"
    window_hours: Annotated[int, Field(ge=1, le=336)] = 24
    spread: Annotated[float, Field(gt=0, le=10)] = 0.02
    reason: Reason


class BesideControl(View):
    """`low` to `high` holds at every look at once; `p` is the smallest of all looks, and may be looked at any time."""

    difference: float
    low: float | None
    high: float | None
    lift: float | None
    p: float
    variance_kept: float
    enough: bool
    verdict: Literal["better", "worse", "undecided"]


class ArmView(View):
    name: str
    share: float
    settings: dict[str, bool]
    people: int
    mean: float
    beside_control: BesideControl | None = None


class ExperimentView(View):
    name: str
    kind: Kind
    outcome: str
    state: Literal["running", "stopped"]
    window_hours: int
    alpha: float
    started_at: datetime
    stopped_at: datetime | None
    arms: list[ArmView]


class ExperimentsView(View):
    items: list[ExperimentView]


class ModelView(View):
    """`metrics` as the training measured them; `reason` of one that was rejected or retired."""

    version: str
    state: str
    trained_at: datetime
    changed_at: datetime
    reason: str | None
    metrics: dict[str, Any]
    invocations: int
    failures: int


class ExecutionView(View):
    """A run of the training workflow, as Step Functions has it; `code` and `reason` of one that failed."""

    name: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    code: str | None
    reason: str | None


class ModelsView(View):
    """`champion` answers, `challenger` is being tried on `share` of the people; `training` is the run asked for."""

    kind: Kind
    champion: str | None
    challenger: str | None
    mode: str
    share: float
    stale: bool
    training: ExecutionView | None
    items: list[ModelView]


class TrainingView(View):
    """Its name, by which it is asked for."""

    execution: str
