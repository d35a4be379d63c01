import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber

from contracts.identity import ProfileChanged, RoleGranted, UserSignedUp
from functions.identity import api, directory
from functions.identity.domain import STREAMER_TERMS_VERSION, TERMS_VERSION, Profile
from functions.identity.schemas import SignUpRequest, Tokens
from functions.identity.service import Identity
from functions.identity.store import DynamoProfiles
from kernel.clock import now
from kernel.errors import Unprocessable
from tests.lambdas import Answer, call, claims, outbox

ME = claims("sub-1", "viewer")
SIGN_UP = {
    "email": "Mina@Example.com",
    "password": "correct-Horse-9",
    "display_name": "Mina",
    "terms_version": TERMS_VERSION,
}


@dataclass
class FakeDirectory:
    """Amazon Cognito in memory."""

    people: dict[str, Profile] = field(default_factory=dict)
    groups: list[tuple[str, str]] = field(default_factory=list)

    def sign_up(self, request: SignUpRequest, accepted_at: datetime) -> tuple[str, str]:
        user_id = f"sub-{len(self.people) + 1}"
        self.people[request.email] = self.people[user_id] = Profile(
            user_id, request.email, request.display_name, request.locale, request.terms_version, accepted_at
        )
        return user_id, "m***@e***"

    def confirm(self, email: str, code: str) -> None:
        if code != "123456":
            raise Unprocessable(f"{email}: this is not the code we sent.", code="wrong_code")

    def resend_code(self, email: str) -> None:
        assert email

    def sign_in(self, email: str, password: str) -> Tokens:
        return Tokens(access_token=email, refresh_token=password, expires_in=3600)

    def refresh(self, refresh_token: str) -> Tokens:
        return Tokens(access_token="a", refresh_token=refresh_token, expires_in=3600)

    def sign_out(self, refresh_token: str) -> None:
        assert refresh_token

    def profile_of(self, username: str) -> Profile:
        return self.people[username]

    def add_to_group(self, username: str, group: str) -> None:
        self.groups.append((username, group))


@pytest.fixture
def cognito(tables: None, monkeypatch: pytest.MonkeyPatch) -> FakeDirectory:
    fake = FakeDirectory()
    identity = Identity(DynamoProfiles(), fake, now)
    monkeypatch.setattr(api, "identity", lambda: identity)
    return fake


def ask(method: str, path: str, body: Any = None, **more: Any) -> Answer:
    return call(api.handler, method, path, body, **more)


def confirmed() -> None:
    assert ask("POST", "/v1/sign-up", SIGN_UP).status == 201
    assert ask("POST", "/v1/sign-up/confirm", {"email": SIGN_UP["email"], "code": "123456"}).status == 204


def test_signing_up_records_the_terms_and_admits_a_viewer(cognito: FakeDirectory):
    confirmed()
    me = ask("GET", "/v1/me", who=ME).json
    assert (me["email"], me["display_name"], me["groups"]) == ("mina@example.com", "Mina", ["viewer"])
    assert cognito.people["mina@example.com"].terms_version == TERMS_VERSION
    assert [event.user_id for event in outbox(UserSignedUp)] == ["sub-1"]


def test_a_role_that_the_directory_gave_is_shown_with_the_others(cognito: FakeDirectory):
    confirmed()
    of_office = claims("sub-1", "viewer", "finance")
    seen = ask("GET", "/v1/me", who=of_office)
    assert seen.json["groups"] == ["finance", "viewer"]
    kept = ask("PATCH", "/v1/me", {"locale": "ko"}, who=of_office, headers={"if-match": seen.headers["ETag"]})
    assert (kept.status, kept.json["groups"]) == (200, ["finance", "viewer"])
    assert ask("GET", "/v1/me", who=ME).json["groups"] == ["viewer"]


def test_confirming_twice_admits_once(cognito: FakeDirectory):
    confirmed()
    assert ask("POST", "/v1/sign-up/confirm", {"email": SIGN_UP["email"], "code": "123456"}).status == 204
    assert len(outbox(UserSignedUp)) == 1


def test_terms_that_are_not_in_force_are_not_accepted(cognito: FakeDirectory):
    refused = ask("POST", "/v1/sign-up", {**SIGN_UP, "terms_version": "2020-01"})
    assert (refused.status, refused.code) == (409, "terms_outdated")
    assert cognito.people == {}


def test_a_wrong_code_admits_nobody(cognito: FakeDirectory):
    ask("POST", "/v1/sign-up", SIGN_UP)
    assert ask("POST", "/v1/sign-up/confirm", {"email": SIGN_UP["email"], "code": "000000"}).code == "wrong_code"
    assert outbox(UserSignedUp) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"password": "short"},
        {"display_name": ""},
        {"display_name": "a\nb"},
        {"locale": "xx"},
        {"x": 1},
    ],
)
def test_a_wrong_sign_up_is_refused_by_field(cognito: FakeDirectory, wrong: dict[str, Any]):
    refused = ask("POST", "/v1/sign-up", {**SIGN_UP, **wrong})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, f"/{next(iter(wrong))}")


