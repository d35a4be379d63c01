"""Compares what the laptop's stand-in for Stripe returns with the examples that Stripe publishes, field by field.

The examples (github.com/stripe/openapi, fixtures3.json, MIT) are not part of this repository: name the file.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

from local.cloud.services.stripe import objects  # noqa: E402 - the import paths come first


def made() -> dict[str, dict[str, Any]]:
    """One of each."""
    intent = objects.payment_intent(1000, "usd", {})
    charge = objects.charge(intent, None)
    return {
        "payment_intent": intent,
        "charge": charge,
        "balance_transaction": objects.balance_transaction(charge["id"], "charge", 1000, "usd", 59),
        "checkout.session": objects.checkout_session({}, intent, 1000, "http://stripe.test/pay/cs_test_1"),
        "refund": objects.refund(charge, 100, {}),
        "event": objects.event("charge.succeeded", charge, None),
        "webhook_endpoint": objects.webhook_endpoint("https://site.example", ["*"]),
    }


def faults(published: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Members that are missing, and those whose type is another where both say something."""
    missing = [f"{name} is missing" for name in published if name not in ours]
    other = [
        f"{name} is {type(ours[name]).__name__}, published as {type(value).__name__}"
        for name, value in published.items()
        if name in ours and None not in (value, ours[name]) and type(value) is not type(ours[name])
    ]
    return missing + other


def main() -> int:
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["resources"]
    wrong = 0
    for kind, ours in made().items():
        found = faults(published[kind], ours)
        wrong += len(found)
        print(f"{'✗' if found else '✓'} {kind}: {len(published[kind])} members  {'; '.join(found)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
