"""Telling of events as Stripe does: signed, again until it is heard, and in any order when chaos is asked for.

https://docs.stripe.com/webhooks: `Stripe-Signature: t=…,v1=HMAC-SHA256(secret, t.body)`.
"""

import hashlib
import hmac
import json
import random
import threading
import urllib.error
import urllib.request
from collections.abc import Iterable

from kernel import clock
from local.cloud.chaos import EVENTS
from local.cloud.services.stripe.objects import Object

PAUSES = (0.5, 2.0, 10.0, 60.0, 300.0)  # before trying again; Stripe goes on for three days
TIMEOUT_SECONDS = 20.0


def signature(secret: str, body: bytes, at: int) -> str:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def tell_endpoints(endpoints: Iterable[Object], event: Object) -> None:
    """Each that asked for such events hears on threads of its own; what is not answered with a 2xx comes again."""
    for endpoint in endpoints:
        if {event["type"], "*"} & set(endpoint["enabled_events"]):
            for wait in EVENTS.waits() or PAUSES[:1]:  # Stripe drops none, they are only late
                _later(wait, endpoint, event, 0)


def _later(seconds: float, endpoint: Object, event: Object, attempt: int) -> None:
    timer = threading.Timer(seconds, _deliver, (endpoint, event, attempt))
    timer.daemon = True
    timer.start()


def _deliver(endpoint: Object, event: Object, attempt: int) -> None:
    body = json.dumps(event, indent=2).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(endpoint["secret"], body, int(clock.now().timestamp())),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    request = urllib.request.Request(endpoint["url"], body, headers)  # noqa: S310 - the deployment registered it
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
            return
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        if attempt < len(PAUSES):
            _later(PAUSES[attempt] * random.uniform(0.8, 1.2), endpoint, event, attempt + 1)  # noqa: S311 - jitter
