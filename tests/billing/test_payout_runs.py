"""Running payouts: each line once, whatever dies, is refused or runs at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from contracts.billing import PayoutPaid
from functions.billing import run_payouts
from functions.billing.ledger import chart
from functions.billing.ledger.parties import owed_to
from functions.billing.ledger.payables import PayableRow, open_lines
from functions.billing.ledger.store import RateRow, ledger
from functions.billing.payouts import store
from functions.billing.payouts.accounts import DynamoAccounts
from functions.billing.payouts.connect import TransferRefused
from functions.billing.payouts.rows import PayoutRow
from functions.billing.payouts.store import DynamoPayouts
from functions.billing.processor import ProcessorDown
from kernel import clock
from kernel.money import Money
from tests.billing.payout_world import (
    NOW,
    OWNER,
    PAYEE,
    RUN,
    World,
    book,
    donation,
    ready_to_be_paid,
    taken_back,
)
from tests.lambdas import outbox


def paid_payouts() -> list[PayoutPaid]:
    return [event for event in outbox(PayoutPaid) if isinstance(event, PayoutPaid)]


def test_what_is_due_is_paid_once_and_booked(here: World) -> None:
    donation("1", 10_000)
    donation("2", 5_000, at=NOW - timedelta(days=3))
    report = here.running.run(RUN)
    assert (report.paid, report.waiting, report.carried, report.failed) == (1, 0, 0, 0)
    (event,) = paid_payouts()
    assert (event.gross, event.adjustments, event.net, event.paid_from) == (7_000, 0, 7_000, "processor")
    assert here.running.run(RUN).paid == 0
    assert len(here.transfers.asked) == 1
    book("evt_paid", event)
    assert sum(owed.amount for owed in owed_to("madang", "creator", "chn_mina")) == 3_500
    assert sum(line.amount.minor for line in open_lines("madang", PAYEE)) == 3_500


def test_invariant_09_every_line_is_in_one_payout_or_carried(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PIECE", 7)
    for number in range(40):
        donation(f"{number}", 1_000 + number)
    donation("late", 9_000, at=NOW - timedelta(days=1))
    taken_back("7", 704, 303, at=NOW - timedelta(days=2))
    assert here.running.run(RUN).paid == 1
    rows = list(PayableRow.scan())
    for row in rows:
        assert (row.payout_id is None) != (row.open is None)
    (event,) = paid_payouts()
    lines = [row.payable() for row in DynamoPayouts.lines(event.payout_id)]
    assert sum(line.amount.minor for line in lines if line.amount.minor > 0) == event.gross
    assert -sum(line.amount.minor for line in lines if line.amount.minor < 0) == event.adjustments == 704
    assert len(lines) == 41
    assert [line.source_id for line in open_lines("madang", PAYEE)] == ["don_late"]


@pytest.fixture
def one_request_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB's transactions are isolated from each other; moto's are where its requests come one after another."""
    backend, lock = dynamodb_backends["123456789012"]["us-east-1"], threading.RLock()
    for name in ("transact_write_items", "update_item", "put_item", "get_item", "query"):
        monkeypatch.setattr(backend, name, behind(lock, getattr(backend, name)))


def behind(lock: Any, call: Any) -> Any:
    def locked(*given: Any, **named: Any) -> Any:
        with lock:
            return call(*given, **named)

    return locked


@pytest.mark.usefixtures("one_request_at_a_time")
def test_two_runs_at_once_pay_once(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PIECE", 4)
    for number in range(30):
        donation(f"{number}", 1_000)
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: here.running.run(RUN), range(2)))
    assert sum(report.failed for report in reports) == 0
    (event,) = paid_payouts()
    assert event.gross == 30 * 700
    assert len(here.transfers.moved) == 1
    assert not list(open_lines("madang", PAYEE))


