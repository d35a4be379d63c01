"""List endpoints: the newest first, by cursor, filtered; https://docs.stripe.com/api/pagination."""

import operator
from collections.abc import Callable, Iterable
from typing import Any

from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.objects import Object, listed

LIMIT, MOST = 10, 100
CONTROLS = {"limit", "starting_after", "ending_before", "expand"}
COMPARED = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
Filter = Callable[[Object, Any], bool]


def page(
    account: Account, rows: Iterable[Object], form: Object, url: str, filters: dict[str, Filter] | None = None
) -> Object:
    """`rows` are in the order in which they were made. What `filters` does not name is compared with the member."""
    own = filters or {}
    wanted = [(name, value, own.get(name, _member(name))) for name, value in form.items() if name not in CONTROLS]
    found = [row for row in rows if all(fits(row, value) for _, value, fits in wanted)][::-1]
    limit = int(form.get("limit", LIMIT))
    if not 1 <= limit <= MOST:
        raise StripeError(f"Invalid limit: it is between 1 and {MOST}.", code="parameter_invalid_integer")
    names = [row["id"] for row in found]
    first, last = 0, len(found)
    if after := form.get("starting_after"):
        first = _place(names, after) + 1
    more_behind = first + limit < last
    shown = found[first : first + limit]
    if before := form.get("ending_before"):
        last = _place(names, before)
        shown, more_behind = found[max(0, last - limit) : last], last > limit
    paths = [path.removeprefix("data.") for path in form.get("expand") or []]
    return listed([account.expanded(row, paths) for row in shown], url, has_more=more_behind)


def _place(names: list[str], cursor: str) -> int:
    try:
        return names.index(cursor)
    except ValueError:
        raise StripeError(f"No such object: '{cursor}'", code="resource_missing") from None


def _member(name: str) -> Filter:
    def fits(row: Object, value: Any) -> bool:
        have: Any = row.get(name)
        if isinstance(value, dict):
            return all(COMPARED[sign](have, int(bound)) for sign, bound in value.items())
        if isinstance(have, bool):
            return str(have).lower() == str(value).lower()
        return str(have) == str(value)

    return fits
