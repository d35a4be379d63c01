"""Connected accounts: made by the platform, and filled in by their owners on a hosted page."""

from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError, required
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, listed, merged_metadata, stamp, stripe_id, truth

LINK_LASTS_SECONDS = 300
SHORTEST_NUMBER = 4
WANTED = ["external_account", "individual.first_name", "tos_acceptance.date", "tos_acceptance.ip"]
EURO = {"AT", "BE", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "NL", "PT"}
CURRENCIES = {"US": "usd", "KR": "krw", "JP": "jpy", "GB": "gbp", "KW": "kwd", **dict.fromkeys(EURO, "eur")}
EXPRESS: Object = {
    "type": "application",
    "fees": {"payer": "application"},
    "is_controller": True,
    "losses": {"payments": "application"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "express"},
}


def create(account: Account, form: Object) -> Object:
    """Of `type` express, or with a `controller` whose dashboard is."""
    dashboard = ((form.get("controller") or {}).get("stripe_dashboard") or {}).get("type")
    if "express" not in {form.get("type"), dashboard}:
        raise StripeError("Only express accounts are part of this stand-in.", code="parameter_invalid")
    return account.keep("account", connected(form))


def connected(form: Object) -> Object:
    name, country = stripe_id("acct"), form.get("country", "US").upper()
    asked = [key for key, given in (form.get("capabilities") or {}).items() if truth(given.get("requested", ""))]
    return {
        "id": name,
        "object": "account",
        "business_profile": {
            **empty("annual_revenue", "estimated_worker_count", "mcc", "minority_owned_business_designation", "name",
                    "product_description", "support_address", "support_email", "support_phone", "support_url", "url"),
            **(form.get("business_profile") or {}),
        },
        "business_type": form.get("business_type"),
        "capabilities": dict.fromkeys(asked or ["transfers"], "inactive"),
        "charges_enabled": False,
        "controller": EXPRESS,
        "country": country,
        "created": stamp(),
        "default_currency": CURRENCIES.get(country, "usd"),
        "details_submitted": False,
        "email": form.get("email"),
        "external_accounts": listed([], f"/v1/accounts/{name}/external_accounts"),
        "future_requirements": _requirements([]),
        "metadata": merged_metadata({}, form.get("metadata")),
        "payouts_enabled": False,
        "requirements": _requirements(WANTED),
        "settings": _settings(),
        "tos_acceptance": empty("date", "ip", "user_agent"),
        "type": "express",
    }  # fmt: skip


def _requirements(wanted: list[str]) -> Object:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(wanted),
        "disabled_reason": "requirements.past_due" if wanted else None,
        "errors": [],
        "eventually_due": list(wanted),
        "past_due": list(wanted),
        "pending_verification": [],
    }


def _settings() -> Object:
    return {
        "bacs_debit_payments": empty("display_name", "service_user_number"),
        "branding": empty("icon", "logo", "primary_color", "secondary_color"),
        "card_issuing": {"tos_acceptance": empty("date", "ip")},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            **empty(
                "statement_descriptor_prefix", "statement_descriptor_prefix_kana", "statement_descriptor_prefix_kanji"
            ),
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "invoices": empty("default_account_tax_ids", "hosted_payment_method_save"),
        "payments": empty("statement_descriptor", "statement_descriptor_kana", "statement_descriptor_kanji"),
        "payouts": {
            "debit_negative_balances": False,
            "schedule": {"delay_days": 2, "interval": "daily"},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }


def update(account: Account, form: Object, name: str) -> Object:
    found = account.get("account", name)
    with account.changing(found, "account.updated"):
        found["metadata"] = merged_metadata(found["metadata"], form.get("metadata"))
        if "email" in form:
            found["email"] = form["email"] or None
    return found


def create_link(account: Account, form: Object) -> Object:
    """Good once, for some minutes; afterwards it leads to `refresh_url`."""
    found = account.get("account", required(form, "account"))
    kept = {
        "id": stripe_id("link"),
        "account": found["id"],
        "expires_at": stamp() + LINK_LASTS_SECONDS,
        "refresh_url": required(form, "refresh_url"),
        "return_url": required(form, "return_url"),
        "used": False,
    }
    account.keep("account_link", kept)
    return link(kept, account.page(kept["id"]))


def link(kept: Object, url: str) -> Object:
    return {"object": "account_link", "created": stamp(), "expires_at": kept["expires_at"], "url": url}


def usable(kept: Object) -> bool:
    return not kept["used"] and stamp() < kept["expires_at"]


def finish(account: Account, kept: Object, bank: str, number: str) -> None:
    """What the owner told is enough. Raises StripeError for no bank and no number."""
    digits = "".join(number.split()).replace("-", "")
    if not bank.strip() or not digits.isalnum() or len(digits) < SHORTEST_NUMBER:
        raise StripeError("Name your bank and the number of your account.", status=402, kind="card_error")
    found = account.get("account", kept["account"])
    kept["used"] = True
    with account.changing(found, "account.updated"):
        found.update(details_submitted=True, charges_enabled=True, payouts_enabled=True)
        found["requirements"] = _requirements([])
        found["capabilities"] = dict.fromkeys(found["capabilities"], "active")
        found["tos_acceptance"]["date"] = stamp()
        found["external_accounts"]["data"] = [bank_account(found, bank.strip(), digits)]


def bank_account(found: Object, bank: str, number: str) -> Object:
    return {
        **empty("account_holder_name", "account_holder_type", "account_type", "fingerprint", "routing_number"),
        "id": stripe_id("ba"),
        "object": "bank_account",
        "account": found["id"],
        "bank_name": bank,
        "country": found["country"],
        "currency": found["default_currency"],
        "customer": None,
        "default_for_currency": True,
        "last4": number[-4:],
        "metadata": {},
        "status": "new",
    }


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table("account").values(), form, "/v1/accounts")


ROUTES = {
    "POST /v1/accounts": create,
    "POST /v1/accounts/:": update,
    "GET /v1/accounts": list_all,
    "POST /v1/account_links": create_link,
}
