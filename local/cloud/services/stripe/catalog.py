"""What is sold: products, prices and tax rates."""

from typing import Any

from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError, required
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, merged_metadata, stamp, stripe_id, truth


def create_product(account: Account, form: Object) -> Object:
    """With an `id` of one's own where one is given."""
    name = form.get("id") or stripe_id("prod")
    if name in account.table("product"):
        raise StripeError(f"Product already exists: {name}", code="resource_already_exists")
    made = {
        **empty("default_price", "description", "package_dimensions", "shippable", "statement_descriptor", "tax_code",
                "unit_label", "url"),
        "id": name,
        "object": "product",
        "active": truth(form.get("active", "true")),
        "created": stamp(),
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": merged_metadata({}, form.get("metadata")),
        "name": required(form, "name"),
        "type": "service",
        "updated": stamp(),
    }  # fmt: skip
    made["description"] = form.get("description")
    account.keep("product", made)
    account.happened("product.created", made)
    return made


def update_product(account: Account, form: Object, name: str) -> Object:
    found = account.get("product", name)
    with account.changing(found, "product.updated"):
        _change(found, form, "name", "description", "default_price")
        found["updated"] = stamp()
    return found


def create_price(account: Account, form: Object) -> Object:
    """Of a product, or with `product_data` of one made with it."""
    product = form.get("product") or create_product(account, form.get("product_data") or {})["id"]
    account.get("product", product)
    recurring = form.get("recurring")
    amount = int(required(form, "unit_amount"))
    made = {
        **empty("custom_unit_amount", "lookup_key", "tiers_mode", "transform_quantity"),
        "id": stripe_id("price"),
        "object": "price",
        "active": truth(form.get("active", "true")),
        "billing_scheme": "per_unit",
        "created": stamp(),
        "currency": required(form, "currency").lower(),
        "livemode": False,
        "metadata": merged_metadata({}, form.get("metadata")),
        "nickname": form.get("nickname"),
        "product": product,
        "recurring": _recurring(recurring) if recurring else None,
        "tax_behavior": form.get("tax_behavior", "unspecified"),
        "type": "recurring" if recurring else "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    _name(account, made, form)
    account.keep("price", made)
    account.happened("price.created", made)
    return made


def update_price(account: Account, form: Object, name: str) -> Object:
    """What it costs never changes: a new price takes over its lookup key."""
    found = account.get("price", name)
    with account.changing(found, "price.updated"):
        _change(found, form, "nickname", "tax_behavior")
        _name(account, found, form)
    return found


def _name(account: Account, price: Object, form: Object) -> None:
    key = form.get("lookup_key")
    if key is None:
        return
    holders = [other for other in account.table("price").values() if key and other["lookup_key"] == key]
    for holder in holders:
        if holder["id"] == price["id"]:
            continue
        if not truth(form.get("transfer_lookup_key", "")):
            message = f"A price (`{holder['id']}`) already uses that lookup key."
            raise StripeError(message, code="resource_already_exists")
        with account.changing(holder, "price.updated"):
            holder["lookup_key"] = None
    price["lookup_key"] = key or None


def _recurring(given: Object) -> Object:
    if given.get("interval") not in {"day", "week", "month", "year"}:
        raise StripeError("Invalid recurring[interval].", code="parameter_invalid")
    return {
        "interval": given["interval"],
        "interval_count": int(given.get("interval_count", 1)),
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def create_tax_rate(account: Account, form: Object) -> Object:
    made = {
        **empty("effective_percentage", "flat_amount", "jurisdiction_level"),
        **{name: form.get(name) for name in ("country", "description", "jurisdiction", "state", "tax_type")},
        "id": stripe_id("txr"),
        "object": "tax_rate",
        "active": truth(form.get("active", "true")),
        "created": stamp(),
        "display_name": required(form, "display_name"),
        "inclusive": truth(required(form, "inclusive")),
        "livemode": False,
        "metadata": merged_metadata({}, form.get("metadata")),
        "percentage": _number(required(form, "percentage")),
        "rate_type": "percentage",
    }
    account.keep("tax_rate", made)
    account.happened("tax_rate.created", made)
    return made


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def update_tax_rate(account: Account, form: Object, name: str) -> Object:
    found = account.get("tax_rate", name)
    with account.changing(found, "tax_rate.updated"):
        _change(found, form, "display_name", "description")
    return found


def rates(account: Account, given: Any) -> list[Object]:
    """Of a form's list of identifiers; an empty text is none."""
    return [account.get("tax_rate", name) for name in given or []]


def _change(found: Object, form: Object, *texts: str) -> None:
    for name in texts:
        if name in form:
            found[name] = form[name] or None
    if "active" in form:
        found["active"] = truth(form["active"])
    if "metadata" in form:
        found["metadata"] = merged_metadata(found["metadata"], form["metadata"])


def list_prices(account: Account, form: Object) -> Object:
    filters = {"lookup_keys": lambda row, wanted: row["lookup_key"] in wanted}
    return page(account, account.table("price").values(), form, "/v1/prices", filters)


def list_products(account: Account, form: Object) -> Object:
    filters = {"ids": lambda row, wanted: row["id"] in wanted}
    return page(account, account.table("product").values(), form, "/v1/products", filters)


def list_tax_rates(account: Account, form: Object) -> Object:
    return page(account, account.table("tax_rate").values(), form, "/v1/tax_rates")


ROUTES = {
    "POST /v1/products": create_product,
    "POST /v1/products/:": update_product,
    "GET /v1/products": list_products,
    "POST /v1/prices": create_price,
    "POST /v1/prices/:": update_price,
    "GET /v1/prices": list_prices,
    "POST /v1/tax_rates": create_tax_rate,
    "POST /v1/tax_rates/:": update_tax_rate,
    "GET /v1/tax_rates": list_tax_rates,
}
