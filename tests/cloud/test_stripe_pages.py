"""Hosted pages of the stand-in as a person uses them, what is listed, and what happens by real time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
import stripe

from kernel import clock
from local.cloud.services.stripe import clocks, objects
from tests.billing.stripe_server import stripe_server
from tests.cloud.stripe_billing import DAY, Shop, at, shop

GOOD, DECLINED, FAILS_LATER = "4242 4242 4242 4242", "4000000000000002", "4000 0000 0000 0341"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """It is 1 April 2027 by the clock; pages are served where the API is."""
    with stripe_server(monkeypatch) as server:
        server.account.page = lambda name: f"{server.url}/pay/{name}"
        yield shop(server, "2027-04-01 00:00")


def submit(url: str, card: str = GOOD, act: str = "pay") -> requests.Response:
    return requests.post(url, data={"card": card, "act": act}, allow_redirects=False, timeout=5)


def test_a_subscription_is_paid_on_its_page(site: Shop):
    who, rate = site.person(card=None), site.tax("10", inclusive=False)
    session = site.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": who,
            "client_reference_id": "usr_sora",
            "line_items": [{"price": site.price(10_900, "krw", "스트리머"), "quantity": 1}],
            "subscription_data": {"metadata": {"slot": "plan"}, "default_tax_rates": [rate]},
            "success_url": "https://site.example/done?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://site.example/back",
        }
    )
    assert (session.amount_subtotal, session.amount_total, session.total_details.amount_tax) == (10_900, 11_990, 1090)
    page = requests.get(session.url, timeout=5).text
    assert "스트리머: 10900 KRW a month plus tax; today 11990 KRW" in page
    assert submit(session.url, act="cancel").headers["Location"] == "https://site.example/back"
    assert submit(session.url, DECLINED).status_code == 402
    assert site.v1.subscriptions.list({"status": "all"}).data == []
    site.kinds()
    back = submit(session.url)
    assert (back.status_code, back.headers["Location"]) == (303, f"https://site.example/done?s={session.id}")
    told = site.kinds()
    assert told[:2] == ["payment_method.attached", "customer.subscription.created"]
    assert told[-2:] == ["customer.subscription.updated", "checkout.session.completed"]
    done = site.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    sub = done.subscription
    assert (done.status, done.payment_status, done.invoice) == ("complete", "paid", sub.latest_invoice)
    assert (sub.status, sub.metadata.to_dict(), sub.created) == ("active", {"slot": "plan"}, at("2027-04-01 00:00"))
    assert sub.default_payment_method
    assert submit(session.url).status_code == 400


def test_a_trial_takes_a_card_that_fails_later_and_the_portal_another(site: Shop):
    who = site.person(card=None)
    given = {
        "currency": "usd",
        "unit_amount": 499,
        "product_data": {"name": "Basic"},
        "recurring": {"interval": "month"},
    }
    session = site.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": who,
            "line_items": [{"price_data": given, "quantity": 1}],
            "subscription_data": {"trial_period_days": 7},
            "success_url": "https://site.example/done",
        }
    )
    assert "4.99 USD a month, after 7 days free" in requests.get(session.url, timeout=5).text
    assert submit(session.url, FAILS_LATER).status_code == 303
    done = site.v1.checkout.sessions.retrieve(session.id)
    assert (done.amount_total, done.payment_status) == (0, "no_payment_required")
    site.pass_to("2027-04-08 00:00")
    sub = site.v1.subscriptions.retrieve(done.subscription)
    assert sub.status == "past_due"
    portal = site.v1.billing_portal.sessions.create(
        {"customer": who, "return_url": "https://site.example/me", "flow_data": {"type": "payment_method_update"}}
    )
    assert submit(portal.url, DECLINED).status_code == 402
    assert submit(portal.url).headers["Location"] == "https://site.example/me"
    assert site.v1.customers.retrieve(who).invoice_settings.default_payment_method
    with pytest.raises(stripe.CardError):
        site.v1.invoices.pay(sub.latest_invoice)
    site.v1.subscriptions.update(sub.id, {"default_payment_method": ""})
    assert site.v1.invoices.pay(sub.latest_invoice).status == "paid", "the customer's default, where it has no own"
    assert [method.card.last4 for method in site.v1.customers.payment_methods.list(who).data] == ["4242", "0341"]


def test_an_open_invoice_is_paid_on_its_own_page(site: Shop):
    sub = site.subscribe(site.person("pm_card_chargeCustomerFail"), site.price(1234, "kwd"))
    invoice = site.v1.invoices.retrieve(sub.latest_invoice)
    assert "1.234 KWD" in requests.get(invoice.hosted_invoice_url, timeout=5).text
    assert submit(invoice.hosted_invoice_url).status_code == 303
    assert site.v1.subscriptions.retrieve(sub.id).status == "active"
    assert requests.get(f"{site.server.url}/pay/nothing", timeout=5).status_code == 404


def test_setting_up_a_card_charges_nothing(site: Shop):
    who = site.person(card=None)
    session = site.v1.checkout.sessions.create(
        {"mode": "setup", "currency": "usd", "customer": who, "success_url": "https://site.example/done"}
    )
    site.kinds()
    assert submit(session.url).status_code == 303
    assert site.kinds() == ["payment_method.attached", "setup_intent.succeeded", "checkout.session.completed"]
    intent = site.v1.setup_intents.retrieve(session.setup_intent)
    assert site.v1.payment_methods.retrieve(intent.payment_method).customer == who


def test_a_lookup_key_is_of_one_price_and_goes_over(site: Shop):
    site.v1.products.create({"id": "madang_basic", "name": "Basic"})
    given = {"product": "madang_basic", "currency": "usd", "recurring": {"interval": "month"}, "lookup_key": "basic_us"}
    first = site.v1.prices.create({**given, "unit_amount": 499})
    with pytest.raises(stripe.InvalidRequestError):
        site.v1.prices.create({**given, "unit_amount": 599})
    second = site.v1.prices.create({**given, "unit_amount": 599, "transfer_lookup_key": True})
    found = site.v1.prices.list({"lookup_keys": ["basic_us"], "active": True}).data
    assert [price.id for price in found] == [second.id]
    assert site.v1.prices.retrieve(first.id).lookup_key is None
    assert len(site.v1.prices.list({"product": "madang_basic"}).data) == 2
    site.v1.prices.update(first.id, {"active": False})
    assert [price.id for price in site.v1.prices.list({"active": False}).data] == [first.id]
    with pytest.raises(stripe.InvalidRequestError):
        site.v1.products.create({"id": "madang_basic", "name": "Again"})


def test_lists_are_walked_by_cursor_the_newest_first(site: Shop):
    made = [site.person(card=None) for _ in range(7)]
    first = site.v1.customers.list({"limit": 3})
    assert ([one.id for one in first.data], first.has_more) == (made[:3:-1], True)
    second = site.v1.customers.list({"limit": 4, "starting_after": first.data[-1].id})
    assert ([one.id for one in second.data], second.has_more) == (made[3::-1], False)
    assert [one.id for one in site.v1.customers.list({"limit": 2}).auto_paging_iter()] == made[::-1]


def test_the_same_request_is_told_again_that_the_card_was_declined(site: Shop):
    who, price = site.person("pm_card_chargeCustomerFail"), site.price(499)
    given = {"customer": who, "items": [{"price": price}], "payment_behavior": "error_if_incomplete"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            site.v1.subscriptions.create(given, {"idempotency_key": "one"})
        site.v1.customers.update(who, {"invoice_settings": {"default_payment_method": "pm_card_visa"}})
    assert site.v1.subscriptions.create(given, {"idempotency_key": "two"}).status == "active"
    with pytest.raises(stripe.CardError):
        site.v1.payment_methods.attach("pm_card_visa_chargeDeclined", {"customer": who})


def test_a_webhook_hears_of_other_events_when_it_is_told_to(site: Shop):
    made = site.v1.webhook_endpoints.create({"url": "https://site.example/hook", "enabled_events": ["invoice.paid"]})
    changed = site.v1.webhook_endpoints.update(made.id, {"enabled_events": ["invoice.paid", "payout.paid"]})
    assert (changed.enabled_events, changed.secret) == (["invoice.paid", "payout.paid"], None)
    assert site.server.account.get("webhook_endpoint", made.id)["secret"] == made.secret


def test_what_would_not_be_heeded_is_refused(site: Shop):
    who, price = site.person(), site.price(499)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        site.subscribe(who, price, days_until_due=3)
    assert refused.value.code == "parameter_unknown"
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        site.v1.coupons.list()


def test_something_broken_does_not_stop_the_time_of_others(site: Shop, monkeypatch: pytest.MonkeyPatch):
    real = Shop(site.server, site.client)
    broken, whole = (real.subscribe(real.person(), real.price(499)) for _ in range(2))
    ahead = site.subscribe(site.person(), site.price(499))
    for name in (broken.id, ahead.id):
        del site.server.account.get("subscription", name)["default_payment_method"]
    later = clock.now() + timedelta(days=32)
    monkeypatch.setattr(objects.clock, "now", lambda: later)
    clocks.keep_time(site.server.account)
    assert len(site.v1.invoices.list({"subscription": whole.id}).data) == 2
    site.pass_to("2027-05-02 00:00")
    assert site.v1.test_helpers.test_clocks.retrieve(site.clock).status == "internal_failure"


def test_without_a_clock_real_time_renews(site: Shop, monkeypatch: pytest.MonkeyPatch):
    real = Shop(site.server, site.client)
    sub = real.subscribe(real.person(), real.price(499))
    later = clock.now() + timedelta(days=32)
    monkeypatch.setattr(objects.clock, "now", lambda: later)
    assert 0 <= clocks.keep_time(site.server.account) <= clocks.LOOKS_EVERY_SECONDS
    (second, first) = site.v1.invoices.list({"subscription": sub.id}).data
    assert (second.status, second.created) == ("paid", sub["items"].data[0].current_period_end)
    assert second.created - first.created in {28 * DAY, 29 * DAY, 30 * DAY, 31 * DAY}
