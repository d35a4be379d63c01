"""Who may listen to a room's channel of AppSync Events: whoever brings a ticket for it, for one subscription.

AppSync asks twice: when the client connects, before it has said which channel, and when it subscribes.
https://docs.aws.amazon.com/appsync/latest/eventapi/configure-event-api-auth.html
"""

from typing import Any

from functions.chat.members import DynamoTickets
from functions.chat.routes import channel_of
from kernel.observability import logger


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """No answer is kept: a ticket that was used is used."""
    asked, ticket, tickets = event["requestContext"], event["authorizationToken"], DynamoTickets()
    match asked["operation"]:
        case "EVENT_CONNECT":
            good = tickets.find(ticket) is not None
        case "EVENT_SUBSCRIBE":
            context = tickets.redeem(ticket)
            good = context is not None and channel_of(context["room_id"]) == f"/{asked['channel'].strip('/')}"
        case _:
            good = False
    return {"isAuthorized": good, "ttlOverride": 0}
