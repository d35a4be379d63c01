"""Who may connect: whoever brings a ticket that was issued within the last minute and has not been used."""

from typing import Any

from functions.chat.members import DynamoTickets
from kernel.observability import logger


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """API Gateway keeps the context and shows it with every frame of the connection."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    context = DynamoTickets().redeem(ticket) if ticket else None
    effect = "Allow" if context else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {
        "principalId": (context or {}).get("user_id", "guest"),
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context or {},
    }
