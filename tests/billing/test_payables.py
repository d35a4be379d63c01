"""Payable lines: what viewers paid for each, whatever it came with."""

from datetime import UTC, date, datetime

from contracts import billing as facts
from functions.billing.ledger import chart
from functions.billing.ledger.entries import Draft, Entry, Line, Party, Source
from functions.billing.ledger.payables import OWED, PayableRow, given_for, open_lines, parties
from functions.billing.ledger.rules import draft_of
from kernel.events import Event
from kernel.money import Money
from tests.billing.payout_world import PAYEE, World, book, donation, taken_back

AT = datetime(2026, 11, 3, tzinfo=UTC)


def given(draft: Draft, fact: Event) -> list[tuple[int, int, int]]:
    """Of each line that is owed: what is owed, what was given for it, the tax in it."""
    entry = Entry(1, "ent_1", AT, AT.date(), "2026-11", draft)
    return [(-line.amount.minor, *given_for(line, entry, fact)) for line in draft.lines if line.account in OWED]


def invoice_line(name: str, net: int, creator: int, tax: int) -> facts.InvoiceLine:
    return facts.InvoiceLine(
        line_id=name,
        product="membership:chn_1",
        net=net,
        tax=tax,
        period_from=date(2026, 11, 3),
        period_to=date(2026, 12, 3),
        channel_id="chn_1",
        creator_part=creator,
    )


def test_two_lines_of_an_invoice_for_one_channel_are_not_counted_twice() -> None:
    lines = (invoice_line("il_1", 1_000, 700, 100), invoice_line("il_2", -500, -350, -50))
    fact = facts.InvoicePaid(
        invoice_id="in_1", customer_id="usr_1", payment_id="pi_1", currency="USD", total=550, lines=lines, paid_at=AT
    )
    posted = [Line(chart.PROCESSOR, Money(550, "USD"))]
    for line in lines:
        posted += [
            Line(chart.CREATORS, Money(-line.creator_part, "USD"), Party("creator", "chn_1")),
            Line(chart.DEFERRED, Money(line.creator_part - line.net, "USD")),
            Line(chart.SALES_TAX, Money(-line.tax, "USD")),
        ]
    draft = Draft("evt_1", AT, Source("invoice", "in_1"), "Invoice paid", tuple(posted))
    assert given(draft, fact) == [(700, 1_100, 100), (-350, -550, -50)]


def test_a_refund_is_given_back_in_the_same_parts() -> None:
    parts = (
        facts.RefundPart(account=chart.CREATORS, amount=630, party_type="creator", party_id="chn_1"),
        facts.RefundPart(account=chart.DONATIONS, amount=270),
        facts.RefundPart(account=chart.SALES_TAX, amount=100),
    )
    fact = facts.PaymentRefunded(
        refund_id="re_1", payment_id="pi_1", currency="USD", amount=1_000, parts=parts, reason="", refunded_at=AT
    )
    assert given(draft_of(fact, "evt_1"), fact) == [(-630, -1_000, -100)]
    kept = fact.model_copy(update={"settled": facts.Settled(currency="EUR", amount=-900)})
    assert given(draft_of(kept, "evt_1"), kept) == [(-630, -1_000, -100)]


def test_what_no_viewer_paid_is_given_as_it_is_owed() -> None:
    lines = (
        facts.AdjustmentLine(account=chart.CREATORS, amount=-500, party_type="creator", party_id="chn_1"),
        facts.AdjustmentLine(account=chart.OPERATIONS, amount=500),
    )
    fact = facts.BooksAdjusted(
        adjustment_id="adj_1",
        currency="USD",
        lines=lines,
        reason="a prize",
        requested_by="usr_a",
        approved_by="usr_b",
        day=date(2026, 11, 3),
    )
    assert given(draft_of(fact, "evt_1"), fact) == [(500, 500, 0)]


def test_a_fact_heard_twice_makes_its_lines_once_and_a_payout_none(here: World) -> None:
    for _ in range(2):
        donation("1", 10_000, tax=1_000)
        taken_back("1", 70, 30)
    fact = facts.PayoutPaid(
        payout_id="po_1",
        payee_type="creator",
        payee_id="chn_mina",
        currency="USD",
        gross=500,
        fee=0,
        income_tax=0,
        local_tax=0,
        net=500,
        paid_at=AT,
    )
    book("evt_paid", fact)
    earned, back = open_lines("madang", PAYEE)
    assert (earned.amount.minor, earned.given, earned.tax, earned.platform) == (6_300, 10_000, 1_000, 2_700)
    assert (back.amount.minor, back.given, back.payment_id) == (-70, -100, "pi_1")
    assert len(list(PayableRow.scan())) == 2
    assert list(parties("madang")) == [PAYEE]
