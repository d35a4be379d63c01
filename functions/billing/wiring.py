"""Who works with whom; made once a container."""

from functools import cache

from functions.billing.donations.service import Donations
from functions.billing.donations.store import DynamoDonations
from functions.billing.ledger.journal import Entity
from functions.billing.ledger.store import DynamoLedger
from functions.billing.payees import DynamoPayees
from functions.billing.processor import StripeProcessor
from kernel import clock, environment


@cache
def donations() -> Donations:
    return Donations(DynamoDonations(), DynamoPayees(), StripeProcessor(), clock.now)


@cache
def ledger() -> DynamoLedger:
    entity = environment.required("LEDGER_ENTITY")
    functional = environment.required("LEDGER_CURRENCY")
    return DynamoLedger(Entity(entity, functional, environment.required("LEDGER_ZONE")))
