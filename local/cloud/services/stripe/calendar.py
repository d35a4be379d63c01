"""Billing periods: https://docs.stripe.com/billing/subscriptions/billing-cycle."""

import calendar
from datetime import UTC, datetime

DAY, HOUR = 86_400, 3_600


def add(anchor: int, interval: str, count: int) -> int:
    """`count` intervals after `anchor`; a month without such a day takes its last. In UTC."""
    if interval in {"day", "week"}:
        return anchor + count * DAY * (7 if interval == "week" else 1)
    start = datetime.fromtimestamp(anchor, UTC)
    months = start.year * 12 + start.month - 1 + count * (12 if interval == "year" else 1)
    year, month = divmod(months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def following(anchor: int, interval: str, every: int, after: int) -> int:
    """The first renewal after `after`: always counted from the anchor, so that 31 January comes back to 31 March."""
    count = 0
    while (found := add(anchor, interval, count * every)) <= after:
        count += 1
    return found
