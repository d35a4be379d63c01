"""Who works with whom where subscriptions are concerned; made once a container."""

from functools import cache

from functions.billing.donations.store import DynamoDonations
from functions.billing.ledger.store import entity
from functions.billing.payees import DynamoPayees
from functions.billing.processor import StripeProcessor
from functions.billing.subscriptions.invoicing import Invoicing
from functions.billing.subscriptions.refunding import Refunding
from functions.billing.subscriptions.store import DynamoSubscriptions
from functions.billing.subscriptions.stripe_billing import StripeBilling
from functions.billing.subscriptions.subscribing import Subscribing
from kernel import clock


@cache
def invoicing() -> Invoicing:
    return Invoicing(
        StripeBilling(), StripeProcessor(), DynamoSubscriptions(), DynamoPayees(), entity().day_of, clock.now
    )


@cache
def subscribing() -> Subscribing:
    return Subscribing(StripeBilling(), invoicing(), DynamoSubscriptions(), DynamoPayees(), clock.now)


@cache
def refunding() -> Refunding:
    return Refunding(StripeProcessor(), DynamoDonations(), entity().day_of, clock.now)
