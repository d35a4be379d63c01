"""HTTP API of ages and guardians. Nothing of it is part of a profile that others see."""

from functools import cache

from aws_lambda_powertools.event_handler import Response

from functions.identity.guardians.guarding import Guarding
from functions.identity.guardians.schemas import (
    AgeView,
    BirthDate,
    Consent,
    GuardianRequest,
    MinorsView,
    MinorView,
    RequestsView,
    RequestView,
)
from functions.identity.guardians.store import DynamoPersons
from functions.identity.store import DynamoProfiles
from kernel import clock
from kernel.access import SIGNED_IN
from kernel.http import accepted, caller, http_api, lambda_handler, no_content

api = http_api()


@cache
def guarding() -> Guarding:
    return Guarding(DynamoPersons(), DynamoProfiles(), lambda: clock.now())  # noqa: PLW0108 - tests move the clock


@api.get("/v1/me/age", tags=[SIGNED_IN])
def read_age() -> AgeView:
    """What the caller told, and whether they are of age."""
    return AgeView.of(guarding().person(me()), clock.now())


@api.put("/v1/me/birth-date", tags=[SIGNED_IN])
def tell_birth_date(body: BirthDate) -> AgeView:
    """Once: another one than was told is refused."""
    return AgeView.of(guarding().tell(me(), body.birth_date, body.country), clock.now())


@api.get("/v1/me/guardian-requests", tags=[SIGNED_IN])
def my_guardian_requests() -> RequestsView:
    """Whom the caller asked to be their guardian, the newest first, and what they said."""
    found = guarding().of_minor(me())
    return RequestsView(items=[RequestView.of(one, guarding().name_of(one.guardian_id)) for one in found])


@api.post("/v1/me/guardian-requests", tags=[SIGNED_IN], status_code=202)
def ask_guardian(body: GuardianRequest) -> Response[str]:
    """Waits for whoever has the address; the answer is the same whether or not anybody has an account with it."""
    guarding().ask(me(), body.email)
    return accepted()


@api.post("/v1/me/guardian-requests/take-back", tags=[SIGNED_IN], status_code=204)
def take_back_guardian_request(body: GuardianRequest) -> Response[str]:
    guarding().take_back(me(), body.email)
    return no_content()


@api.get("/v1/me/minors", tags=[SIGNED_IN])
def my_minors() -> MinorsView:
    """Who asks the caller to be their guardian, and for whom the caller answers."""
    return MinorsView(items=[MinorView.of(one) for one in guarding().asked_of(me())])


@api.put("/v1/me/minors/<minor_id>/consent", tags=[SIGNED_IN])
def consent(minor_id: str, body: Consent) -> MinorView:
    """Accepts, or changes the most that they may pay in a month."""
    return MinorView.of(guarding().consent(me(), minor_id, body.by_currency()))


@api.delete("/v1/me/minors/<minor_id>/consent", tags=[SIGNED_IN], status_code=204)
def end_consent(minor_id: str) -> Response[str]:
    """Refuses what was asked, or withdraws what was given."""
    guarding().end(me(), minor_id)
    return no_content()


def me() -> str:
    return caller(api).user_id


handler = lambda_handler(api)
