"""Changes in the middle of a period, taxes and credit, against sums done by hand."""

from collections.abc import Iterator

import pytest
import stripe

from tests.cloud.stripe_billing import Shop, at, period, shop
from tests.cloud.stripe_contract import contract_server


@pytest.fixture
def april(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """1 April 2027: a month of 30 days, 2,592,000 seconds."""
    with contract_server(request, monkeypatch) as server:
        yield shop(server, "2027-04-01 00:00")


def test_an_upgrade_in_the_middle_is_paid_at_once_for_the_rest(april: Shop):
    """After 10 of 30 days: -round(1000 * 2/3) + round(1999 * 2/3) = -667 + 1333."""
    sub = april.subscribe(april.person(), april.price(1000))
    dear = april.price(1999, name="Plus")
    april.pass_to("2027-04-11 00:00")
    wanted = {"items": [{"id": sub["items"].data[0].id, "price": dear}], "proration_behavior": "always_invoice"}
    preview = april.v1.invoices.create_preview({"subscription": sub.id, "subscription_details": wanted})
    after = april.change(sub, dear, proration_behavior="always_invoice", payment_behavior="error_if_incomplete")
    invoice = april.v1.invoices.retrieve(after.latest_invoice)
    assert [line.amount for line in invoice.lines.data] == [-667, 1333]
    assert [line.amount for line in preview.lines.data] == [-667, 1333]
    assert (preview.status, preview.amount_due) == ("draft", 666)
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 666, "subscription_update")
    assert [line.parent.subscription_item_details.proration for line in invoice.lines.data] == [True, True]
    assert invoice.lines.data[0].period.to_dict() == {"start": at("2027-04-11 00:00"), "end": at("2027-05-01 00:00")}
    assert period(after) == period(sub)
    previous = april.server.told("customer.subscription.updated")[-1]["data"]["previous_attributes"]
    assert set(previous) == {"items", "latest_invoice"}
    assert previous["items"]["data"][0]["price"]["unit_amount"] == 1000


def test_an_upgrade_whose_card_does_not_pay_changes_nothing(april: Shop):
    who, cheap, dear = april.person(), april.price(1000), april.price(2000, name="Plus")
    sub = april.subscribe(who, cheap)
    april.v1.customers.update(who, {"invoice_settings": {"default_payment_method": "pm_card_chargeCustomerFail"}})
    april.pass_to("2027-04-16 00:00")
    april.kinds()
    with pytest.raises(stripe.CardError) as refused:
        april.change(sub, dear, proration_behavior="always_invoice", payment_behavior="error_if_incomplete")
    assert refused.value.http_status == 402
    assert april.kinds() == []
    unchanged = april.v1.subscriptions.retrieve(sub.id)
    assert (unchanged["items"].data[0].price.id, unchanged.latest_invoice) == (cheap, sub.latest_invoice)
    owed = april.change(sub, dear, proration_behavior="always_invoice")
    assert (owed["items"].data[0].price.id, owed.status) == (dear, "past_due"), "allow_incomplete, the default"


def test_a_downgrade_without_proration_begins_with_the_next_period(april: Shop):
    sub = april.subscribe(april.person(), april.price(2000, name="Plus"))
    april.pass_to("2027-04-16 00:00")
    april.change(sub, april.price(1000), proration_behavior="none")
    april.pass_to("2027-05-01 00:00")
    made = april.v1.invoices.list({"subscription": sub.id}).data
    amounts = [[line.amount for line in invoice.lines.data] for invoice in made]
    assert amounts == [[1000], [2000]]


def test_prorations_wait_for_the_next_invoice(april: Shop):
    sub = april.subscribe(april.person(), april.price(1000))
    april.pass_to("2027-04-16 00:00")
    april.change(sub, april.price(3000, name="Plus"))
    preview = april.v1.invoices.create_preview({"subscription": sub.id})
    april.pass_to("2027-05-01 00:00")
    invoice = april.v1.invoices.list({"limit": 1, "subscription": sub.id}).data[0]
    assert [line.amount for line in invoice.lines.data] == [-500, 1500, 3000]
    assert (preview.total, invoice.amount_paid) == (4000, 4000)


def test_a_credit_is_kept_and_taken_from_the_next_invoice(april: Shop):
    """-1500 + 500 half way is 1000 of credit, which is just the next month."""
    who = april.person()
    sub = april.subscribe(who, april.price(3000, name="Plus"))
    april.pass_to("2027-04-16 00:00")
    after = april.change(sub, april.price(1000), proration_behavior="always_invoice")
    credit = april.v1.invoices.retrieve(after.latest_invoice)
    assert (credit.total, credit.amount_due, credit.status) == (-1000, 0, "paid")
    assert (credit.starting_balance, credit.ending_balance) == (0, -1000)
    assert april.v1.customers.retrieve(who).balance == -1000
    april.pass_to("2027-05-01 00:00")
    covered = april.v1.invoices.list({"limit": 1, "subscription": sub.id}).data[0]
    assert (covered.total, covered.amount_due, covered.status) == (1000, 0, "paid")
    assert (covered.starting_balance, covered.ending_balance) == (-1000, 0)
    april.pass_to("2027-06-01 00:00")
    assert april.v1.invoices.list({"limit": 1, "subscription": sub.id}).data[0].amount_paid == 1000


