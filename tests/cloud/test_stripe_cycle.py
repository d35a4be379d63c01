"""Billing periods, trials, pauses, ends and dunning of the stand-in, against what Stripe documents."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.cloud.stripe_billing import DAY, Shop, at, period, shop
from tests.cloud.stripe_contract import contract_server

PAID = ["charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded"]
ISSUED = ["invoice.created", "payment_intent.created", "invoice.finalized"]
FAILED = ["charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"]


@pytest.fixture
def january(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """It is 31 January 2027, ten o'clock."""
    with contract_server(request, monkeypatch) as server:
        yield shop(server, "2027-01-31 10:00")


def test_the_anchor_of_31_january_comes_back_after_every_short_month(january: Shop):
    sub = january.subscribe(january.person(), january.price(499))
    days = [
        "02-28",
        "03-31",
        "04-30",
        "05-31",
        "06-30",
        "07-31",
        "08-31",
        "09-30",
        "10-31",
        "11-30",
        "12-31",
        "01-31",
        "02-29",
        "03-31",
    ]
    ends = [at(f"{2027 + (number > 10)}-{day} 10:00") for number, day in enumerate(days)]
    for end in ends:
        assert period(january.v1.subscriptions.retrieve(sub.id))[1] == end
        january.server.advance(january.clock or "", end)
    invoices = january.v1.invoices.list({"subscription": sub.id, "limit": 100}).data
    assert [invoice.status for invoice in invoices] == ["paid"] * 15
    assert [invoice.created for invoice in invoices] == [*reversed(ends), at("2027-01-31 10:00")]
    assert [invoice.number[-4:] for invoice in reversed(invoices)] == [f"{number:04}" for number in range(1, 16)]
    assert (invoices[0].period_start, invoices[0].period_end) == (ends[-2], ends[-1])
    assert invoices[0].lines.data[0].period.start == ends[-1]


def test_a_subscription_begins_paid_and_is_told_of_in_order(january: Shop):
    who, price = january.person(), january.price(499)
    january.kinds()
    sub = january.subscribe(who, price, metadata={"slot": "plan"})
    assert sub.status == "active"
    begun = ["customer.subscription.created", *ISSUED, *PAID, "customer.subscription.updated"]
    (activated,) = january.server.told("customer.subscription.updated")
    assert activated["data"]["previous_attributes"] == {"status": "incomplete"}
    assert activated["created"] == sub.created == at("2027-01-31 10:00")
    assert january.kinds() == begun
    expand = {"expand": ["payments.data.payment.payment_intent.latest_charge.balance_transaction"]}
    invoice = january.v1.invoices.retrieve(sub.latest_invoice, expand).to_dict()
    assert invoice["parent"]["subscription_details"] == {"metadata": {"slot": "plan"}, "subscription": sub.id}
    (payment,) = invoice["payments"]["data"]
    moved = payment["payment"]["payment_intent"]["latest_charge"]["balance_transaction"]
    assert (payment["status"], moved["amount"], moved["fee"]) == ("paid", 499, 44)
    assert invoice["lines"]["data"][0]["pricing"]["price_details"]["price"] == price
    asked = {"payment": {"type": "payment_intent", "payment_intent": payment["payment"]["payment_intent"]["id"]}}
    assert [row.invoice for row in january.v1.invoice_payments.list(asked).data] == [invoice["id"]]


def test_what_happens_by_the_clock_happens_in_the_order_of_its_time(january: Shop):
    january.subscribe(january.person(), january.price(499))
    january.kinds()
    january.pass_to("2027-02-28 09:59")
    assert january.kinds() == ["test_helpers.test_clock.advancing", "invoice.upcoming", "test_helpers.test_clock.ready"]
    january.pass_to("2027-02-28 10:00")
    assert january.kinds()[1:-1] == ["customer.subscription.updated", *ISSUED, *PAID]


def test_a_trial_begins_with_an_invoice_of_nothing_and_ends_with_one_to_pay(january: Shop):
    sub = january.subscribe(january.person(), january.price(499), trial_period_days=14)
    first = january.v1.invoices.retrieve(sub.latest_invoice)
    assert (sub.status, first.status, first.total, first.billing_reason) == (
        "trialing", "paid", 0, "subscription_create",
    )  # fmt: skip
    assert period(sub)[1] == sub.trial_end == at("2027-01-31 10:00") + 14 * DAY
    january.kinds()
    january.pass_to("2027-02-12 10:00")
    assert "customer.subscription.trial_will_end" in january.kinds()
    january.pass_to("2027-02-14 10:00")
    assert january.kinds()[1:-1] == ["customer.subscription.updated", *ISSUED, *PAID]
    after = january.v1.subscriptions.retrieve(sub.id)
    assert (after.status, period(after)[1]) == ("active", at("2027-03-14 10:00"))


