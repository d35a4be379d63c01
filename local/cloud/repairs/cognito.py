"""Cognito: a confirmation code is random and mailed, not 123456."""

import secrets
from typing import Any

from ministack.services import cognito

from local.cloud.patching import replace, require


def apply() -> None:
    """The code travels by the mail the pool sends; `GET /_ministack/ses/messages` is the mailbox."""
    require(hasattr(cognito, "_send_verification_email"), "cognito._send_verification_email is gone")

    def with_random_code(original: Any) -> Any:
        def send(pool: Any, username: str, attributes: dict[str, str], code: str, **kwargs: Any) -> Any:
            user = pool["_users"].get(username) if "_users" in pool else None
            if user is not None and user.get("_confirmation_code") == code:
                code = f"{secrets.randbelow(1_000_000):06d}"
                user["_confirmation_code"] = code
            return original(pool, username, attributes, code, **kwargs)

        return send

    replace(cognito, "_send_verification_email", with_random_code)
