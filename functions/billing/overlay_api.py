"""HTTP API of the alert overlay: for a browser source that has the overlay's token and nobody signed in."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header, Query
from pydantic import Field

from functions.billing.alerts.overlays import Overlays
from functions.billing.alerts.store import DynamoAlerts
from functions.billing.names import DynamoDonorNames
from kernel.access import PUBLIC
from kernel.http import http_api, lambda_handler
from kernel.schemas import RequestBody, View, example

api = http_api()
Token = Annotated[
    str | None, Header(alias="Overlay-Token", description="What stands behind the # of the overlay's address")
]
After = Annotated[int | None, Query(ge=0, description="The last number one has; without it what was shown last")]


class Shown(RequestBody, json_schema_extra=example({"number": 1})):
    number: int = Field(ge=1, le=10**12)


class AlertView(View):
    number: int
    show: bool = Field(description="False for what went back meanwhile: to be counted as shown, and not seen")
    donor_name: str
    message: str
    amount_minor: int
    currency: str


class Progress(View):
    """`last` is the newest alert's number, `shown` the last one's that was on a screen."""

    last: int
    shown: int


class AlertsView(Progress):
    items: list[AlertView]


def overlays() -> Overlays:
    return Overlays(DynamoAlerts(), DynamoDonorNames())


@api.get("/v1/overlays/<channel_id>/alerts", tags=[PUBLIC])
def waiting(channel_id: str, after: After = None, token: Token = None) -> AlertsView:
    """In their order, twenty at the most: more stand behind the last of them."""
    overlay, found = overlays().waiting(channel_id, token, after)
    items = [AlertView.model_validate(alert) for alert in found]
    return AlertsView(last=overlay.last, shown=overlay.shown, items=items)


@api.post("/v1/overlays/<channel_id>/shown", tags=[PUBLIC])
def shown(channel_id: str, body: Shown, token: Token = None) -> Progress:
    """Every alert up to the number was on a screen; a smaller one than before changes nothing."""
    return Progress.model_validate(overlays().shown(channel_id, token, body.number))


handler = lambda_handler(api)