def test_a_card_that_never_pays_is_asked_four_times_and_the_subscription_ends(january: Shop):
    sub = january.subscribe(
        january.person("pm_card_chargeCustomerFail"), january.price(499), trial_end=at("2027-02-01 10:00")
    )
    january.pass_to("2027-02-01 10:00")
    assert january.v1.subscriptions.retrieve(sub.id).status == "past_due"
    for attempt, (day, following) in enumerate([("02-01", "02-04"), ("02-04", "02-09"), ("02-09", "02-16")], 1):
        if attempt > 1:
            january.pass_to(f"2027-{day} 10:00")
        invoice = january.v1.invoices.retrieve(january.v1.subscriptions.retrieve(sub.id).latest_invoice)
        assert (invoice.status, invoice.attempt_count) == ("open", attempt)
        assert invoice.next_payment_attempt == at(f"2027-{following} 10:00")
    january.kinds()
    january.pass_to("2027-02-16 10:00")
    assert january.kinds()[1:-1] == [*FAILED, "customer.subscription.deleted"]
    ended = january.v1.subscriptions.retrieve(sub.id)
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "payment_failed")
    assert january.v1.invoices.retrieve(invoice.id).next_payment_attempt is None


def test_another_card_pays_what_is_owed_and_the_subscription_goes_on(january: Shop):
    who = january.person("pm_card_chargeCustomerFail")
    sub = january.subscribe(who, january.price(499), trial_end=at("2027-02-01 10:00"))
    january.pass_to("2027-02-02 10:00")
    invoice = january.v1.subscriptions.retrieve(sub.id).latest_invoice
    with pytest.raises(stripe.CardError) as refused:
        january.v1.invoices.pay(invoice)
    assert (refused.value.http_status, refused.value.code) == (402, "card_declined")
    assert january.v1.invoices.retrieve(invoice).attempt_count == 1, "only scheduled attempts count"
    january.v1.customers.update(who, {"invoice_settings": {"default_payment_method": "pm_card_visa"}})
    january.kinds()
    assert january.v1.invoices.pay(invoice).status == "paid"
    assert january.kinds() == [*PAID, "customer.subscription.updated"]
    assert january.v1.subscriptions.retrieve(sub.id).status == "active"


@pytest.mark.parametrize(
    ("behavior", "status"), [("void", "void"), ("keep_as_draft", "draft"), ("mark_uncollectible", "uncollectible")]
)
def test_while_collection_is_paused_nobody_is_charged(january: Shop, behavior: str, status: str):
    sub = january.subscribe(january.person(), january.price(499))
    january.v1.subscriptions.update(
        sub.id, {"pause_collection": {"behavior": behavior, "resumes_at": at("2027-03-15 00:00")}}
    )
    january.pass_to("2027-03-20 00:00")
    found = january.v1.subscriptions.retrieve(sub.id)
    assert (found.status, found.pause_collection) == ("active", None)
    assert january.v1.invoices.retrieve(found.latest_invoice).status == status
    january.pass_to("2027-03-31 10:00")
    latest = january.v1.subscriptions.retrieve(sub.id, {"expand": ["latest_invoice"]}).latest_invoice
    assert latest.status == "paid"


def test_unpausing_with_a_new_anchor_begins_a_period_that_is_paid(january: Shop):
    sub = january.subscribe(january.person(), january.price(499))
    january.v1.subscriptions.update(sub.id, {"pause_collection": {"behavior": "void"}})
    january.pass_to("2027-03-10 08:00")
    given: dict[str, Any] = {
        "pause_collection": "", "billing_cycle_anchor": "now", "proration_behavior": "none",
    }  # fmt: skip
    after = january.v1.subscriptions.update(sub.id, given)
    assert (after.pause_collection, period(after)) == (None, (at("2027-03-10 08:00"), at("2027-04-10 08:00")))
    assert january.v1.invoices.retrieve(after.latest_invoice).amount_paid == 499


def test_a_subscription_that_is_to_end_ends_with_its_period(january: Shop):
    sub = january.subscribe(january.person(), january.price(499))
    ending = january.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})
    assert (ending.status, ending.cancel_at) == ("active", at("2027-02-28 10:00"))
    january.kinds()
    january.pass_to("2027-03-01 00:00")
    assert january.kinds()[1:-1] == ["customer.subscription.deleted"]
    ended = january.v1.subscriptions.retrieve(sub.id)
    assert (ended.ended_at, ended.latest_invoice) == (at("2027-02-28 10:00"), sub.latest_invoice)
    assert january.v1.subscriptions.list({"customer": sub.customer}).data == []


