"""Everything that this capability keeps about a person, for that person: the right of access, as one document."""

from datetime import date, datetime

from functions.recommendations.deeds import Deed
from functions.recommendations.recommending import Stores
from functions.recommendations.tastes import Taste
from kernel.schemas import View

MOST_LISTS = 1000  # the newest; an answer of API Gateway is no larger than some megabytes


class ToldExport(View):
    survey: list[str]
    survey_at: datetime | None
    gender: str | None
    age_band: int | None
    demographics: bool
    providers: list[str]
    region: str | None
    time_zone: str
    adult_on: date | None


class DeedExport(View):
    kind: str
    item_id: str
    verb: str
    at: datetime
    stars: float | None
    minutes: float | None


class ListExport(View):
    """`done`: what came of it, as verb#item."""

    request_id: str
    kind: str
    at: datetime
    basis: str
    items: list[str]
    done: list[str]
    played_at: datetime | None


class VisitExport(View):
    provider: str
    at: datetime
    joined: bool


class ArmExport(View):
    """`past`: what was done before it began; `outcome`: what came of lists within its window."""

    experiment: str
    arm: str
    past: float
    outcome: float


class TasteExportView(View):
    """`follows` and `unseen` are what social announced of the person, `shown_as` the name that strangers are shown."""

    user_id: str
    told: ToldExport
    deeds: list[DeedExport]
    lists: list[ListExport]
    visits: list[VisitExport]
    experiments: list[ArmExport]
    follows: list[str]
    unseen: list[str]
    shown_as: str | None


def exported(stores: Stores, user_id: str) -> TasteExportView:
    circle = stores.ties.of(user_id)
    return TasteExportView.model_validate({
        "user_id": user_id,
        "told": _told(stores.tastes.of(user_id)),
        "deeds": [_deed(deed) for deed in stores.deeds.of(user_id)],
        "lists": stores.exposures.shown_to(user_id, MOST_LISTS),
        "visits": stores.partners.of(user_id),
        "experiments": stores.experiments.arms_of(user_id),
        "follows": sorted(circle.follows),
        "unseen": sorted(circle.unseen),
        "shown_as": stores.ties.shown([user_id]).get(user_id),
    })  # fmt: skip


def _told(taste: Taste) -> ToldExport:
    return ToldExport(**{**vars(taste), "survey": list(taste.survey), "providers": list(taste.providers)})


def _deed(deed: Deed) -> DeedExport:
    return DeedExport(**{name: getattr(deed, name) for name in DeedExport.model_fields})
