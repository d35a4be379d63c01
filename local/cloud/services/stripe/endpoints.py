"""Webhook endpoints: where this account tells of events."""

from local.cloud.services.stripe import objects
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import required
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, merged_metadata, truth

KIND = "webhook_endpoint"


def create(account: Account, form: Object) -> Object:
    """The only answer that tells the signing secret."""
    made = objects.webhook_endpoint(required(form, "url"), form["enabled_events"])
    return account.keep(KIND, made)


def update(account: Account, form: Object, name: str) -> Object:
    found = account.get(KIND, name)
    for member in ("url", "enabled_events", "description"):
        if member in form:
            found[member] = form[member]
    if "disabled" in form:
        found["status"] = "disabled" if truth(form["disabled"]) else "enabled"
    found["metadata"] = merged_metadata(found["metadata"], form.get("metadata"))
    return {**found, "secret": None}


def list_all(account: Account, form: Object) -> Object:
    known = [{**point, "secret": None} for point in account.table(KIND).values()]
    return page(account, known, form, "/v1/webhook_endpoints")


def retrieve(account: Account, _form: Object, name: str) -> Object:
    return {**account.get(KIND, name), "secret": None}


def delete(account: Account, _form: Object, name: str) -> Object:
    account.get(KIND, name)
    del account.table(KIND)[name]
    return {"id": name, "object": KIND, "deleted": True}


def list_events(account: Account, form: Object) -> Object:
    filters = {"types": lambda row, wanted: row["type"] in wanted}
    return page(account, account.table("events").values(), form, "/v1/events", filters)


ROUTES = {
    "POST /v1/webhook_endpoints": create,
    "POST /v1/webhook_endpoints/:": update,
    "GET /v1/webhook_endpoints": list_all,
    "GET /v1/webhook_endpoints/:": retrieve,
    "DELETE /v1/webhook_endpoints/:": delete,
    "GET /v1/events": list_events,
}