def test_what_is_less_than_a_card_is_charged_is_carried_over(april: Shop):
    sub = april.subscribe(april.person(), april.price(1000))
    april.pass_to("2027-04-16 00:00")
    after = april.change(sub, april.price(1060, name="Plus"), proration_behavior="always_invoice")
    invoice = april.v1.invoices.retrieve(after.latest_invoice)
    assert (invoice.total, invoice.amount_due, invoice.ending_balance) == (30, 0, 30)
    april.pass_to("2027-05-01 00:00")
    assert april.v1.invoices.list({"limit": 1, "subscription": sub.id}).data[0].amount_paid == 1090


@pytest.mark.parametrize(
    ("currency", "amount", "percentage", "inclusive", "tax", "total"),
    [
        ("krw", 9900, "10", True, 900, 9900),
        ("jpy", 1234, "10", True, 112, 1234),  # 1234 / 11 = 112.18
        ("eur", 999, "19", True, 160, 999),  # 999 * 19 / 119 = 159.50
        ("kwd", 1995, "5", True, 95, 1995),
        ("usd", 1099, "8.875", False, 98, 1197),  # 97.54
    ],
)
def test_taxes_are_right_to_the_minor_unit(
    april: Shop, currency: str, amount: int, percentage: str, inclusive: bool, tax: int, total: int
):
    rate = april.tax(percentage, inclusive=inclusive)
    sub = april.subscribe(april.person(), april.price(amount, currency), default_tax_rates=[rate])
    invoice = april.v1.invoices.retrieve(sub.latest_invoice)
    (line,) = invoice.lines.data
    (levied,) = line.taxes
    assert (levied.amount, levied.tax_rate_details.tax_rate) == (tax, rate)
    assert levied.tax_behavior == ("inclusive" if inclusive else "exclusive")
    assert (line.amount, invoice.subtotal, invoice.total, invoice.amount_paid) == (amount, amount, total, total)
    assert invoice.total_excluding_tax == invoice.subtotal_excluding_tax == total - tax
    assert [part.amount for part in invoice.total_taxes] == [tax]


def test_each_line_of_a_proration_carries_its_own_tax(april: Shop):
    """-667 and 1333 with 10 % in them: -60.64 and 121.18."""
    rate = april.tax("10", inclusive=True)
    sub = april.subscribe(april.person(), april.price(1000), default_tax_rates=[rate])
    april.pass_to("2027-04-11 00:00")
    after = april.change(sub, april.price(1999, name="Plus"), proration_behavior="always_invoice")
    invoice = april.v1.invoices.retrieve(after.latest_invoice)
    assert [line.taxes[0].amount for line in invoice.lines.data] == [-61, 121]
    assert (invoice.total, invoice.total_excluding_tax, invoice.total_taxes[0].amount) == (666, 606, 60)


def test_canceling_can_credit_what_is_unused(april: Shop):
    who = april.person()
    sub = april.subscribe(who, april.price(1000))
    april.pass_to("2027-04-16 00:00")
    april.kinds()
    ended = april.v1.subscriptions.cancel(sub.id, {"prorate": True, "invoice_now": True})
    assert (ended.status, april.v1.customers.retrieve(who).balance) == ("canceled", -500)
    assert april.kinds()[0] == "customer.subscription.deleted"


def test_a_yearly_price_begins_its_own_period(april: Shop):
    sub = april.subscribe(april.person(), april.price(1000))
    yearly = april.price(10_000, name="Year", recurring={"interval": "year"})
    april.pass_to("2027-04-16 00:00")
    after = april.change(sub, yearly)
    assert period(after) == (at("2027-04-16 00:00"), at("2028-04-16 00:00"))
    assert april.v1.invoices.retrieve(after.latest_invoice).amount_paid == 9500


def test_a_preview_of_a_moment_is_what_is_paid_for_that_moment(april: Shop):
    """Shown at 12 o'clock of the 16th, accepted an hour later: half of 3000 less half of 1000, minus half a day."""
    sub, dear = april.subscribe(april.person(), april.price(1000)), april.price(3000, name="Plus")
    april.pass_to("2027-04-16 13:00")
    manner = {"proration_behavior": "always_invoice", "proration_date": at("2027-04-16 12:00")}
    details = {"items": [{"id": sub["items"].data[0].id, "price": dear}], **manner}
    preview = april.v1.invoices.create_preview({"subscription": sub.id, "subscription_details": details})
    after = april.change(sub, dear, **manner)
    paid = april.v1.invoices.retrieve(after.latest_invoice)
    assert [line.amount for line in preview.lines.data] == [line.amount for line in paid.lines.data] == [-483, 1450]
    with pytest.raises(stripe.InvalidRequestError):
        april.change(sub, april.price(2000), proration_date=at("2027-03-16 12:00"))
