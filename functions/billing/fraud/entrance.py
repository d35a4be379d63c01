"""Where a payment that is about to be opened is shown to fraud's rules; they are imported with the first one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.billing.donations.domain import Donation
    from functions.billing.plans.book import Offer


def admit_donation(donation: "Donation") -> None:
    """Raises a 403 for what is refused; asked for again with the same key it counts once."""
    from functions.billing.fraud.domain import Asked
    from functions.billing.fraud.gate import admit

    channel = donation.channel_id
    admit(Asked(donation.id, donation.donor_id, "donation", channel, donation.gross, channel))


def admit_change(user_id: str) -> None:
    """Of a subscription that runs it is not weighed what it costs; who is blocked still pays for nothing more."""
    from functions.billing.fraud.domain import PaymentRefused
    from functions.billing.fraud.watch import DynamoWatch

    if DynamoWatch().find(user_id).blocked:
        raise PaymentRefused


def admit_subscription(user_id: str, slot: str, offer: "Offer", channel_id: str | None, key: str) -> str:
    """The name under which it is remembered. Raises a 403 for what is refused."""
    from functions.billing.fraud.domain import Asked
    from functions.billing.fraud.gate import admit
    from kernel.identifiers import id_from

    named = id_from("ask", user_id, slot, key)
    admit(Asked(named, user_id, "membership" if channel_id else "plan", slot, offer.total, channel_id))
    return named
