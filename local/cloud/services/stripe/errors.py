"""Stripe's refusals: https://docs.stripe.com/api/errors."""

from local.cloud.services.stripe.objects import Object


class StripeError(Exception):
    """An error object of Stripe's. `kind` is its type; a `card_error` answers 402."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "", decline: str = ""
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.code, self.message, self.decline = status, kind, code, message, decline

    def body(self) -> Object:
        error = {"type": self.kind, "message": self.message}
        error |= {"code": self.code} if self.code else {}
        error |= {"decline_code": self.decline} if self.decline else {}
        return {"error": error}


def declined(decline: str) -> StripeError:
    """`decline` is Stripe's decline code."""
    return StripeError("Your card was declined.", status=402, kind="card_error", code="card_declined", decline=decline)


def required(form: Object, name: str) -> str:
    """Raises StripeError with `parameter_missing`."""
    if not form.get(name):
        raise StripeError(f"Missing required param: {name}.", code="parameter_missing")
    return str(form[name])


def only(form: Object, names: set[str]) -> Object:
    """Raises StripeError for a parameter that this stand-in would not heed: nothing is ignored in silence."""
    for name in form:
        if name not in names | {"expand"}:
            raise StripeError(f"Received unknown parameter: {name}", code="parameter_unknown")
    return form
