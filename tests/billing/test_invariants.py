"""The invariants of the books, each with the tests that hold it: what an auditor asks for, and where to look."""

import ast
from pathlib import Path

import pytest

PLACE = Path(__file__).parent
BOOKS, PEOPLE = "test_invariant_books", "test_invariant_people"
CLOCK, INVOICES, SPLITS = "test_subscription_clock", "test_invoice_refunds", "test_order_splits"
AMOUNTS, RUNS, FILES = "test_payout_amounts", "test_payout_runs", "test_payout_files"

INVARIANTS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "An entry balances in each currency and in the functional one.",
        (
            f"{BOOKS}::test_invariant_01_every_entry_balances_in_each_currency_and_in_the_functional_one",
            "test_ledger::test_the_functional_amounts_balance_and_are_near_the_product",
            "test_ledger::test_an_entry_out_of_balance_or_on_no_account_is_refused",
        ),
    ),
    2: (
        "The trial balance sums to nothing, and a month opens with what the one before closed with.",
        (
            f"{BOOKS}::test_invariant_02_a_month_opens_with_what_the_one_before_closed_with",
            "test_close_month::test_the_next_month_opens_with_what_this_one_closed_with",
        ),
    ),
    3: (
        "Entries are only added; a closed month takes none, and what comes late stands in the next.",
        (
            "test_ledger::test_months_close_in_turn_and_stay_closed",
            "test_ledger::test_what_comes_after_its_month_was_closed_goes_to_the_next_and_says_so",
            "test_close_month::test_a_closed_month_is_the_same_bytes_each_time_and_takes_no_more",
            "test_adjustments::test_invariant_03_a_closed_month_refuses_whoever_asks_and_whoever_approves",
        ),
    ),
    4: (
        "The chain proves every entry; one byte changed shows.",
        (
            "test_ledger::test_an_edited_entry_breaks_the_chain",
            "test_close_month::test_one_byte_changed_in_the_table_makes_no_export",
        ),
    ),
    5: (
        "An event heard twice is one entry.",
        (
            f"{BOOKS}::test_invariant_05_06_any_order_of_a_day_with_some_heard_twice_is_the_same_balances",
            "test_donations::test_webhooks_that_come_again_count_once",
            "test_payables::test_a_fact_heard_twice_makes_its_lines_once_and_a_payout_none",
        ),
    ),
    6: (
        "The events of a day make the same balances in any order.",
        (
            f"{BOOKS}::test_invariant_05_06_any_order_of_a_day_with_some_heard_twice_is_the_same_balances",
            "test_ledger::test_ten_thousand_facts_in_any_order_with_duplicates_make_the_same_books",
        ),
    ),
    7: (
        "The parts of an order sum to it; who takes the remainder has a name.",
        (
            f"{SPLITS}::test_invariant_07_the_parts_of_an_order_sum_to_it_and_the_platform_takes_the_remainder",
            f"{SPLITS}::test_by_hand_in_whole_won_in_cents_and_in_fils",
        ),
    ),
    8: (
        "A commission is in the band of its class, and that of the day of the order.",
        (
            f"{SPLITS}::test_invariant_08_a_rate_stands_in_the_band_of_its_class",
            f"{SPLITS}::test_invariant_08_what_is_agreed_on_later_changes_no_earlier_day",
            "test_orders::test_invariant_08_the_rate_is_that_of_the_day_it_was_ordered",
        ),
    ),
    9: (
        "The lines of a payout sum to it; each line owed is in one payout or carried forward.",
        (
            f"{FILES}::test_invariant_09_the_lines_of_a_payout_sum_to_it_and_are_the_same_bytes_again",
            f"{RUNS}::test_invariant_09_every_line_is_in_one_payout_or_carried",
            f"{AMOUNTS}::test_invariant_09_every_line_is_in_one_group",
        ),
    ),
    10: (
        "A payout's net is what is left, never below nothing; what is below is carried.",
        (
            f"{AMOUNTS}::test_invariant_10_the_net_is_what_is_left_and_never_negative",
            "test_payout_holds::test_what_is_held_is_carried_with_its_reason_and_date",
        ),
    ),
    11: (
        "What a line earns is its net whatever the days; the roll-forward of deferred revenue closes.",
        (
            f"{INVOICES}::test_invariant_11_revenue_of_a_line_is_its_net_whatever_the_days_and_the_refunds",
            f"{CLOCK}::test_fourteen_months_with_an_anchor_of_31_january",
            f"{PEOPLE}::test_invariant_11_the_roll_forward_of_deferred_revenue_closes_to_its_account",
        ),
    ),
    12: (
        "A refund takes from each in proportion; more than is left is refused.",
        (
            "test_refunds::test_refunds_in_any_pieces_give_each_part_back",
            f"{INVOICES}::test_more_than_is_left_is_refused_and_all_of_it_ends_the_subscription",
            f"{SPLITS}::test_invariant_12_refunds_in_any_pieces_take_each_part_back_whole",
            "test_orders::test_invariant_12_all_of_it_back_is_nothing_and_more_is_refused",
            "test_points::test_invariant_12_a_refund_in_pieces_takes_back_exactly_what_was_given",
        ),
    ),
    13: (
        "A dispute that is won is back where it was, one that is lost is taken from who had it.",
        (
            "test_disputes::test_won_it_is_back_and_only_the_fee_is_gone",
            "test_disputes::test_lost_it_is_taken_from_who_had_it",
        ),
    ),
    14: (
        "Tax is base times rate as it is rounded; a price shown is its base and its tax.",
        (
            f"{BOOKS}::test_invariant_14_a_price_shown_is_its_base_and_tax_in_every_region",
            f"{BOOKS}::test_invariant_14_tax_is_rounded_half_away_from_zero",
        ),
    ),
    15: (
        "Korean withholding is 3 % and a tenth of that, cut as configured; its register is its accounts.",
        (
            f"{AMOUNTS}::test_invariant_15_korean_withholding_is_three_percent_and_a_tenth_cut_to_ten_won",
            f"{FILES}::test_invariant_15_the_register_of_withholding_is_what_stands_on_the_liabilities",
        ),
    ),
    16: (
        "An amount times its stored rate is its functional amount; exchange differences are realised.",
        (
            f"{BOOKS}::test_invariant_16_an_amount_times_its_stored_rate_is_its_functional_amount",
            "test_currency_differences::test_invariant_16_clearing_keeps_nothing_in_the_functional_currency",
            "test_revaluing::test_invariant_16_money_is_worth_its_amount_at_the_closing_rate",
        ),
    ),
    17: (
        "The processor's records are the books, or what differs is listed.",
        (
            "test_reconciliation::test_invariant_17_the_processors_own_records_are_the_books",
            "test_reconciliation::test_every_movement_is_in_the_result_once",
        ),
    ),
    18: (
        "The roll-forwards of prepaid balances and of points close.",
        (
            f"{BOOKS}::test_invariant_18_the_roll_forward_of_prepaid_balances_closes_and_none_is_below_zero",
            f"{CLOCK}::test_what_is_too_little_to_charge_is_carried_to_the_next_invoice",
            "test_points::test_invariant_18_the_roll_forward_closes_to_the_account",
        ),
    ),
    19: (
        "An upgrade costs the rest of the period at both prices, within a minor unit.",
        (f"{PEOPLE}::test_invariant_19_an_upgrade_costs_the_rest_of_the_period_at_both_prices",),
    ),
    20: (
        "What a dashboard shows is what the ledger says.",
        (
            f"{PEOPLE}::test_invariant_20_the_dashboards_figures_are_the_ledgers",
            "test_donations::test_what_a_channel_earned_is_what_the_books_owe_it",
            f"{AMOUNTS}::test_invariant_20_the_steps_of_the_explainer_sum_to_the_net",
        ),
    ),
    21: (
        "A month exported twice is the same bytes.",
        (
            f"{BOOKS}::test_invariant_21_22_an_export_is_the_same_twice_and_its_control_sums_are_the_manifests",
            "test_month_export::test_the_same_month_is_the_same_bytes",
        ),
    ),
    22: (
        "The control sums of the files are those of the manifest.",
        (
            f"{BOOKS}::test_invariant_21_22_an_export_is_the_same_twice_and_its_control_sums_are_the_manifests",
            "test_month_export::test_the_manifest_proves_every_file",
        ),
    ),
    23: (
        "The twins are what their programs accept: they run in make close-month.",
        (f"{BOOKS}::test_invariant_23_both_twins_balance_and_assert_what_the_trial_balance_closes_with",),
    ),
    24: (
        "The books made again from their facts are the same.",
        (
            "test_close_month::test_made_again_from_its_facts_it_is_the_same_and_a_changed_rule_shows",
            "test_currency_differences::test_a_month_of_them_leaves_clearing_at_nothing_and_is_made_again_alike",
        ),
    ),
    25: (
        "Finance reads everything and writes nothing but adjustments, which need a second person.",
        (
            f"{PEOPLE}::test_invariant_25_finance_reads_everything_and_writes_nothing_but_adjustments",
            "test_adjustments::test_invariant_25_one_asks_another_approves_and_only_then_it_is_posted",
        ),
    ),
    26: (
        "No personal data but tokens is in the journal, or in any other file of a month.",
        (f"{PEOPLE}::test_invariant_26_no_file_of_a_month_has_personal_data",),
    ),
    27: (
        "Erasing a person leaves the sums as they are.",
        (f"{PEOPLE}::test_invariant_27_erasing_a_person_leaves_the_sums_and_the_files",),
    ),
}


