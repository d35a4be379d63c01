"""Recommendations with DynamoDB and the model endpoints behind them."""

from functools import cache

from functions.recommendations import shadow
from functions.recommendations.deeds import DynamoDeeds
from functions.recommendations.experiments.store import DynamoExperiments
from functions.recommendations.exposures import DynamoExposures
from functions.recommendations.heat import DynamoHeat
from functions.recommendations.items import DynamoItems
from functions.recommendations.on_air import DynamoOnAir
from functions.recommendations.partners import DynamoPartners
from functions.recommendations.recommending import Recommending, Stores
from functions.recommendations.seasons import DynamoSeasons
from functions.recommendations.tastes import DynamoTastes
from functions.recommendations.ties import DynamoTies
from functions.recommendations.together import DynamoTogether
from functions.recommendations.training import endpoint
from functions.recommendations.trends import DynamoTrends
from kernel import clock


@cache
def stores() -> Stores:
    return Stores(
        DynamoItems(), DynamoDeeds(), DynamoTastes(), DynamoTrends(), DynamoTogether(), DynamoHeat(), DynamoOnAir(),
        DynamoTies(), DynamoSeasons(), DynamoExposures(), DynamoExperiments(), DynamoPartners(),
    )  # fmt: skip


@cache
def recommending() -> Recommending:
    return Recommending(stores(), endpoint.ask, clock.now, shadow.hand_over)
