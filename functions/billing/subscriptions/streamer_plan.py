"""Whether a creator has the streamer plan, which leaves a larger share to him."""

from datetime import datetime

from functions.billing import policies

SLOT = "streamer"


def has_plan(owner_id: str, at: datetime) -> bool:
    """Imports the subscriptions late: whoever only reads a donation needs none of them."""
    from functions.billing.subscriptions.store import DynamoSubscriptions

    found, _ = DynamoSubscriptions().find(owner_id, SLOT)
    until = found.entitled_until(policies.subscriptions(at.date()).grace) if found else None
    return until is not None and until > at
