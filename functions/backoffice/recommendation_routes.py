"""Routes of the back office for recommendations: films, seasons, experiments, key figures. Operators only."""

from datetime import date

from functions.backoffice.office import Office
from functions.backoffice.recommendation_figures import ListFiguresView, PartnersView
from functions.backoffice.recommendation_schemas import (
    Execution,
    ExperimentRequest,
    ExperimentsView,
    ExperimentView,
    FilmId,
    FilmsRequest,
    FilmsView,
    Kind,
    ModelsView,
    SeasonRequest,
    SeasonsView,
    SeasonView,
    TagsRequest,
    TagsView,
    TrainingView,
)
from functions.backoffice.schemas import OfficeReason
from kernel.desks import ask
from kernel.errors import Unprocessable

DESK = "RECOMMENDATIONS_DESK"


def add_to(office: Office) -> None:
    """Adds them; `office` notes what a change was about."""
    _catalogue(office)
    _tags(office)
    _seasons(office)
    _experiments(office)
    _models(office)


def _catalogue(office: Office) -> None:
    @office.route("POST", "/v1/backoffice/recommendations/films", "operator")
    def import_films(body: FilmsRequest) -> FilmsView:
        """Films of other services, with where they can be seen; each replaces what was told of it before."""
        told = body.model_dump(mode="json")["films"]
        office.note(f"{len(told)} films, {told[0]['id']} to {told[-1]['id']}", "")
        return FilmsView.model_validate(ask(DESK, "import_films", films=told))

    @office.route("GET", "/v1/backoffice/recommendations/figures", "operator")
    def recommendation_figures(first: date, last: date) -> ListFiguresView:
        """Time to the first play, titles looked at before it, plays a list, stars after: by basis, and by day."""
        told = ask(DESK, "figures", first=first.isoformat(), last=last.isoformat())
        return ListFiguresView.model_validate(told)

    @office.route("GET", "/v1/backoffice/recommendations/partners", "operator")
    def partner_report(first: date, last: date) -> PartnersView:
        """By service: visits from lists, people who visited, and who of them then said that they have it."""
        return PartnersView.model_validate(ask(DESK, "partners", first=first.isoformat(), last=last.isoformat()))


def _tags(office: Office) -> None:
    @office.route("GET", "/v1/backoffice/recommendations/items/{kind}/{item_id}/tags", "operator")
    def read_tags(kind: Kind, item_id: FilmId) -> TagsView:
        """What an item is about, how sure that is and where it comes from; and whether somebody has corrected it."""
        return TagsView.model_validate(ask(DESK, "tags", kind=kind, item_id=item_id))

    @office.route("PUT", "/v1/backoffice/recommendations/items/{kind}/{item_id}/tags", "operator")
    def correct_tags(kind: Kind, item_id: FilmId, body: TagsRequest) -> TagsView:
        """A person's word: it stays, whatever is told of the item later."""
        office.note(f"{kind} {item_id}", body.reason)
        told = ask(DESK, "correct_tags", kind=kind, item_id=item_id, genres=body.genres, by=office.caller().user_id)
        return TagsView.model_validate(told)

    @office.route("DELETE", "/v1/backoffice/recommendations/items/{kind}/{item_id}/tags", "operator")
    def drop_correction(kind: Kind, item_id: FilmId) -> TagsView:
        """What is told of the item counts again."""
        office.note(f"{kind} {item_id}", "")
        return TagsView.model_validate(ask(DESK, "drop_correction", kind=kind, item_id=item_id))


def _seasons(office: Office) -> None:
    @office.route("GET", "/v1/backoffice/recommendations/seasons", "operator")
    def list_seasons() -> SeasonsView:
        return SeasonsView.model_validate(ask(DESK, "seasons"))

    @office.route("PUT", "/v1/backoffice/recommendations/seasons/{name}", "operator")
    def save_season(name: str, body: SeasonRequest) -> SeasonView:
        """Lifts items between two days, by the calendar of a time zone."""
        if body.last_day < body.first_day or not (body.genres or body.item_ids):
            raise Unprocessable("A season has days in their order, and genres or items.", code="wrong_season")
        office.note(name, f"{body.first_day} to {body.last_day}")
        return SeasonView.model_validate(ask(DESK, "save_season", name=name, **body.model_dump(mode="json")))

    @office.route("DELETE", "/v1/backoffice/recommendations/seasons/{name}", "operator")
    def drop_season(name: str) -> SeasonsView:
        office.note(name, "")
        ask(DESK, "drop_season", name=name)
        return SeasonsView.model_validate(ask(DESK, "seasons"))


def _experiments(office: Office) -> None:
    @office.route("GET", "/v1/backoffice/recommendations/experiments", "operator")
    def list_experiments() -> ExperimentsView:
        """The newest first, each with what it says now."""
        return ExperimentsView.model_validate(ask(DESK, "experiments"))

    @office.route("POST", "/v1/backoffice/recommendations/experiments", "operator", status=201)
    def begin_experiment(body: ExperimentRequest) -> ExperimentView:
        """People fall into arms by their ids and stay there; one experiment of a kind runs at a time."""
        office.note(body.name, body.reason)
        told = ask(DESK, "begin_experiment", **body.model_dump(mode="json", exclude={"reason"}))
        return ExperimentView.model_validate(told)

    @office.route("POST", "/v1/backoffice/recommendations/experiments/{name}/stop", "operator")
    def stop_experiment(name: str, body: OfficeReason) -> ExperimentView:
        office.note(name, body.reason)
        return ExperimentView.model_validate(ask(DESK, "stop_experiment", name=name))


def _models(office: Office) -> None:
    @office.route("GET", "/v1/backoffice/recommendations/models/{kind}", "operator")
    def list_models(kind: Kind, execution: Execution | None = None) -> ModelsView:
        """Which model answers, which is tried, all that were trained; how the run `execution`, or the last, goes."""
        return ModelsView.model_validate(ask(DESK, "models", kind=kind, execution=execution))

    @office.route("POST", "/v1/backoffice/recommendations/models/{kind}/trainings", "operator", status=202)
    def train(kind: Kind, body: OfficeReason) -> TrainingView:
        """From what people did until now; the new model has to be as good as the old one before it answers."""
        office.note(kind, body.reason)
        return TrainingView.model_validate(ask(DESK, "train", kind=kind, by=office.caller().user_id))

    @office.route("POST", "/v1/backoffice/recommendations/models/{kind}/rollback", "operator")
    def roll_back(kind: Kind, body: OfficeReason) -> ModelsView:
        """The model before answers again, at once."""
        office.note(kind, body.reason)
        return ModelsView.model_validate(
            ask(DESK, "roll_back", kind=kind, by=office.caller().user_id, reason=body.reason)
        )
