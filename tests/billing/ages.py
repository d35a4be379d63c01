"""Who pays in tests has told an age first."""

from datetime import date

from functions.billing.guardians.store import DynamoPayers

PEOPLE = ("usr_sora", "usr_bora", "usr_mina", "usr_else")
LONG_AGO, NEVER_YET = date(2020, 1, 1), date(2190, 1, 1)


def of_age(*users: str) -> None:
    for user in users:
        DynamoPayers().of_age_on(user, LONG_AGO)


def minor(user: str, guardian: str | None = None, version: int = 1, **limits: int) -> None:
    """With a guardian's consent within the limits, where one is named."""
    DynamoPayers().of_age_on(user, NEVER_YET)
    if guardian:
        DynamoPayers().guarded(user, guardian, limits, version)
