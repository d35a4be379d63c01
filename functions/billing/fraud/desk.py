"""What the back office asks of fraud: cases, people who are blocked, and payees whose payouts wait."""

from typing import Any

from functions.billing.fraud.cases import DynamoCases
from functions.billing.fraud.watch import DynamoWatch, WatchRow
from functions.billing.fraud.wiring import deciding
from functions.billing.payouts.accounts import DynamoAccounts
from kernel import clock
from kernel.errors import Conflict

Given = dict[str, Any]


def cases(given: Given) -> Given:
    rows, more = DynamoCases().in_state(given["state"], given["limit"], given["cursor"])
    return {"items": [row.plain() for row in rows], "next_cursor": more}


def case(given: Given) -> Given:
    return DynamoCases().require(given["id"]).plain()


def _require_another(given: Given, user_id: str) -> None:
    """Nobody decides about himself, whichever way."""
    if given["by"] == user_id:
        raise Conflict("Somebody else has to decide about you.", code="own_case")


def clear(given: Given) -> Given:
    _require_another(given, DynamoCases().require(given["id"]).user_id)
    return deciding().clear(given["id"], given["by"], given["reason"]).plain()


def confirm(given: Given) -> Given:
    _require_another(given, DynamoCases().require(given["id"]).user_id)
    return deciding().confirm(given["id"], given["by"], given["reason"]).plain()


def person(given: Given) -> Given:
    return _person(DynamoWatch().find(given["user_id"]))


def block(given: Given) -> Given:
    _require_another(given, given["user_id"])
    return _person(deciding().block(given["user_id"], given["by"], given["reason"]))


def unblock(given: Given) -> Given:
    _require_another(given, given["user_id"])
    return _person(deciding().unblock(given["user_id"]))


def _person(row: WatchRow) -> Given:
    blocked = {"by": row.blocked_by, "at": row.blocked_at, "reason": row.blocked_why} if row.blocked_at else None
    return {"user_id": row.user_id, "blocked": blocked}


def payout_hold(given: Given) -> Given:
    return {"user_id": given["user_id"], "held_why": DynamoAccounts().find(given["user_id"]).held_why}


def hold_payouts(given: Given) -> Given:
    _require_another(given, given["user_id"])
    DynamoAccounts().hold(given["user_id"], given["by"], given["reason"], clock.now())
    return payout_hold(given)


def release_payouts(given: Given) -> Given:
    _require_another(given, given["user_id"])
    DynamoAccounts().release(given["user_id"])
    return payout_hold(given)


ACTS = {
    "fraud_cases": cases,
    "fraud_case": case,
    "clear_case": clear,
    "confirm_case": confirm,
    "person": person,
    "block_person": block,
    "unblock_person": unblock,
    "payout_hold": payout_hold,
    "hold_payouts": hold_payouts,
    "release_payouts": release_payouts,
}