def test_a_profile_changes_only_upon_what_was_read(cognito: FakeDirectory):
    confirmed()
    tag = ask("GET", "/v1/me", who=ME).headers["ETag"]
    changed = ask("PATCH", "/v1/me", {"display_name": "미나"}, who=ME, headers={"if-match": tag})
    assert (changed.status, changed.json["display_name"], changed.json["locale"]) == (200, "미나", "en")
    assert ask("PATCH", "/v1/me", {"display_name": "x"}, who=ME, headers={"if-match": tag}).status == 412
    assert [event.display_name for event in outbox(ProfileChanged)] == ["미나"]


def test_a_streamer_accepts_the_streamers_terms_once(cognito: FakeDirectory):
    confirmed()
    assert ask("POST", "/v1/me/roles/streamer", {"terms_version": "old"}, who=ME).code == "terms_outdated"
    for _ in range(2):
        joined = ask("POST", "/v1/me/roles/streamer", {"terms_version": STREAMER_TERMS_VERSION}, who=ME)
        assert joined.json["groups"] == ["streamer", "viewer"]
    assert [event.group for event in outbox(RoleGranted)] == ["streamer"]


def test_the_terms_are_readable_in_two_languages(cognito: FakeDirectory):
    terms = ask("GET", "/v1/terms").json
    assert terms["version"] == TERMS_VERSION
    assert "마당" in terms["text_ko"]
    assert "Madang" in terms["text_en"]


def test_a_lost_profile_is_made_again_from_the_account(cognito: FakeDirectory):
    ask("POST", "/v1/sign-up", SIGN_UP)
    assert ask("GET", "/v1/me", who=ME).json["email"] == "mina@example.com"
    assert len(outbox(UserSignedUp)) == 1


@pytest.fixture
def cognito_idp(monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[Stubber]:
    """The real adapter upon botocore's own model of Cognito; what is asked and answered is written by the test."""
    client = botocore.session.get_session().create_client("cognito-idp", region_name="us-east-1")
    setting(USER_POOL_ID="us-east-1_pool", USER_POOL_CLIENT_ID="client")
    monkeypatch.setattr(directory, "_client", lambda: client)
    monkeypatch.setattr(directory, "_secret", lambda: "shh")
    with Stubber(client) as stub:
        yield stub
    stub.assert_no_pending_responses()


def test_cognito_is_told_the_terms_and_proved_that_we_are_we(cognito_idp: Stubber):
    accepted = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    digest = hmac.new(b"shh", b"mina@example.comclient", hashlib.sha256).digest()
    attributes = {
        "email": "mina@example.com",
        "name": "Mina",
        "locale": "en",
        "custom:terms_version": TERMS_VERSION,
        "custom:terms_accepted_at": "2026-11-22T01:02:03.000Z",
    }
    cognito_idp.add_response(
        "sign_up",
        {"UserConfirmed": False, "UserSub": "sub-9", "CodeDeliveryDetails": {"Destination": "m***@e***"}},
        {
            "ClientId": "client",
            "SecretHash": base64.b64encode(digest).decode(),
            "Username": "mina@example.com",
            "Password": SIGN_UP["password"],
            "UserAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
        },
    )
    answer = directory.CognitoDirectory().sign_up(SignUpRequest(**SIGN_UP), accepted)
    assert answer == ("sub-9", "m***@e***")


def test_an_account_is_read_back_with_its_terms(cognito_idp: Stubber):
    attributes = {
        "sub": "sub-9", "email": "m@e.com", "custom:terms_version": "1",
        "custom:terms_accepted_at": "2026-11-22T01:02:03.000Z",
    }  # fmt: skip
    cognito_idp.add_response(
        "admin_get_user",
        {"Username": "u", "UserAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()]},
        {"UserPoolId": "us-east-1_pool", "Username": "u"},
    )
    profile = directory.CognitoDirectory().profile_of("u")
    assert profile.terms_accepted_at == datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    assert (profile.locale, profile.groups) == ("en", frozenset({"viewer"}))


@pytest.mark.parametrize(
    ("theirs", "status", "ours"),
    [
        ("NotAuthorizedException", 401, "wrong_credentials"),
        ("UserNotFoundException", 401, "wrong_credentials"),
        ("UserNotConfirmedException", 409, "user_not_confirmed"),
        ("LimitExceededException", 429, "too_many_requests"),
    ],
)
def test_cognito_s_refusals_become_problems(cognito_idp: Stubber, theirs: str, status: int, ours: str):
    cognito_idp.add_client_error("initiate_auth", theirs, "in Cognito's words")
    refused = call(api.handler, "POST", "/v1/sign-in", {"email": "m@e.com", "password": "x"})
    assert (refused.status, refused.code) == (status, ours)


def test_what_cognito_never_refused_before_stays_an_error_of_ours(cognito_idp: Stubber):
    cognito_idp.add_client_error("initiate_auth", "InternalErrorException", "oh")
    refused = call(api.handler, "POST", "/v1/sign-in", {"email": "m@e.com", "password": "x"})
    assert (refused.status, refused.code) == (500, "internal_error")


@pytest.mark.parametrize("code", sorted(directory.REFUSALS))
def test_every_refusal_has_a_status_below_500(code: str):
    assert 400 <= directory.REFUSALS[code]("Password did not conform: too short").status < 500
