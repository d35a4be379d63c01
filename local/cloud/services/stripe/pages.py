"""The pages that Stripe hosts: a card for a checkout, for an invoice, or in the place of another one."""

import html

from kernel.money import decimal_text
from local.cloud.services.stripe import checkout, connect, portal, proration
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.objects import Object

Answer = tuple[int, dict[str, str], bytes]
KIND = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
CARDS = (
    "Test cards: 4242… pays, 4000 0000 0000 0002 is declined, 4000 0000 0000 0341 fails later, "
    "4000 0000 0000 0259 is disputed, 4000 0000 0000 0077 is available at once."
)
MONTHS = {"month": "a month", "year": "a year", "week": "a week", "day": "a day"}


class Elsewhere(Exception):
    """Where a page leads that is not there any more."""


def answer(account: Account, method: str, name: str, form: Object) -> Answer:
    """By the prefix of what the page is for; a POST acts and leads back."""
    show, act = next((pair for prefix, pair in PAGES.items() if name.startswith(prefix)), (_nothing, _nobody))
    try:
        if method != "POST":
            return 200, KIND, show(account, name, "").encode()
        return 303, {"Location": act(account, name, form)}, b""
    except Elsewhere as led:
        return 303, {"Location": str(led)}, b""
    except StripeError as error:
        if error.kind == "card_error":
            return error.status, KIND, show(account, name, error.message).encode()
        return error.status, KIND, document("Not here", "", error.message).encode()


def amount(minor: int, currency: str) -> str:
    return f"{decimal_text(minor, currency.upper())} {currency.upper()}"


def document(title: str, inner: str, said: str) -> str:
    notice = f'<p role="alert">{html.escape(said)}</p>' if said else ""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title} (stand-in)</title><style>body{{font:16px system-ui;max-width:26rem;margin:12vh auto}}"
        "input{font:inherit;width:100%;padding:.5rem}button{font:inherit;padding:.5rem 1rem;margin-top:1rem}</style>"
        f"<h1>{title}</h1><p>The laptop's stand-in for Stripe. No money moves.</p>{notice}{inner}</html>"
    )


def card_form(shown: str, act: str) -> str:
    return (
        f"<p><strong>{html.escape(shown)}</strong></p>"
        '<form method="post"><label>Card number <input name="card" inputmode="numeric" '
        'value="4242 4242 4242 4242" autocomplete="cc-number"></label> '
        f'<button name="act" value="pay">{act}</button> <button name="act" value="cancel">Cancel</button></form>'
        f"<p>{CARDS}</p>"
    )


def _show_checkout(account: Account, name: str, said: str) -> str:
    session = account.get(checkout.SESSION, name)
    if session["status"] != "open":
        return document("Checkout", f"<p>This checkout is {html.escape(session['status'])}.</p>", said)
    if session["mode"] == "setup":
        return document("Checkout", card_form("Save a card", "Save"), said)
    if session["mode"] == "payment":
        return document("Checkout", card_form(amount(session["amount_total"], session["currency"]), "Pay"), said)
    return document("Checkout", card_form(_terms(account, session), "Subscribe"), said)


def _terms(account: Account, session: Object) -> str:
    """What it costs, how often, and after which trial."""
    form = account.table("checkout.wanted")[session["id"]]
    price = account.get("price", form["items"][0]["price"])
    every = price["recurring"]
    often = MONTHS[every["interval"]] if every["interval_count"] == 1 else (
        f"every {every['interval_count']} {every['interval']}s"
    )  # fmt: skip
    rates = [account.get("tax_rate", rate) for rate in form.get("default_tax_rates") or []]
    plus = " plus tax" if any(not rate["inclusive"] for rate in rates) else ""
    each = amount(price["unit_amount"] * int(form["items"][0].get("quantity") or 1), price["currency"])
    said = f"{proration.product_name(account, price)}: {each} {often}{plus}"
    if days := form.get("trial_period_days"):
        return f"{said}, after {days} days free"
    return f"{said}; today {amount(session['amount_total'], session['currency'])}"


def _act_checkout(account: Account, name: str, form: Object) -> str:
    session = account.get(checkout.SESSION, name)
    if form.get("act") == "cancel":
        return session["cancel_url"] or "/"
    checkout.pay(account, session, form.get("card", ""))
    return (session["success_url"] or "/").replace("{CHECKOUT_SESSION_ID}", name)


def _show_portal(account: Account, name: str, said: str) -> str:
    account.get(portal.SESSION, name)
    return document("Your card", card_form("Pay with another card", "Save"), said)


def _act_portal(account: Account, name: str, form: Object) -> str:
    session = account.get(portal.SESSION, name)
    if form.get("act") != "cancel":
        portal.change_card(account, session, form.get("card", ""))
    return session["return_url"] or "/"


def _show_invoice(account: Account, name: str, said: str) -> str:
    invoice = account.get("invoice", name)
    title = f"Invoice {html.escape(invoice['number'] or '')}"
    if invoice["status"] != "open":
        return document(title, f"<p>This invoice is {html.escape(invoice['status'])}.</p>", said)
    return document(title, card_form(amount(invoice["amount_remaining"], invoice["currency"]), "Pay"), said)


def _act_invoice(account: Account, name: str, form: Object) -> str:
    if form.get("act") != "cancel":
        portal.pay_invoice(account, account.get("invoice", name), form.get("card", ""))
    return name


def _onboarding(account: Account, name: str) -> Object:
    kept = account.get("account_link", name)
    if not connect.usable(kept):
        raise Elsewhere(kept["refresh_url"])
    return kept


def _show_onboarding(account: Account, name: str, said: str) -> str:
    owner = account.get("account", _onboarding(account, name)["account"])
    fields = (
        f"<p>Where in {html.escape(owner['country'])} your money goes</p>"
        '<form method="post"><label>Bank <input name="bank" autocomplete="organization"></label> '
        '<label>Account number <input name="number" inputmode="numeric" autocomplete="off"></label> '
        '<button name="act" value="finish">Finish</button> '
        '<button name="act" value="leave">Leave unfinished</button></form>'
    )
    return document("Your account", fields, said)


def _act_onboarding(account: Account, name: str, form: Object) -> str:
    kept = _onboarding(account, name)
    if form.get("act") == "finish":
        connect.finish(account, kept, form.get("bank", ""), form.get("number", ""))
    return str(kept["return_url"])


def _nothing(_account: Account, name: str, _said: str) -> str:
    raise StripeError(f"There is no page {name}.", status=404)


def _nobody(_account: Account, name: str, _form: Object) -> str:
    raise StripeError(f"There is no page {name}.", status=404)


PAGES = {
    "cs_": (_show_checkout, _act_checkout),
    "bps_": (_show_portal, _act_portal),
    "in_": (_show_invoice, _act_invoice),
    "link_": (_show_onboarding, _act_onboarding),
}
