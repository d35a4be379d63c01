"""HTTP API of what a person tells: survey, services, what they did, what they do not want; theirs to take back."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.recommendations.choices import Choices
from functions.recommendations.deeds import Deed
from functions.recommendations.export import TasteExportView, exported
from functions.recommendations.imports import ImportedView, TasteImport, permitted, take
from functions.recommendations.items import SHELVES
from functions.recommendations.profile import profile_of
from functions.recommendations.recording import Recording
from functions.recommendations.schemas import (
    DeedsKeptView,
    DeedsRequest,
    InterestView,
    ItemId,
    NamedItem,
    Shelf,
    SurveyChoicesView,
    SurveyChoiceView,
    SurveyRequest,
    SurveyView,
    TasteChange,
    TasteProfileView,
    TasteView,
)
from functions.recommendations.tastes import FEWEST_TITLES, Taste, band_of
from functions.recommendations.wiring import recommending, stores
from functions.recommendations.zones import zone
from kernel import clock
from kernel.access import SIGNED_IN
from kernel.clock import iso
from kernel.errors import Conflict, FieldError, NotFound, Unprocessable
from kernel.http import caller, http_api, lambda_handler, no_content

api = http_api()


@cache
def choices() -> Choices:
    return Choices(stores().items, recommending())


@cache
def recording() -> Recording:
    return Recording(stores(), clock.now)


def named(ids: tuple[str, ...]) -> list[NamedItem]:
    found = stores().items.find("title", ids)
    return [NamedItem(id=one, name=found[one].name) for one in ids if one in found]


def view(taste: Taste) -> TasteView:
    told = {**vars(taste), "survey": named(taste.survey), "providers": list(taste.providers)}
    return TasteView(**told, low_confidence=len(taste.survey) < FEWEST_TITLES)


@api.get("/v1/survey/titles", tags=[SIGNED_IN])
def survey_titles(
    q: Annotated[str | None, Query(max_length=80, description="A part of the name")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 60,
) -> SurveyChoicesView:
    """Titles to choose from: well known ones of many genres, or those whose names have `q` in them."""
    viewer, now = recommending().person(caller(api).user_id).who_names_titles(clock.now()), clock.now()
    found = choices().named(viewer, now, q, limit) if q else choices().offered(viewer, now, limit)
    items = [SurveyChoiceView(id=one.id, name=one.name, year=one.year, genres=list(one.genres)) for one in found]
    return SurveyChoicesView(items=items, min_items=FEWEST_TITLES)


@api.post("/v1/me/survey", tags=[SIGNED_IN], status_code=201)
def answer_survey(body: SurveyRequest) -> SurveyView:
    """Replaces what was answered before. A title counts once, and has to be one that is there."""
    titles = tuple(dict.fromkeys(body.titles))
    known = stores().items.find("title", titles)
    missing = [FieldError(f"/titles/{place}", "There is no such title.") for place, one in enumerate(body.titles)
               if one not in known]  # fmt: skip
    if missing:
        raise Conflict("Some titles are not there.", code="no_such_title", errors=tuple(missing))
    if len(titles) < FEWEST_TITLES and not body.partial:
        told = f"min_items={FEWEST_TITLES}: there are {len(titles)} different ones."
        raise Unprocessable(told, code="too_few_titles", errors=(FieldError("/titles", f"min_items={FEWEST_TITLES}"),))
    stores().tastes.change(caller(api).user_id, survey=list(titles), survey_at=iso(clock.now()))
    shown = [NamedItem(id=one, name=known[one].name) for one in titles]
    return SurveyView(titles=shown, low_confidence=len(titles) < FEWEST_TITLES)


@api.get("/v1/me/taste", tags=[SIGNED_IN])
def read_taste() -> TasteView:
    return view(stores().tastes.of(caller(api).user_id))


@api.put("/v1/me/taste", tags=[SIGNED_IN])
def change_taste(body: TasteChange) -> TasteView:
    user_id = caller(api).user_id
    before = stores().tastes.of(user_id)
    consents = before.demographics if body.demographics is None else body.demographics
    if not consents and (body.gender is not None or body.age is not None):
        raise Unprocessable("Gender and age are kept only with your consent.", code="consent_required")
    changes: dict[str, object] = {} if body.demographics is None else {"demographics": body.demographics}
    changes |= _traits(body) if consents else {"gender": None, "age_band": None}
    if body.providers is not None:
        changes["providers"] = sorted(set(body.providers))
    if body.time_zone is not None:
        changes["time_zone"] = zone(body.time_zone).key
    if "region" in body.model_fields_set:
        changes["country"] = body.region
    if changes:
        stores().tastes.change(user_id, **changes)
    stores().partners.joined(user_id, set(body.providers or ()) - set(before.providers), clock.now())
    if body.demographics is False:  # after the change: what read the traits before it is older than the mark
        recording().without_traits(user_id)
    return view(stores().tastes.of(user_id))


def _traits(body: TasteChange) -> dict[str, object]:
    """Of what was told now; `null` takes it back."""
    told = body.model_fields_set
    band = None if body.age is None else str(band_of(body.age))
    return {**({"gender": body.gender} if "gender" in told else {}), **({"age_band": band} if "age" in told else {})}


@api.delete("/v1/me/taste", tags=[SIGNED_IN], status_code=204)
def forget() -> Response[str]:
    """Everything that was told and done here, and no model will learn of it again."""
    recording().forget(caller(api).user_id)
    return no_content()


@api.post("/v1/me/deeds", tags=[SIGNED_IN], status_code=202)
def tell_deeds(body: DeedsRequest) -> DeedsKeptView:
    """What the caller did, oldest first or in any order; sent again, it counts once."""
    kept, unknown = recording().told(caller(api).user_id, body.deeds)
    return DeedsKeptView(kept=kept, unknown=unknown)


@api.put("/v1/me/not-interested/<shelf>/<item_id>", tags=[SIGNED_IN], status_code=204)
def not_interested(shelf: Shelf, item_id: ItemId) -> Response[str]:
    """It is not recommended again, what people take up with it is lowered, and no model learns that it was liked."""
    kind, user_id = SHELVES[shelf], caller(api).user_id
    if not stores().items.find(kind, [item_id]):
        raise NotFound("There is no such item.", code="no_such_item")
    recording().record(user_id, Deed(kind, item_id, "not_interested", clock.now()))
    return no_content()


@api.delete("/v1/me/not-interested/<shelf>/<item_id>", tags=[SIGNED_IN], status_code=204)
def interested_again(shelf: Shelf, item_id: ItemId) -> Response[str]:
    """What was done with it before counts again."""
    recording().interested_again(caller(api).user_id, SHELVES[shelf], item_id)
    return no_content()


@api.get("/v1/me/taste/profile", tags=[SIGNED_IN])
def read_profile() -> TasteProfileView:
    """What was made of what the caller did: interests, and the hours of the day at which they are here."""
    user_id = caller(api).user_id
    taste, deeds = stores().tastes.of(user_id), stores().deeds.of(user_id)
    found = profile_of(deeds, stores().items, taste.time_zone, clock.now())
    return TasteProfileView(
        interests=[InterestView(genre=genre, weight=round(weight, 4)) for genre, weight in found.interests],
        hours=list(found.hours), best_hour=found.best_hour, time_zone=taste.time_zone, deeds=len(deeds),
    )  # fmt: skip


@api.get("/v1/me/taste/export", tags=[SIGNED_IN])
def export_taste() -> TasteExportView:
    """Everything that is kept here about the caller."""
    return exported(stores(), caller(api).user_id)


@api.post("/v1/me/taste/import", tags=[SIGNED_IN], status_code=201)
def import_taste(body: TasteImport) -> ImportedView:
    """What the caller watched elsewhere, and the services that they have, from their own export; sent again, it counts
    once. Only what `consent` names is taken.
    """
    permitted(body)
    user_id = caller(api).user_id
    told = take(recording(), choices(), user_id, body.watched)
    services = sorted({*stores().tastes.of(user_id).providers, *body.services})
    if body.services:
        stores().tastes.change(user_id, providers=services)
    return told.model_copy(update={"services": services})


handler = lambda_handler(api)
