"""The use cases with their real collaborators, made once a container."""

from functools import cache

from functions.catalog.service import Catalog
from functions.catalog.store import DynamoTitles
from functions.catalog.workflow import TranscodeWorkflow
from kernel import clock


@cache
def catalog() -> Catalog:
    return Catalog(DynamoTitles(), TranscodeWorkflow(), clock.now)