def test_a_first_payment_that_fails_leaves_it_incomplete_for_23_hours(january: Shop):
    who, price = january.person("pm_card_chargeCustomerFail"), january.price(499)
    with pytest.raises(stripe.CardError):
        january.subscribe(who, price, payment_behavior="error_if_incomplete")
    assert january.v1.subscriptions.list({"customer": who, "status": "all"}).data == []
    sub = january.subscribe(who, price)
    assert sub.status == "incomplete"
    january.pass_to("2027-02-01 09:00")
    assert january.v1.subscriptions.retrieve(sub.id).status == "incomplete_expired"
    assert january.v1.invoices.retrieve(sub.latest_invoice).status == "void"


def test_a_clock_is_advanced_by_two_periods_at_the_most(january: Shop):
    sub = january.subscribe(january.person(), january.price(499))
    advance = january.v1.test_helpers.test_clocks.advance
    with pytest.raises(stripe.InvalidRequestError, match="two intervals"):
        advance(january.clock, {"frozen_time": at("2027-04-01 10:00")})
    assert advance(january.clock, {"frozen_time": at("2027-03-31 10:00")}).status == "advancing"
    clock = january.v1.test_helpers.test_clocks.retrieve(january.clock)
    while clock.status == "advancing":
        clock = january.v1.test_helpers.test_clocks.retrieve(january.clock)
    assert clock.frozen_time == at("2027-03-31 10:00")
    assert len(january.v1.invoices.list({"subscription": sub.id}).data) == 3
    assert january.v1.test_helpers.test_clocks.delete(january.clock).deleted


def test_a_trial_can_be_ended_and_be_lengthened(january: Shop):
    sub = january.subscribe(january.person(), january.price(499), trial_period_days=14)
    longer = january.v1.subscriptions.update(
        sub.id, {"trial_end": at("2027-03-01 10:00"), "proration_behavior": "none"}
    )
    assert (longer.status, period(longer)[1]) == ("trialing", at("2027-03-01 10:00"))
    january.pass_to("2027-02-05 12:00")
    ended = january.v1.subscriptions.update(sub.id, {"trial_end": "now"})
    assert (ended.status, ended.trial_end) == ("active", at("2027-02-05 12:00"))
    assert period(ended) == (at("2027-02-05 12:00"), at("2027-03-05 12:00"))
    assert january.v1.invoices.retrieve(ended.latest_invoice).amount_paid == 499


def test_default_incomplete_waits_to_be_paid(january: Shop):
    expand = ["latest_invoice.payments"]
    sub = january.subscribe(january.person(), january.price(499), payment_behavior="default_incomplete", expand=expand)
    assert (sub.status, sub.latest_invoice.status, sub.latest_invoice.attempted) == ("incomplete", "open", False)
    (payment,) = sub.latest_invoice.payments.data
    assert january.v1.payment_intents.retrieve(payment.payment.payment_intent).status == "requires_payment_method"
    january.v1.invoices.pay(sub.latest_invoice.id)
    assert january.v1.subscriptions.retrieve(sub.id).status == "active"


def test_an_end_can_be_taken_back(january: Shop):
    sub = january.subscribe(january.person(), january.price(499))
    january.v1.subscriptions.update(sub.id, {"cancel_at_period_end": True})
    kept = january.v1.subscriptions.update(sub.id, {"cancel_at_period_end": False})
    assert (kept.cancel_at, kept.canceled_at, kept.cancellation_details.reason) == (None, None, None)
    january.pass_to("2027-03-01 00:00")
    assert january.v1.subscriptions.retrieve(sub.id).status == "active"


def test_a_voided_invoice_is_owed_no_more(january: Shop):
    who = january.person("pm_card_chargeCustomerFail", balance=-100)
    sub = january.subscribe(who, january.price(499), trial_end=at("2027-02-01 10:00"))
    january.pass_to("2027-02-02 10:00")
    owed = january.v1.invoices.retrieve(january.v1.subscriptions.retrieve(sub.id).latest_invoice)
    assert (owed.total, owed.amount_due, january.v1.customers.retrieve(who).balance) == (499, 399, 0)
    january.kinds()
    assert january.v1.invoices.void_invoice(owed.id).status == "void"
    assert january.kinds() == [
        "payment_intent.canceled", "customer.updated", "invoice.voided", "customer.subscription.updated",
    ]  # fmt: skip
    assert january.v1.subscriptions.retrieve(sub.id).status == "active"
    assert january.v1.customers.retrieve(who).balance == -100


@pytest.mark.stand_in
def test_what_is_kept_is_json_and_goes_on_after_a_restart(january: Shop):
    sub = january.subscribe(january.person(), january.price(499))
    account = january.server.account
    kept = json.loads(json.dumps(account.state))
    assert kept == account.state
    account.state = kept
    january.pass_to("2027-02-28 10:00")
    assert period(january.v1.subscriptions.retrieve(sub.id))[1] == at("2027-03-31 10:00")
    assert len(january.v1.invoices.list({"subscription": sub.id}).data) == 2
