"""The back office of finance and operators: months, balances, exports, corrections, reconciliations, refunds.

Finance reads everything and changes nothing but by adjustments, which another person of finance approves. Closing a
month by hand and giving money back are an operator's. Every change is in the audit log, also one that was refused.
"""

from functions.backoffice import audit, fraud_routes, recommendation_routes
from functions.backoffice.office import Office
from functions.backoffice.schemas import (
    AccountsView,
    AdjustmentRequest,
    AdjustmentsView,
    AdjustmentView,
    DaysRequest,
    DeedsView,
    EntriesView,
    ExceptionsView,
    ExportView,
    FiguresView,
    FileRequest,
    FunnelView,
    LinkView,
    MonthsView,
    OfficeReason,
    Period,
    ReconciliationsView,
    ReconciliationView,
    RefundRequest,
    RefundView,
    TargetsView,
    TrialBalance,
)
from kernel.desks import ask

BILLING = "BILLING_DESK"
READERS = ("finance", "operator")
MOST = 100

office = api = Office("backoffice", audit.write)


@office.route("GET", "/v1/backoffice/months", *READERS)
def list_months() -> MonthsView:
    """Every month of the books with its state and the exports that were made of it."""
    return MonthsView.model_validate(ask(BILLING, "months"))


@office.route("GET", "/v1/backoffice/months/{period}/trial-balance", *READERS)
def trial_balance(period: Period) -> TrialBalance:
    """Opening, turnover and closing of every account and currency."""
    return TrialBalance.model_validate(ask(BILLING, "trial_balance", period=period))


@office.route("GET", "/v1/backoffice/months/{period}/entries", *READERS)
def journal(period: Period, after: int = 0, limit: int = 50, account: str | None = None) -> EntriesView:
    """The journal, page by page: `after` is `next_after` of the page before."""
    told = ask(BILLING, "entries", period=period, after=after, limit=min(max(limit, 1), MOST), account=account)
    return EntriesView.model_validate(told)


@office.route("GET", "/v1/backoffice/months/{period}/exceptions", *READERS)
def exceptions(period: Period) -> ExceptionsView:
    """What somebody has to look at before the month closes."""
    return ExceptionsView.model_validate(ask(BILLING, "exceptions", period=period))


@office.route("GET", "/v1/backoffice/figures", *READERS)
def figures(first: Period, last: Period) -> FiguresView:
    """Revenue and margins of some months, each a sum of ledger accounts."""
    return FiguresView.model_validate(ask(BILLING, "figures", first=first, last=last))


@office.route("GET", "/v1/backoffice/funnel", *READERS)
def funnel(first: Period, last: Period) -> FunnelView:
    """The way from free to paid, month by month."""
    return FunnelView.model_validate(ask(BILLING, "funnel", first=first, last=last))


@office.route("GET", "/v1/backoffice/targets", *READERS)
def targets() -> TargetsView:
    """The business plan's revenue by year, beside what the ledger says."""
    return TargetsView.model_validate(ask(BILLING, "targets"))


@office.route("GET", "/v1/backoffice/accounts", *READERS)
def accounts() -> AccountsView:
    return AccountsView.model_validate(ask(BILLING, "chart"))


@office.route("POST", "/v1/backoffice/months/{period}/drafts", *READERS, status=202)
def draft(period: Period) -> ExportView:
    """Makes the month's archive as it stands; nothing in the books changes."""
    return ExportView.model_validate(ask(BILLING, "export", period=period, closing=False, by=office.caller().user_id))


@office.route("POST", "/v1/backoffice/months/{period}/close", "operator", status=202)
def close(period: Period, body: OfficeReason) -> ExportView:
    """The month takes no more entries, and its archive is made. What comes late goes to the next month."""
    office.note(period, body.reason)
    return ExportView.model_validate(ask(BILLING, "export", period=period, closing=True, by=office.caller().user_id))


@office.route("GET", "/v1/backoffice/months/{period}/exports/{status}", *READERS)
def download(period: Period, status: str) -> LinkView:
    """A signed address of the archive, good for five minutes; `status` is draft or closed."""
    return LinkView.model_validate(ask(BILLING, "link", period=period, status=status))


@office.route("GET", "/v1/backoffice/adjustments", *READERS)
def list_adjustments(limit: int = 50) -> AdjustmentsView:
    """The newest first."""
    return AdjustmentsView.model_validate(ask(BILLING, "list_adjustments", limit=min(max(limit, 1), MOST)))


@office.route("POST", "/v1/backoffice/adjustments", "finance", status=201, once=True)
def request_adjustment(body: AdjustmentRequest) -> AdjustmentView:
    """Asks for a correction of the books; it is posted when somebody else of finance approves it."""
    office.note(body.day.isoformat(), body.reason)
    told = ask(BILLING, "adjust", by=office.caller().user_id, **body.model_dump(mode="json"))
    return AdjustmentView.model_validate(told)


@office.route("POST", "/v1/backoffice/adjustments/{adjustment_id}/approve", "finance")
def approve_adjustment(adjustment_id: str, body: OfficeReason) -> AdjustmentView:
    """By another person than who asked."""
    return _decide(adjustment_id, body.reason, approve=True)


@office.route("POST", "/v1/backoffice/adjustments/{adjustment_id}/reject", "finance")
def reject_adjustment(adjustment_id: str, body: OfficeReason) -> AdjustmentView:
    return _decide(adjustment_id, body.reason, approve=False)


def _decide(adjustment_id: str, reason: str, *, approve: bool) -> AdjustmentView:
    office.note(adjustment_id, reason)
    told = ask(BILLING, "decide", id=adjustment_id, approve=approve, by=office.caller().user_id)
    return AdjustmentView.model_validate(told)


@office.route("GET", "/v1/backoffice/months/{period}/reconciliations", *READERS)
def list_reconciliations(period: Period) -> ReconciliationsView:
    """The newest first."""
    return ReconciliationsView.model_validate(ask(BILLING, "list_reconciliations", period=period))


@office.route("POST", "/v1/backoffice/reconciliations/processor", *READERS, status=201)
def reconcile_with_processor(body: DaysRequest) -> ReconciliationView:
    """The processor's own records of some days beside the books."""
    told = ask(BILLING, "reconcile_days", by=office.caller().user_id, **body.model_dump(mode="json"))
    return ReconciliationView.model_validate(told)


@office.route("POST", "/v1/backoffice/reconciliations/file", *READERS, status=201)
def reconcile_with_file(body: FileRequest) -> ReconciliationView:
    """The processor's settlement file beside the books, for the days that are in it."""
    told = ask(BILLING, "reconcile_file", by=office.caller().user_id, csv=body.csv)
    return ReconciliationView.model_validate(told)


@office.route("POST", "/v1/backoffice/refunds", "operator", status=202, once=True)
def refund_payment(body: RefundRequest) -> RefundView:
    """Any amount that is left of a donation or an invoice; the same Idempotency-Key gives it back once."""
    office.note(body.of, body.reason)
    told = ask(BILLING, "refund", of=body.of, amount=body.amount_minor, currency=body.currency, key=office.key)
    return RefundView.model_validate(told)


@office.route("GET", "/v1/backoffice/deeds/{period}", *READERS)
def deeds(period: Period, limit: int = 50) -> DeedsView:
    """Who changed what, and what was refused; the newest first."""
    return DeedsView.model_validate({"items": audit.of(period, min(max(limit, 1), MOST))})


fraud_routes.add_to(office)
recommendation_routes.add_to(office)
handler = office.handler
