"""Everything a capability may refuse. Each error carries its HTTP status and a stable code; kernel/http.py renders it.

422 is for payloads that cannot be understood, 409 for states that do not allow the request.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One wrong member of a request: an RFC 6901 pointer into it and what is wrong there."""

    pointer: str
    detail: str


class Problem(Exception):
    """A refusal a caller can act on. `code` is part of the API and never changes its meaning."""

    status = 500
    code = "internal_error"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        errors: tuple[FieldError, ...] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.errors = errors
        self.retry_after = retry_after


class BadRequest(Problem):
    status = 400
    code = "bad_request"


class Unauthenticated(Problem):
    status = 401
    code = "unauthenticated"


class Forbidden(Problem):
    status = 403
    code = "forbidden"


class NotFound(Problem):
    status = 404
    code = "not_found"


class Conflict(Problem):
    status = 409
    code = "conflict"


class Gone(Problem):
    status = 410
    code = "gone"


class PreconditionFailed(Problem):
    status = 412
    code = "precondition_failed"


class TooLarge(Problem):
    status = 413
    code = "too_large"


class Unprocessable(Problem):
    status = 422
    code = "unprocessable"


class TooManyRequests(Problem):
    status = 429
    code = "too_many_requests"


class Unavailable(Problem):
    status = 503
    code = "unavailable"
