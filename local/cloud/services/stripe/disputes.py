"""Disputes: what a cardholder takes back through his bank, and how it ends; https://docs.stripe.com/disputes."""

from local.cloud.services.stripe import cards
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.calendar import DAY
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, merged_metadata, stamp, stripe_id, truth
from local.cloud.services.stripe.payments import customer_of, kept_in, move

FEE = {"usd": 1500, "eur": 1389, "jpy": 2250, "krw": 21_000}  # fifteen dollars at round rates, in minor units
ANSWERED_WITHIN = 9 * DAY
OUTCOMES = {"winning_evidence": "won", "losing_evidence": "lost"}  # Stripe's words for tests
TEXTS = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def dispute(charge: Object) -> Object:
    return {
        "id": stripe_id("dp"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": stamp(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**empty(*TEXTS), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": stamp() + ANSWERED_WITHIN,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4"},
            "type": "card",
        },
        "reason": "fraudulent",
        "status": "needs_response",
    }


def after(account: Account, charge: Object) -> None:
    """Of a paid charge: with the card that disputes, its money is taken at once, and a fee for it."""
    if charge["payment_method_details"]["card"]["last4"] != cards.DISPUTED:
        return
    made = account.keep("dispute", dispute(charge))
    _moved(account, made, -made["amount"], "dispute", FEE.get(kept_in(account, made["currency"]), FEE["usd"]))
    with account.changing(charge, "charge.updated"):
        charge["disputed"] = True
    account.happened("charge.dispute.created", made)
    account.happened("charge.dispute.funds_withdrawn", made)


def _moved(account: Account, found: Object, amount: int, category: str, fee: int) -> None:
    moved = move(account, found["id"], "adjustment", amount, found["currency"], fee=fee, clears=0)
    moved["reporting_category"] = category
    words = "withdrawal" if amount < 0 else "reversal"
    moved["description"] = f"Chargeback {words} for {found['charge']}"
    found["balance_transactions"].append(moved)


def update(account: Account, form: Object, name: str) -> Object:
    """Evidence is kept, and sent to the bank unless `submit` is false; some texts decide how it ends."""
    found = account.get("dispute", name)
    given = form.get("evidence") or {}
    if given and found["status"] != "needs_response":
        raise StripeError("This dispute is not open to evidence any more.", code="dispute_not_open")
    with account.time_of(_customer(account, found)):
        sent = bool(given) and truth(form.get("submit", "true"))
        outcome = OUTCOMES.get(str(given.get("uncategorized_text")))
        with account.changing(found, "charge.dispute.updated"):
            found["evidence"] |= {key: value or None for key, value in given.items()}
            found["evidence_details"]["has_evidence"] |= bool(given)
            found["evidence_details"]["submission_count"] += sent
            found["metadata"] = merged_metadata(found["metadata"], form.get("metadata"))
            if sent:
                found["status"] = "under_review"
        if sent and outcome:
            _end(account, found, outcome)
    return found


def close(account: Account, _form: Object, name: str) -> Object:
    """Accepted: it is lost, and cannot be contested any more."""
    found = account.get("dispute", name)
    if found["status"] != "needs_response":
        raise StripeError("This dispute is already closed.", code="dispute_already_closed")
    with account.time_of(_customer(account, found)):
        _end(account, found, "lost")
    return found


def _end(account: Account, found: Object, outcome: str) -> None:
    """Won, the amount comes back; the fee does not."""
    found["status"] = outcome
    if outcome == "won":
        _moved(account, found, found["amount"], "dispute_reversal", 0)
    account.happened("charge.dispute.closed", found)
    if outcome == "won":
        account.happened("charge.dispute.funds_reinstated", found)


def _customer(account: Account, found: Object) -> Object | None:
    return customer_of(account, account.get("charge", found["charge"]))


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table("dispute").values(), form, "/v1/disputes")


ROUTES = {
    "POST /v1/disputes/:": update,
    "POST /v1/disputes/:/close": close,
    "GET /v1/disputes": list_all,
}
