"""All-or-nothing writes upon what was read, and how to try again when somebody else was first."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.transactions import TransactWrite

from kernel import environment

Result = TypeVar("Result")
LOST_RACE = {"ConditionalCheckFailed", "TransactionConflict"}
CONDITION_FAILED = "ConditionalCheckFailedException"
ATTEMPTS = 8
FIRST_PAUSE_SECONDS = 0.02


class Contention(Exception):
    """Somebody else changed a row first; read it again."""


@cache
def _connection() -> Connection:
    """Once a container: every new one makes a client of its own, which costs more than the transaction."""
    return Connection(region=environment.region())


@contextmanager
def transaction() -> Iterator[TransactWrite]:
    """DynamoDB's TransactWriteItems; Contention when a condition failed, any other failure as it is."""
    try:
        with TransactWrite(connection=_connection()) as write:
            yield write
    except TransactWriteError as error:
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        if codes & LOST_RACE:
            raise Contention(str(error)) from error
        raise


def until_settled(act: Callable[[], Result]) -> Result:
    """Runs `act` (which reads, decides and writes) again while it loses races, with growing random pauses."""
    for attempt in range(ATTEMPTS - 1):
        try:
            return act()
        except Contention:
            time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - jitter, not cryptography
    return act()


def held(write: Callable[[], object]) -> bool:
    """Runs one conditional put, update or delete; False when its condition did not hold, any other failure as it is."""
    try:
        write()
    except (PutError, UpdateError, DeleteError) as error:
        if error.cause_response_code != CONDITION_FAILED:
            raise
        return False
    return True
