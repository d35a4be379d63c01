"""Who works with whom where subscriptions are concerned; made once a container, imported when it is asked for.

Whoever only reads the price book needs none of it.
"""

from functools import cache
from typing import TYPE_CHECKING

from kernel import clock

if TYPE_CHECKING:
    from functions.billing.subscriptions.invoicing import Invoicing
    from functions.billing.subscriptions.refunding import Refunding
    from functions.billing.subscriptions.subscribing import Subscribing


@cache
def invoicing() -> "Invoicing":
    from functions.billing.ledger.store import entity
    from functions.billing.payees import DynamoPayees
    from functions.billing.processor import StripeProcessor
    from functions.billing.subscriptions.invoicing import Invoicing
    from functions.billing.subscriptions.store import DynamoSubscriptions
    from functions.billing.subscriptions.stripe_billing import StripeBilling

    days = entity().day_of
    return Invoicing(StripeBilling(), StripeProcessor(), DynamoSubscriptions(), DynamoPayees(), days, clock.now)


@cache
def subscribing() -> "Subscribing":
    from functions.billing.guardians.months import Months
    from functions.billing.guardians.store import DynamoPayers
    from functions.billing.payees import DynamoPayees
    from functions.billing.subscriptions.store import DynamoSubscriptions
    from functions.billing.subscriptions.stripe_billing import StripeBilling
    from functions.billing.subscriptions.subscribing import Subscribing

    months = Months(DynamoPayers())
    return Subscribing(StripeBilling(), invoicing(), DynamoSubscriptions(), DynamoPayees(), months, clock.now)


@cache
def refunding() -> "Refunding":
    from functions.billing.donations.store import DynamoDonations
    from functions.billing.ledger.store import entity
    from functions.billing.processor import StripeProcessor
    from functions.billing.subscriptions.refunding import Refunding

    return Refunding(StripeProcessor(), DynamoDonations(), entity().day_of, clock.now)
