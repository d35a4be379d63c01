"""AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn → who may pay, and how much."""

from contracts.identity import AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn
from functions.billing.guardians.store import DynamoPayers
from kernel.events import Event
from kernel.subscriber import EventBridgeEvent, queue_handler

HEARD: dict[str, type[Event]] = {
    event.detail_type(): event for event in (AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn)
}


def remember(event: EventBridgeEvent) -> None:
    told, payers = HEARD[event["detail-type"]].from_detail(event["detail"]), DynamoPayers()
    match told:
        case AdulthoodTold():
            payers.of_age_on(told.user_id, told.adult_on)
        case GuardianConsented():
            limits = {limit.currency: limit.amount for limit in told.limits}
            payers.guarded(told.minor_id, told.guardian_id, limits, told.version)
        case GuardianConsentWithdrawn():
            payers.unguarded(told.minor_id, told.version)


handler = queue_handler(remember)
