"""What the back office asks of money: reads of the books, and the few things finance and operators may do."""

from datetime import date
from typing import Any

from contracts.billing import AdjustmentLine
from functions.billing.donations.store import DynamoDonations
from functions.billing.finance import adjustments, exports, funnel, reports, targets
from functions.billing.fraud.desk import ACTS as FRAUD
from functions.billing.ledger.chart import ACCOUNTS
from functions.billing.ledger.journal import period_of
from functions.billing.ledger.store import ledger
from functions.billing.processor import StripeProcessor
from functions.billing.reconciliation import reconciling
from functions.billing.reconciliation import store as reconciliations
from functions.billing.subscriptions.store import invoice
from functions.billing.subscriptions.wiring import refunding
from kernel import clock
from kernel.desks import desk_handler
from kernel.errors import Conflict

Given = dict[str, Any]
SHOWN = 100


def months(_: Given) -> Given:
    books = ledger()
    found = reports.months(books, books.entity.day_of(clock.now()))
    for month in found:
        latest = reconciliations.made_in(books.entity.id, month["period"], 1)
        month["exports"] = exports.of(month["period"])
        month["unmatched"] = int(latest[0].unmatched) if latest else None
    return {"entity": books.entity.id, "functional_currency": books.entity.functional, "items": found}


def trial_balance(given: Given) -> Given:
    return reports.trial_balance(ledger(), given["period"])


def entries(given: Given) -> Given:
    return reports.entries(ledger(), given["period"], given["after"], given["limit"], given.get("account"))


def figures(given: Given) -> Given:
    return reports.figures(ledger(), given["first"], given["last"])


def funnel_report(given: Given) -> Given:
    return funnel.report(ledger().entity.id, given["first"], given["last"])


def targets_report(_: Given) -> Given:
    return targets.report(ledger(), period_of(ledger().entity.day_of(clock.now())))


def chart(_: Given) -> Given:
    return {"items": [{"code": one.code, "name": one.name, "type": one.type} for one in ACCOUNTS if not one.heading]}


def exceptions(given: Given) -> Given:
    """What somebody has to look at: late entries, what was adjusted, what did not match."""
    books, period = ledger(), given["period"]
    late = [reports.plain_entry(entry) for entry, _ in books.entries(period) if entry.late]
    rows = reconciliations.made_in(books.entity.id, period, SHOWN)
    waiting = [row.plain() for row in adjustments.newest(SHOWN) if row.state == "requested"]
    unmatched = [row.plain() for row in rows if row.unmatched]
    return {"late": late[:SHOWN], "adjustments": waiting, "unmatched": unmatched}


def export(given: Given) -> Given:
    return exports.ask(ledger(), given["period"], given["by"], closing=given["closing"]).plain()


def link(given: Given) -> Given:
    return {"url": exports.link(ledger().entity.id, given["period"], given["status"]), "seconds": exports.LINK_SECONDS}


def list_adjustments(given: Given) -> Given:
    return {"items": [row.plain() for row in adjustments.newest(given["limit"])]}


def adjust(given: Given) -> Given:
    lines = [AdjustmentLine.model_validate(line) for line in given["lines"]]
    day = date.fromisoformat(given["day"])
    return adjustments.request(ledger().head(), day, given["currency"], lines, given["reason"], given["by"]).plain()


def decide(given: Given) -> Given:
    return adjustments.decide(ledger().head(), given["id"], given["by"], approve=given["approve"]).plain()


def list_reconciliations(given: Given) -> Given:
    rows = reconciliations.made_in(ledger().entity.id, given["period"], SHOWN)
    return {"items": [row.plain() for row in rows]}


def reconcile_days(given: Given) -> Given:
    first, last = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
    return reconciling.with_processor(ledger(), first, last, given["by"]).plain()


def reconcile_file(given: Given) -> Given:
    return reconciling.with_file(ledger(), given["csv"], given["by"]).plain()


def _require_same(asked: str, paid: str) -> None:
    if asked != paid:
        raise Conflict(f"It was paid in {paid}.", code="another_currency")


def refund(given: Given) -> Given:
    """Of a donation or an invoice, any amount that is left; it counts when the processor says so."""
    amount, key = given["amount"], given["key"]
    row = invoice(given["of"])
    if row:
        _require_same(given["currency"], row.currency)
        refunding().give_back(row, amount, key)
        return {"of": row.id, "currency": row.currency, "amount": amount}
    donation = DynamoDonations().find(given["of"])
    if donation is None or not donation.payment_id:
        raise Conflict("There is no such donation or invoice that was paid.", code="no_such_payment")
    _require_same(given["currency"], donation.gross.currency)
    if not 0 < amount <= donation.left.total:
        raise Conflict("That is more than what is left of it.", code="refund_exceeds_payment")
    StripeProcessor().refund(donation.payment_id, amount, f"{donation.id}-{key}")
    return {"of": donation.id, "currency": donation.gross.currency, "amount": amount}


handler = desk_handler(
    {
        "months": months,
        "trial_balance": trial_balance,
        "entries": entries,
        "figures": figures,
        "funnel": funnel_report,
        "targets": targets_report,
        "chart": chart,
        "exceptions": exceptions,
        "export": export,
        "link": link,
        "list_adjustments": list_adjustments,
        "adjust": adjust,
        "decide": decide,
        "list_reconciliations": list_reconciliations,
        "reconcile_days": reconcile_days,
        "reconcile_file": reconcile_file,
        "refund": refund,
        **FRAUD,
    }
)
