"""The month's end in the functional currency, as IAS 21 has it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from functions.billing.ledger import chart
from functions.billing.ledger.entries import Line, minor_rate
from functions.billing.ledger.journal import Balances, Head, Rate, book
from functions.billing.ledger.rebuild import restatements
from functions.billing.ledger.revaluing import MONETARY, BooksRevalued, Deferral, RevaluedAccount, revaluation, revalued
from kernel.money import Money, rounded
from tests.billing.books import ENTITY, balances_of, booked
from tests.billing.facts import month_of_facts

NOW = datetime(2026, 11, 3, tzinfo=UTC)
LAST = date(2026, 10, 31)
BEFORE, CLOSING = Rate(Fraction(1, 1400), "ecb"), Rate(Fraction(1, 1350), "ecb")


def moving(currency: str, day: date) -> Rate:
    """A won that gains on the last day; the others stay."""
    values = {"KWD": Fraction(325, 100), "EUR": Fraction(108, 100)}
    if currency != "KRW":
        return Rate(values[currency], "ecb")
    return CLOSING if day == LAST else BEFORE


def entry_of(found: tuple, after: Head):
    fact = BooksRevalued(period="2026-10", day=LAST, accounts=found)
    return book(ENTITY, after, revaluation(fact, "evt_r"), NOW, moving)[0], fact


@given(st.integers(1, 400), st.integers(0, 1000))
def test_invariant_16_money_is_worth_its_amount_at_the_closing_rate(count: int, seed: int) -> None:
    items, head = booked(month_of_facts(count, seed), NOW)
    before = balances_of(item.entry for item in items)
    found = tuple(revalued(before, (), ENTITY.functional, LAST, moving))
    if not found:
        return
    entry, fact = entry_of(found, head)
    after = balances_of([*(item.entry for item in items), entry])
    for (account, currency), turnover in after.of.items():
        if currency != ENTITY.functional and account in MONETARY:
            rate = minor_rate(moving(currency, LAST).value, currency, ENTITY.functional)
            assert turnover.functional_balance == rounded(turnover.balance * rate)
        assert account == chart.DIFFERENCES or turnover.balance == before.of[account, currency].balance
    assert after.functional_sum() == 0
    assert not any(after.sums().values())
    assert list(revalued(after, (), ENTITY.functional, LAST, moving)) == []
    assert not list(restatements([(entry, fact)], ENTITY.functional))
    assert entry.sealed().hash == entry.hash


def balances(account: str, balance: int, functional: int, currency: str = "KRW") -> Balances:
    made = Balances()
    turnover = made.of[account, currency]
    turnover.debits, turnover.functional_debits = balance, functional
    return made


def only(*found: RevaluedAccount) -> RevaluedAccount:
    (one,) = found
    return one


def test_what_is_deferred_stays_at_the_rates_of_its_payments() -> None:
    """1,400,000 won were paid at 1/1400; the won has gained since, what is left to earn has not."""
    deferrals = [Deferral(currency="KRW", remaining=1_400_000, paid_on=date(2026, 10, 5))]
    held = balances(chart.DEFERRED, -1_400_000, -100_018)
    one = only(*revalued(held, deferrals, "USD", LAST, moving))
    assert (one.worth, one.was, one.basis) == (-100_000, -100_018, "historical_rates")
    as_money = only(*revalued(balances(chart.CREATORS, -1_350_000, -96_429), (), "USD", LAST, moving))
    assert (as_money.worth, as_money.basis) == (-100_000, "closing_rate")


def test_what_is_wholly_earned_leaves_no_cent_behind() -> None:
    one = only(*revalued(balances(chart.DEFERRED, 0, -18), (), "USD", LAST, moving))
    assert (one.worth, one.was) == (0, -18)
    entry, _ = entry_of((one,), Head())
    assert [(line.account, str(line.amount), line.functional_minor) for line in entry.draft.lines] == [
        (chart.DEFERRED, "0 KRW", 18),
        (chart.DIFFERENCES, "0 KRW", -18),
    ]


def test_points_that_are_all_used_leave_no_cent_behind_and_others_keep_their_worth() -> None:
    """They are paid in goods, not in money: what is left of them stays at the rates at which it was given."""
    one = only(*revalued(balances(chart.POINTS, 0, -18), (), "USD", LAST, moving))
    assert (one.worth, one.was) == (0, -18)
    assert list(revalued(balances(chart.POINTS, -14_000, -1000), (), "USD", LAST, moving)) == []


def test_an_adjustment_that_no_obligation_explains_is_carried_as_money() -> None:
    held = balances(chart.DEFERRED, -2_750_000, 0)
    deferrals = [Deferral(currency="KRW", remaining=1_400_000, paid_on=date(2026, 10, 5))]
    assert only(*revalued(held, deferrals, "USD", LAST, moving)).worth == -200_000


def test_revenue_clearing_and_the_own_currency_are_left_alone() -> None:
    for account, currency in ((chart.PLANS, "KRW"), (chart.CLEARING, "KRW"), (chart.CREATORS, "USD")):
        assert list(revalued(balances(account, -500, 7, currency), (), "USD", LAST, moving)) == []


def test_a_line_of_nothing_keeps_what_it_is_worth_beside_others() -> None:
    """So an entry made again from its fact is the same, whatever else stands in it."""
    one = only(*revalued(balances(chart.CREATORS, -1_350_000, -96_429), (), "USD", LAST, moving))
    entry, _ = entry_of((one,), Head())
    more = (*entry.draft.lines, Line(chart.CASH, Money(1400, "KRW")), Line(chart.PLANS, Money(-1400, "KRW")))
    draft = replace(entry.draft, lines=more)
    booked_lines = book(ENTITY, Head(), draft, NOW, moving)[0].draft.lines
    assert [line.functional_minor for line in booked_lines] == [-3571, 3571, 104, -104]
