"""What a day of payouts does not pay: held with its reason and date, and paid when nothing holds it up."""

import pytest

from contracts.billing import DisputeClosed, DisputeOpened
from functions.billing import on_dispute
from functions.billing.ledger.payables import PayableRow
from functions.billing.ledger.store import RateRow
from functions.billing.payees import DynamoPayees, Payee
from tests.billing.payout_world import (
    EARLY,
    NOW,
    OWNER,
    PAYEE,
    RUN,
    World,
    donation,
    taken_back,
)
from tests.lambdas import announced, deliver


def carried(here: World) -> dict[str, int]:
    return {part.reason: part.amount for part in here.payouts.carried(PAYEE)}


@pytest.mark.parametrize(
    ("reason", "amount"),
    [
        ("no_tax_profile", 7_000),
        ("no_account", 7_000),
        ("account_not_enabled", 7_000),
        ("held_by_operator", 7_000),
        ("under_threshold", 700),
        ("negative_balance", -300),
        ("dispute_open", 7_000),
        ("currency_not_paid", 700),
    ],
)
def test_what_is_held_is_carried_with_its_reason_and_date(here: World, reason: str, amount: int) -> None:
    hold_up(here, reason)
    assert here.running.run(RUN).paid == 0
    assert carried(here) == {reason: amount}
    assert {part.day for part in here.payouts.carried(PAYEE)} == {RUN}
    assert not here.transfers.asked
    assert not [row for row in PayableRow.scan() if row.payout_id]


def hold_up(here: World, reason: str) -> None:
    accounts = here.running.accounts
    currency = "KWD" if reason == "currency_not_paid" else "USD"
    RateRow("KWD/USD", "2026-01-01", rate="13/4", source="test").save()
    donation("1", 1_000 if amount_is_small(reason) else 10_000, currency=currency)
    match reason:
        case "no_tax_profile":
            move_owner("usr_new")
        case "no_account":
            move_owner("usr_new")
            accounts.set_tax_profile("usr_new", "US", "individual", "tok_0123456789")
        case "account_not_enabled":
            assert accounts.set_enabled(f"acct_{OWNER}", enabled=False)
        case "held_by_operator":
            accounts.hold(OWNER, "usr_operator", "asked by the bank", NOW)
        case "negative_balance":
            taken_back("0", 1_000, 400)
        case "dispute_open":
            event = DisputeOpened(dispute_id="dp_1", payment_id="pi_1", currency="USD", amount=10_000, opened_at=EARLY)
            assert deliver(on_dispute.handler, announced(event)) == []


def amount_is_small(reason: str) -> bool:
    return reason in {"under_threshold", "negative_balance", "currency_not_paid"}


def move_owner(user_id: str) -> None:
    DynamoPayees().remember(Payee("chn_mina", user_id), 2)


def test_a_dispute_that_ends_frees_what_it_held_in_whatever_order_it_is_heard(here: World) -> None:
    donation("1", 10_000)
    of = {"dispute_id": "dp_1", "payment_id": "pi_1", "currency": "USD", "amount": 10_000}
    deliver(on_dispute.handler, announced(DisputeClosed(**of, won=True, closed_at=NOW)))
    deliver(on_dispute.handler, announced(DisputeOpened(**of, opened_at=EARLY)))
    assert here.running.run(RUN).paid == 1


def test_a_hold_that_is_released_pays_on_the_next_run(here: World) -> None:
    hold_up(here, "held_by_operator")
    here.running.run(RUN)
    here.running.accounts.release(OWNER)
    assert here.running.run(RUN).paid == 1
    assert carried(here) == {}
