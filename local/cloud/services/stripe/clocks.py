"""Test clocks: https://docs.stripe.com/billing/testing/test-clocks; and the thread by which real time passes."""

import logging
import threading
from collections.abc import Collection

from local.cloud.services.stripe import calendar, cycle, standing
from local.cloud.services.stripe.account import CLOCK, Account
from local.cloud.services.stripe.due import Due
from local.cloud.services.stripe.errors import StripeError, required
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, at_moment, stamp, stripe_id
from local.cloud.services.stripe.subscription_objects import item_of

LASTS_SECONDS = 30 * calendar.DAY
AT_ONCE_INTERVALS = 2  # of the shortest subscription: further than that a clock is not advanced at once
LOOKS_EVERY_SECONDS = 5.0
BROKEN = (StripeError, LookupError, ValueError, TypeError)  # one broken object must not stop everybody's time
log = logging.getLogger("madang.stripe")


def create(account: Account, form: Object) -> Object:
    made: Object = {
        "id": stripe_id("clock"),
        "object": CLOCK,
        "created": stamp(),
        "deletes_after": stamp() + LASTS_SECONDS,
        "frozen_time": int(required(form, "frozen_time")),
        "livemode": False,
        "name": form.get("name"),
        "status": "ready",
        "status_details": {},
    }
    account.keep(CLOCK, made)
    account.happened("test_helpers.test_clock.created", made)
    return made


def advance(account: Account, form: Object, name: str) -> Object:
    """Only begins it: the clock is `advancing` until all that was due has happened."""
    clock, to = account.get(CLOCK, name), int(required(form, "frozen_time"))
    if clock["status"] != "ready":
        raise StripeError("The test clock is advancing already.", status=429, code="test_clock_advancing")
    if to <= clock["frozen_time"]:
        raise StripeError("The time to advance to must be after the clock's.", code="parameter_invalid")
    if to > _furthest(account, clock):
        message = "You can only advance a test clock by two intervals of its shortest subscription at once."
        raise StripeError(message, code="parameter_invalid")
    clock.update(status="advancing", status_details={"advancing": {"target_frozen_time": to}})
    account.happened("test_helpers.test_clock.advancing", clock)
    return clock


def _furthest(account: Account, clock: Object) -> int:
    now = clock["frozen_time"]
    every = [
        item_of(one)["price"]["recurring"]
        for one in account.table("subscription").values()
        if one["test_clock"] == clock["id"] and one["status"] not in standing.ENDED
    ]
    return min(
        (calendar.add(now, one["interval"], AT_ONCE_INTERVALS * one["interval_count"]) for one in every),
        default=calendar.add(now, "year", AT_ONCE_INTERVALS),
    )


def delete(account: Account, _form: Object, name: str) -> Object:
    """With its customers; their subscriptions end."""
    clock = account.get(CLOCK, name)
    with account.time_of({"test_clock": name}):
        for one in account.table("subscription").values():
            if one["test_clock"] == name and one["status"] not in standing.ENDED:
                standing.end(account, one, "cancellation_requested")
        owned = [one["id"] for one in account.table("customer").values() if one["test_clock"] == name]
        for customer in owned:
            account.happened("customer.deleted", account.table("customer").pop(customer))
    del account.table(CLOCK)[name]
    for row in [*account.table("invoice").values(), *account.table("subscription").values()]:
        if row["test_clock"] == name:
            row["test_clock"] = None
    account.happened("test_helpers.test_clock.deleted", clock)
    return {"id": name, "object": CLOCK, "deleted": True}


def catch_up(account: Account, clock: Object) -> None:
    """All that is due until the clock's target, in the order of its time."""
    target = clock["status_details"]["advancing"]["target_frozen_time"]
    while soonest := _soonest(account, clock["id"], target):
        clock["frozen_time"] = max(clock["frozen_time"], soonest.at)
        try:
            with at_moment(clock["frozen_time"]):
                soonest.act()
        except BROKEN:
            log.exception("what was due of %s did not happen", soonest.about)
            clock["status"] = "internal_failure"
            account.happened("test_helpers.test_clock.internal_failure", clock)
            return
    clock.update(frozen_time=target, status="ready", status_details={})
    account.happened("test_helpers.test_clock.ready", clock)


def _soonest(account: Account, clock: str | None, until: int, broken: Collection[str] = ()) -> Due | None:
    found = (one for one in cycle.due(account) if one.clock == clock and one.at <= until and one.about not in broken)
    return min(found, key=lambda one: (one.at, one.about), default=None)


def keep_time(account: Account) -> float:
    """What is due by real time and by advancing clocks happens; returns the seconds until it is worth looking again."""
    with account.lock:
        for clock in list(account.table(CLOCK).values()):
            if clock["status"] == "advancing":
                catch_up(account, clock)
        broken: set[str] = set()
        while soonest := _soonest(account, None, stamp(), broken):
            try:
                with at_moment(soonest.at):
                    soonest.act()
            except BROKEN:
                log.exception("what was due of %s did not happen", soonest.about)
                broken.add(soonest.about)
        coming = min((one.at for one in cycle.due(account) if one.clock is None), default=None)
        return LOOKS_EVERY_SECONDS if coming is None or broken else _within(coming - stamp())


def _within(seconds: float) -> float:
    return min(LOOKS_EVERY_SECONDS, max(0.0, seconds))


class Timekeeper:
    """One thread that sleeps until something is due or a clock is advanced; what a restart missed happens late."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._wake, self._stopped = threading.Event(), False
        self._thread = threading.Thread(target=self._run, daemon=True, name="madang-stripe-time")

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopped = True
        self.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait(keep_time(self.account))
            self._wake.clear()


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table(CLOCK).values(), form, "/v1/test_helpers/test_clocks")


def retrieve(account: Account, _form: Object, name: str) -> Object:
    return account.get(CLOCK, name)


ROUTES = {
    "POST /v1/test_helpers/test_clocks": create,
    "GET /v1/test_helpers/test_clocks": list_all,
    "GET /v1/test_helpers/test_clocks/:": retrieve,
    "POST /v1/test_helpers/test_clocks/:/advance": advance,
    "DELETE /v1/test_helpers/test_clocks/:": delete,
}
