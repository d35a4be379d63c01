"""Amazon Cognito behind identity's API. The app client's secret is read from Cognito itself and kept nowhere else."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

from functions.identity.domain import Profile
from functions.identity.schemas import SignUpRequest, Tokens
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.errors import (
    BadRequest,
    Conflict,
    FieldError,
    Problem,
    TooManyRequests,
    Unauthenticated,
    Unprocessable,
)


def _weak_password(text: str) -> Problem:
    return Unprocessable(
        "The password is too weak.",
        code="weak_password",
        errors=(FieldError("/password", text.rsplit(": ", maxsplit=1)[-1]),),
    )


REFUSALS: dict[str, Callable[[str], Problem]] = {
    "UsernameExistsException": lambda _: Conflict("This address has an account already.", code="account_exists"),
    "InvalidPasswordException": _weak_password,
    "CodeMismatchException": lambda _: Unprocessable("This is not the code we sent.", code="wrong_code"),
    "ExpiredCodeException": lambda _: Unprocessable("The code has expired; ask for a new one.", code="expired_code"),
    "NotAuthorizedException": lambda _: Unauthenticated("Address or password is wrong.", code="wrong_credentials"),
    "UserNotFoundException": lambda _: Unauthenticated("Address or password is wrong.", code="wrong_credentials"),
    "UserNotConfirmedException": lambda _: Conflict("Confirm your address first.", code="user_not_confirmed"),
    "RefreshTokenReuseException": lambda _: Unauthenticated("Sign in again.", code="token_reused"),
    "InvalidParameterException": lambda text: BadRequest(text, code="refused_by_directory"),
    "LimitExceededException": lambda _: TooManyRequests("Too many tries; wait a little.", retry_after=60),
    "TooManyRequestsException": lambda _: TooManyRequests("Too many tries; wait a little.", retry_after=5),
    "TooManyFailedAttemptsException": lambda _: TooManyRequests("Too many tries; wait a little.", retry_after=900),
}


@contextmanager
def _refusals() -> Iterator[None]:
    """Cognito's refusals as problems; anything else stays an error of ours."""
    try:
        yield
    except ClientError as error:
        refusal = REFUSALS.get(error.response["Error"]["Code"])
        if refusal is None:
            raise
        raise refusal(error.response["Error"]["Message"]) from error


@cache
def _client() -> Any:
    return botocore.session.get_session().create_client("cognito-idp", region_name=environment.region())


@cache
def _secret() -> str:
    pool, client = environment.required("USER_POOL_ID"), environment.required("USER_POOL_CLIENT_ID")
    described = _client().describe_user_pool_client(UserPoolId=pool, ClientId=client)
    return str(described["UserPoolClient"]["ClientSecret"])


class CognitoDirectory:
    @property
    def _id(self) -> str:
        return environment.required("USER_POOL_CLIENT_ID")

    @property
    def _pool(self) -> str:
        return environment.required("USER_POOL_ID")

    def _hash(self, username: str) -> str:
        digest = hmac.new(_secret().encode(), (username + self._id).encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()

    def sign_up(self, request: SignUpRequest, accepted_at: datetime) -> tuple[str, str]:
        attributes = {
            "email": request.email,
            "name": request.display_name,
            "locale": request.locale,
            "custom:terms_version": request.terms_version,
            "custom:terms_accepted_at": iso(accepted_at),
        }
        with _refusals():
            answer = _client().sign_up(
                ClientId=self._id,
                SecretHash=self._hash(request.email),
                Username=request.email,
                Password=request.password,
                UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            )
        return answer["UserSub"], answer.get("CodeDeliveryDetails", {}).get("Destination", "")

    def confirm(self, email: str, code: str) -> None:
        with _refusals():
            _client().confirm_sign_up(
                ClientId=self._id, SecretHash=self._hash(email), Username=email, ConfirmationCode=code
            )

    def resend_code(self, email: str) -> None:
        with _refusals():
            _client().resend_confirmation_code(ClientId=self._id, SecretHash=self._hash(email), Username=email)

    def sign_in(self, email: str, password: str) -> Tokens:
        parameters = {"USERNAME": email, "PASSWORD": password, "SECRET_HASH": self._hash(email)}
        with _refusals():
            answer = _client().initiate_auth(
                ClientId=self._id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
            )
        return _tokens(answer["AuthenticationResult"])

    def refresh(self, refresh_token: str) -> Tokens:
        """Cognito rotates the refresh token and refuses a used one after its grace period."""
        with _refusals():
            answer = _client().get_tokens_from_refresh_token(
                RefreshToken=refresh_token, ClientId=self._id, ClientSecret=_secret()
            )
        return _tokens(answer["AuthenticationResult"], refresh_token)

    def sign_out(self, refresh_token: str) -> None:
        with _refusals():
            _client().revoke_token(Token=refresh_token, ClientId=self._id, ClientSecret=_secret())

    def profile_of(self, username: str) -> Profile:
        with _refusals():
            user = _client().admin_get_user(UserPoolId=self._pool, Username=username)
        found = {attribute["Name"]: attribute["Value"] for attribute in user["UserAttributes"]}
        return Profile(
            user_id=found["sub"],
            email=found["email"],
            display_name=found.get("name", ""),
            locale=found.get("locale", "en"),
            terms_version=found["custom:terms_version"],
            terms_accepted_at=from_iso(found["custom:terms_accepted_at"]),
        )

    def add_to_group(self, username: str, group: str) -> None:
        _client().admin_add_user_to_group(UserPoolId=self._pool, Username=username, GroupName=group)


def _tokens(result: dict[str, Any], refresh_token: str = "") -> Tokens:
    return Tokens(
        access_token=result["AccessToken"],
        refresh_token=result.get("RefreshToken", refresh_token),
        expires_in=result["ExpiresIn"],
    )