@pytest.mark.parametrize("step", ["gather", "_gather", "seal", "lease", "pay"])
def test_a_whole_run_between_two_steps_of_another_changes_nothing(
    here: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    for number in range(3):
        donation(f"{number}", 10_000)
    whole, seen = getattr(DynamoPayouts, step), list[str]()

    def first_another(*given: Any) -> Any:
        if not seen:
            seen.append(step)
            donation("meanwhile", 20_000)
            here.running.run(RUN)
        return whole(*given)

    fixed = staticmethod(first_another) if step == "pay" else first_another
    monkeypatch.setattr(DynamoPayouts, step, fixed)
    assert here.running.run(RUN).failed == 0
    assert seen
    here.running.run(RUN)
    assert sum(event.gross for event in paid_payouts()) == 21_000 + 14_000
    assert len(here.transfers.moved) == len(paid_payouts())
    assert not list(open_lines("madang", PAYEE))


class DiedError(BaseException):
    """The process is gone: nothing behind it runs."""


@pytest.mark.parametrize("step", ["_gather", "seal", "lease", "pay"])
@pytest.mark.parametrize("when", ["before", "behind"])
def test_a_run_that_dies_is_taken_up_again(here: World, monkeypatch: pytest.MonkeyPatch, step: str, when: str) -> None:
    for number in range(7):
        donation(f"{number}", 10_000)
    monkeypatch.setattr(store, "PIECE", 3)
    whole = getattr(DynamoPayouts, step)

    def dies(*given: Any) -> Any:
        if when == "behind":
            whole(*given)
        raise DiedError

    with monkeypatch.context() as patch:
        patch.setattr(DynamoPayouts, step, staticmethod(dies) if step == "pay" else dies)
        with pytest.raises(DiedError):
            here.running.run(RUN)
    later = NOW + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    again = World(here.transfers, type(here.running)(**{**vars(here.running), "now": lambda: later}))
    again.running.run(RUN)
    (event,) = paid_payouts()
    assert (event.gross, event.net) == (49_000, 49_000)
    assert len(here.transfers.moved) == 1
    assert again.running.run(RUN).paid == 0


def test_refused_it_waits_with_the_reason_and_is_tried_with_another_key(here: World) -> None:
    donation("1", 10_000)
    here.transfers.raises = [TransferRefused("balance_insufficient")]
    assert here.running.run(RUN).waiting == 1
    ((waiting,), _) = here.payouts.listed(PAYEE, 10, None)
    assert (waiting.state, waiting.reason) == ("waiting", "balance_insufficient")
    assert not paid_payouts()
    assert here.running.run(RUN).paid == 1
    assert [asked[3].rsplit("-", 1)[1] for asked in here.transfers.asked] == ["0", "1"]
    ((done,), _) = here.payouts.listed(PAYEE, 10, None)
    assert (done.state, done.reason, done.transfer_id) == ("paid", None, paid_payouts()[0].transfer_id)


def test_moved_without_our_hearing_of_it_it_is_found_and_not_moved_again(here: World) -> None:
    donation("1", 10_000)
    here.transfers.after = [ProcessorDown("gone")]
    assert here.running.run(RUN).waiting == 1
    assert here.running.run(RUN).paid == 1
    assert len(here.transfers.asked) == len(here.transfers.moved) == len(paid_payouts()) == 1


def test_what_is_taken_back_of_what_is_not_due_waits_with_it(here: World) -> None:
    donation("1", 10_000)
    donation("2", 10_000, at=NOW - timedelta(days=2))
    taken_back("2", 7_000, 3_000, at=NOW - timedelta(days=1))
    here.running.run(RUN)
    (event,) = paid_payouts()
    assert (event.gross, event.adjustments) == (7_000, 0)


def test_korean_creators_are_paid_less_their_taxes_and_the_books_take_it(here: World) -> None:
    RateRow("KRW/USD", "2026-01-01", rate="1/1400", source="test").save()
    DynamoAccounts().set_tax_profile(OWNER, "KR", "individual", "tok_0123456789")
    donation("1", 142_857, currency="KRW")
    here.transfers.settled = Money(6_920, "USD")
    here.running.run(RUN)
    (event,) = paid_payouts()
    assert (event.gross, event.income_tax, event.local_tax) == (99_999, 2_990, 290)
    assert event.net == 99_999 - 2_990 - 290
    assert event.settled is not None
    assert (event.settled.currency, event.settled.amount) == ("USD", 6_920)
    book("evt_paid", event)
    month = ledger().balances("2026-12")
    assert month.of[chart.INCOME_TAX, "KRW"].balance == -2_990
    assert month.of[chart.PROCESSOR, "USD"].balance == -6_920


def test_one_payee_that_fails_holds_up_no_other_and_leaves_the_day_unfinished(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_to_be_paid("usr_two", "chn_two")
    donation("1", 10_000)
    donation("2", 10_000, channel="chn_two")
    monkeypatch.setattr(DynamoAccounts, "find", failing_for(OWNER))
    report = here.running.run(RUN)
    assert (report.paid, report.failed) == (1, 1)
    assert not here.payouts.finished(RUN)


def failing_for(user_id: str) -> Any:
    whole = DynamoAccounts.find

    def find(self: DynamoAccounts, asked: str) -> Any:
        if asked == user_id:
            raise OSError("gone")
        return whole(self, asked)

    return find


def test_on_other_days_only_what_did_not_end_goes_on(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_payouts, "running", lambda: here.running)
    donation("1", 10_000)
    here.transfers.raises = [TransferRefused("balance_insufficient")]
    assert run_payouts.run()["waiting"] == 1
    donation("2", 10_000)
    assert run_payouts.run() == {"day": "2026-12-15", "paid": 1, "waiting": 0, "carried": 0, "failed": 0}
    assert len(list(open_lines("madang", PAYEE))) == 1
    assert run_payouts.run("2026-12-16", PAYEE)["paid"] == 1
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 14, tzinfo=UTC))
    assert run_payouts.run()["paid"] == 0
    assert date.fromisoformat(run_payouts.run()["day"]) == RUN
    assert {row.state for row in PayoutRow.scan()} == {"paid"}
