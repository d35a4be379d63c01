"""HTTP API of payouts: where a person is paid, what was paid, and what comes next with all that leads to it."""

from datetime import date, timedelta
from functools import cache

from aws_lambda_powertools.event_handler import Response

from functions.billing import policies
from functions.billing.ledger.payables import open_lines
from functions.billing.payees import DynamoPayees
from functions.billing.payouts.accounts import Accounts, DynamoAccounts, PayoutAccount
from functions.billing.payouts.disputes import DynamoDisputes
from functions.billing.payouts.domain import by_currency, next_run
from functions.billing.payouts.explaining import explain
from functions.billing.payouts.rows import Carried
from functions.billing.payouts.schemas import (
    CarriedView,
    ExplanationView,
    LineView,
    Link,
    NextPayouts,
    Onboarding,
    PayoutAccountView,
    PayoutDetail,
    PayoutsView,
    PayoutView,
    TaxProfile,
)
from functions.billing.payouts.store import DynamoPayouts
from kernel import clock, environment
from kernel.access import SIGNED_IN
from kernel.errors import NotFound
from kernel.http import caller, http_api, lambda_handler
from kernel.idempotency import IdempotencyKey, once
from kernel.pagination import Cursor, Limit, decode_cursor, encode_cursor

api = http_api()


@cache
def payouts() -> DynamoPayouts:
    return DynamoPayouts(environment.required("LEDGER_ENTITY"))


@cache
def accounts() -> Accounts:
    from functions.billing.payouts.connect import StripeConnect  # late: only who opens an account asks Stripe

    return Accounts(DynamoAccounts(), StripeConnect())


@api.get("/v1/me/payout-account", tags=[SIGNED_IN])
def payout_account() -> PayoutAccountView:
    """Where the caller is paid, what keeps him from it, and what is withheld."""
    return _shown(accounts().accounts.find(caller(api).user_id))


@api.put("/v1/me/payout-account", tags=[SIGNED_IN])
def set_tax_profile(body: TaxProfile) -> PayoutAccountView:
    """Holds for payouts that are made from now on; the answer says what is withheld."""
    user_id = caller(api).user_id
    accounts().accounts.set_tax_profile(user_id, body.country, body.kind, body.tax_reference)
    return _shown(accounts().accounts.find(user_id))


@api.post("/v1/me/payout-account/onboarding", tags=[SIGNED_IN], status_code=201)
def onboard_payee(body: Onboarding, key: IdempotencyKey = None) -> Response[str]:
    """The payment processor's page that asks whom it pays; a 409 before there is a tax profile."""
    user_id = caller(api).user_id

    def act(named: str) -> Link:
        back = environment.required("SITE_URL") + body.return_path
        return Link(url=accounts().onboard(user_id, back, named))

    return once(f"{user_id}/payout-onboarding", key, body, act)


@api.get("/v1/channels/<channel_id>/payouts", tags=[SIGNED_IN])
def list_payouts(channel_id: str, limit: Limit = 50, cursor: Cursor = None) -> PayoutsView:
    """The owner's only: payouts, the newest first, and what the last day of payouts carried forward."""
    party = _own(channel_id)
    found, more = payouts().listed(party, limit, decode_cursor(cursor))
    today = clock.now().date()
    carried = [_carried(part, today) for part in payouts().carried(party)] if cursor is None else []
    items = [PayoutView.of(payout, today + timedelta(days=1)) for payout in found]
    return PayoutsView(items=items, carried=carried, next_cursor=encode_cursor(more))


@api.get("/v1/channels/<channel_id>/payouts/next", tags=[SIGNED_IN])
def next_payouts(channel_id: str) -> NextPayouts:
    """The owner's only: from what viewers paid down to what reaches the bank. The steps sum to the net."""
    party = _own(channel_id)
    today = clock.now().date()
    policy = policies.payouts(today)
    run_on = next_run(today, policy)
    if payouts().finished(run_on):
        run_on = next_run(run_on + timedelta(days=1), policy)
    lines = by_currency(open_lines(payouts().entity_id, party))
    disputed = DynamoDisputes().open_among(line.payment_id for found in lines.values() for line in found)
    paid_to = accounts().accounts.find(caller(api).user_id)
    rule = policies.withholding(run_on, paid_to.country or "", paid_to.kind or "")
    policy = policies.payouts(run_on)
    explained = []
    for currency in sorted({*lines, *payouts().currencies(party)}):
        begun, open_now = payouts().gathering(party, currency).sums, lines.get(currency, [])
        if begun.lines or open_now:
            told = explain(currency, open_now, begun, run_on, policy, rule, disputed, paid_to)
            explained.append(ExplanationView.of(told))
    return NextPayouts(items=explained)


@api.get("/v1/channels/<channel_id>/payouts/<payout_id>", tags=[SIGNED_IN])
def read_payout(channel_id: str, payout_id: str, limit: Limit = 50, cursor: Cursor = None) -> PayoutDetail:
    """The owner's only: its figures and, page by page, every line of the books in it."""
    party, payout = _own(channel_id), payouts().find(payout_id)
    if payout is None or payout.payee != party or payout.day is None:
        raise NotFound("There is no such payout of this channel.", code="no_such_payout")
    rows = payouts().lines(payout_id, limit, decode_cursor(cursor))
    lines = [LineView.of(row.payable()) for row in rows]
    view = PayoutView.of(payout, clock.now().date() + timedelta(days=1))
    return PayoutDetail(payout=view, lines=lines, next_cursor=encode_cursor(rows.last_evaluated_key))


def _own(channel_id: str) -> str:
    """The payee of a channel of the caller's."""
    payee = DynamoPayees().find(channel_id)
    if payee is None or payee.owner_id != caller(api).user_id:
        raise NotFound("You have no such channel.", code="no_such_channel")
    return f"creator/{channel_id}"


def _shown(found: PayoutAccount) -> PayoutAccountView:
    today = clock.now().date()
    rule = policies.withholding(today, found.country or "", found.kind or "")
    return PayoutAccountView.of(found, policies.payouts(today), rule)


def _carried(part: Carried, today: date) -> CarriedView:
    policy = policies.payouts(today)
    return CarriedView(
        day=part.day,
        currency=part.currency,
        reason=part.reason,
        sentence=policy.holds[part.reason],
        amount_minor=part.amount,
        lines=part.lines,
        expected_on=next_run(max(today, part.day + timedelta(days=1)), policy),
    )


handler = lambda_handler(api)
