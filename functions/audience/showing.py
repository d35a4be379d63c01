"""Whom a streamer is shown: who consents, is of age, and where neither blocks the other."""

from collections.abc import Iterable

from functions.audience import blocks
from functions.audience.consents import Consent, DynamoConsents


def to(owner_id: str | None, user_ids: Iterable[str]) -> dict[str, Consent]:
    """With what they consent to, in the order asked for; nobody is shown to themselves."""
    told = {name: one for name, one in DynamoConsents().all_of(user_ids).items() if one.matching and name != owner_id}
    hidden = blocks.between(owner_id, told) if owner_id else frozenset[str]()
    return {name: one for name, one in told.items() if name not in hidden}