def test_there_are_twenty_seven() -> None:
    assert list(INVARIANTS) == list(range(1, 28))


@pytest.mark.parametrize("number", INVARIANTS)
def test_each_is_held_by_tests_that_are_there_and_assert_something(number: int) -> None:
    _, tests = INVARIANTS[number]
    assert tests
    for test in tests:
        module, _, name = test.partition("::")
        functions = {
            node.name: node
            for node in ast.parse((PLACE / f"{module}.py").read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        assert name.startswith("test_"), test
        assert name in functions, test
        assert any(_claims(node, set(functions)) for node in ast.walk(functions[name])), f"{test} asserts nothing"


def _claims(node: ast.AST, beside: set[str]) -> bool:
    """An assertion, an expected refusal, or a call of a function of the same module that makes them."""
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return called == "raises" or called in beside
    return isinstance(node, ast.Assert)


def test_what_names_an_invariant_is_in_the_index() -> None:
    named = {test for _, tests in INVARIANTS.values() for test in tests}
    numbered = {
        f"{path.stem}::{node.name}": node.name
        for path in PLACE.glob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_invariant_")
    }
    for test, name in numbered.items():
        numbers = [int(word) for word in name.removeprefix("test_invariant_").split("_")[:2] if word.isdigit()]
        assert numbers, test
        assert all(number in INVARIANTS for number in numbers), test
    assert len(named & set(numbered)) >= 20
