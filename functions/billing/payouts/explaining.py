"""The payout explainer: from what viewers paid down to what reaches the bank, step by step. Pure.

Every step is a signed amount; all of them together are the net, to the minor unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from functions.billing.ledger.payables import Payable
from functions.billing.payouts.accounts import PayoutAccount
from functions.billing.payouts.domain import (
    DISPUTED,
    DUE,
    NOT_DUE,
    NOTHING,
    REVIEWED,
    Sums,
    amounts_of,
    due_days,
    next_run,
    reason_to_wait,
    sorted_out,
)
from functions.billing.policies import PayoutPolicy, WithholdingPolicy

SENTENCES = {
    "given": "What viewers paid.",
    "tax": "Sales tax in it, which goes to the state.",
    "platform": "The platform's share.",
    "taken_back": "Refunds, disputes that were lost, and corrections: your part of them.",
    "begun": "Already gathered for this payout.",
    "not_due": "Not due yet: refunds and disputes may still come.",
    "fee": "Fee of the payout.",
    "income_tax": "Income tax that is withheld for you.",
    "local_tax": "Local income tax that is withheld for you.",
}


@dataclass(frozen=True)
class Step:
    """`amount` is in minor units and signed; `expected_on` is the day of payouts on which it is, or may be, paid."""

    code: str
    amount: int
    lines: int
    sentence: str
    expected_on: date | None = None


@dataclass(frozen=True)
class ExplainedLine:
    """`step` is `next` for what is paid next, else the code of the step that keeps it."""

    line: Payable
    step: str
    due_on: date


@dataclass(frozen=True)
class Explanation:
    """Of one currency; the steps sum to `net`, which reaches the bank some days after `expected_on`."""

    currency: str
    expected_on: date
    steps: tuple[Step, ...]
    lines: tuple[ExplainedLine, ...]
    net: int


def explain(
    currency: str,
    lines: Sequence[Payable],
    begun: Sums,
    run_on: date,
    policy: PayoutPolicy,
    rule: WithholdingPolicy,
    disputed: Mapping[str, str],
    account: PayoutAccount,
) -> Explanation:
    """As the run of that day would decide it now."""
    found = sorted_out(lines, run_on, policy, disputed)
    due_on = due_days(lines, policy.delay_days)
    sums = begun.plus(Sums.of(found[DUE]))
    amounts = amounts_of(sums, currency, policy, rule)
    reason = reason_to_wait(sums, currency, amounts, policy, account.holds())
    steps = [*_earned(lines), _step("begun", begun.total, begun.lines)]
    later: dict[date, list[Payable]] = {}
    for line in found[NOT_DUE]:
        later.setdefault(next_run(due_on[line.key], policy), []).append(line)
    steps += [_kept("not_due", SENTENCES["not_due"], Sums.of(some), day) for day, some in sorted(later.items())]
    steps += [_kept(why, policy.holds[why], Sums.of(found[why]), None) for why in (DISPUTED, REVIEWED)]
    if reason:
        steps.append(_kept(reason, policy.holds[reason], sums, next_run(run_on.replace(day=policy.run_on), policy)))
    elif sums.lines:
        steps += [
            _step("fee", -amounts.fee, 0),
            _step("income_tax", -amounts.income_tax, 0),
            _step("local_tax", -amounts.local_tax, 0),
        ]
    said = tuple(step for step in steps if step.amount or step.lines)
    of = {DUE: reason or "next", NOT_DUE: NOT_DUE, DISPUTED: DISPUTED, REVIEWED: REVIEWED}
    explained = tuple(ExplainedLine(line, of[kind], due_on[line.key]) for kind, some in found.items() for line in some)
    net = 0 if reason or sums == NOTHING else amounts.net
    return Explanation(currency, run_on, said, tuple(sorted(explained, key=lambda one: one.line.key)), net)


def _earned(lines: Iterable[Payable]) -> list[Step]:
    earned = [line for line in lines if line.amount.minor > 0]
    back = [line for line in lines if line.amount.minor < 0]
    return [
        _step("given", sum(line.given for line in earned), len(earned)),
        _step("tax", -sum(line.tax for line in earned), 0),
        _step("platform", -sum(line.platform for line in earned), 0),
        _step("taken_back", sum(line.amount.minor for line in back), len(back)),
    ]


def _step(code: str, amount: int, lines: int) -> Step:
    return Step(code, amount, lines, SENTENCES[code])


def _kept(code: str, sentence: str, sums: Sums, expected_on: date | None) -> Step:
    return Step(code, -sums.total, sums.lines, sentence, expected_on)
