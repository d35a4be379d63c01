"""Wire shapes of identity."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from functions.identity.domain import STREAMER_TERMS_VERSION, TERMS_VERSION
from kernel.schemas import RequestBody, View, example

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254, to_lower=True)]
Password = Annotated[str, StringConstraints(min_length=10, max_length=256, strip_whitespace=False)]
DisplayName = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f\x7f]+$")]
Code = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
Locale = Literal["en", "ko", "zh"]


class SignUpRequest(
    RequestBody,
    json_schema_extra=example(
        {
            "email": "mina@example.com",
            "password": "kimchi-jjigae-7",
            "display_name": "Mina",
            "terms_version": TERMS_VERSION,
            "locale": "ko",
        }
    ),
):
    email: Email
    password: Password
    display_name: DisplayName
    terms_version: str = Field(max_length=40)
    locale: Locale = "en"


class SignUpAccepted(View):
    user_id: str
    code_sent_to: str


class ConfirmRequest(RequestBody, json_schema_extra=example({"email": "mina@example.com", "code": "123456"})):
    email: Email
    code: Code


class ResendRequest(RequestBody, json_schema_extra=example({"email": "mina@example.com"})):
    email: Email


class SignInRequest(
    RequestBody, json_schema_extra=example({"email": "mina@example.com", "password": "kimchi-jjigae-7"})
):
    email: Email
    password: Annotated[str, StringConstraints(min_length=1, max_length=256, strip_whitespace=False)]


class RefreshRequest(RequestBody, json_schema_extra=example({"refresh_token": "eyJjdHkiOiJKV1QifQ.opaque"})):
    refresh_token: str = Field(min_length=1, max_length=8192)


class Tokens(View):
    access_token: str
    refresh_token: str
    expires_in: int = Field(description="Seconds the access token is good for")
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme of RFC 6750, not a secret


class ProfileChange(RequestBody, json_schema_extra=example({"display_name": "민아", "locale": "ko"})):
    display_name: DisplayName | None = None
    locale: Locale | None = None


class TermsAcceptance(RequestBody, json_schema_extra=example({"terms_version": STREAMER_TERMS_VERSION})):
    terms_version: str = Field(max_length=40)


class ProfileView(View):
    user_id: str
    email: str
    display_name: str
    locale: str
    groups: list[str]
    terms_version: str
    terms_accepted_at: datetime


class TermsView(View):
    version: str
    streamer_version: str
    text_ko: str
    text_en: str
