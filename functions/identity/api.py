"""HTTP API of identity."""

from functools import cache

from aws_lambda_powertools.event_handler import Response

from functions.identity import terms
from functions.identity.directory import CognitoDirectory
from functions.identity.domain import STREAMER_TERMS_VERSION, TERMS_VERSION, Profile
from functions.identity.schemas import (
    ConfirmRequest,
    ProfileChange,
    ProfileView,
    RefreshRequest,
    ResendRequest,
    SignInRequest,
    SignUpAccepted,
    SignUpRequest,
    TermsAcceptance,
    TermsView,
    Tokens,
)
from functions.identity.service import Identity
from functions.identity.store import DynamoProfiles
from kernel import clock
from kernel.access import PUBLIC, SIGNED_IN, Caller
from kernel.http import caller, http_api, lambda_handler, no_content, require_unchanged

api = http_api()


@cache
def identity() -> Identity:
    return Identity(DynamoProfiles(), CognitoDirectory(), clock.now)


def view(profile: Profile, me: Caller) -> ProfileView:
    """With the groups that the token holds besides: roles of the office are given in the directory itself."""
    return ProfileView(**{**vars(profile), "groups": sorted(profile.groups | me.groups)})


@api.get("/v1/terms", tags=[PUBLIC])
def read_terms() -> TermsView:
    return TermsView(version=TERMS_VERSION, streamer_version=STREAMER_TERMS_VERSION, text_ko=terms.KO, text_en=terms.EN)


@api.post("/v1/sign-up", tags=[PUBLIC], status_code=201)
def sign_up(body: SignUpRequest) -> SignUpAccepted:
    user_id, destination = identity().sign_up(body)
    return SignUpAccepted(user_id=user_id, code_sent_to=destination)


@api.post("/v1/sign-up/confirm", tags=[PUBLIC], status_code=204)
def confirm_sign_up(body: ConfirmRequest) -> Response[str]:
    identity().confirm(body.email, body.code)
    return no_content()


@api.post("/v1/sign-up/resend-code", tags=[PUBLIC], status_code=204)
def resend_code(body: ResendRequest) -> Response[str]:
    identity().directory.resend_code(body.email)
    return no_content()


@api.post("/v1/sign-in", tags=[PUBLIC])
def sign_in(body: SignInRequest) -> Tokens:
    return identity().directory.sign_in(body.email, body.password)


@api.post("/v1/sign-in/refresh", tags=[PUBLIC])
def refresh(body: RefreshRequest) -> Tokens:
    return identity().directory.refresh(body.refresh_token)


@api.post("/v1/sign-out", tags=[PUBLIC], status_code=204)
def sign_out(body: RefreshRequest) -> Response[str]:
    identity().directory.sign_out(body.refresh_token)
    return no_content()


@api.get("/v1/me", tags=[SIGNED_IN])
def read_me() -> ProfileView:
    me = caller(api)
    return view(identity().profile(me.user_id, me.username), me)


@api.patch("/v1/me", tags=[SIGNED_IN])
def change_me(body: ProfileChange) -> ProfileView:
    me = caller(api)
    current = identity().profile(me.user_id, me.username)
    require_unchanged(api, view(current, me))
    return view(identity().change(current, body.display_name, body.locale), me)


@api.post("/v1/me/roles/streamer", tags=[SIGNED_IN])
def become_streamer(body: TermsAcceptance) -> ProfileView:
    me = caller(api)
    return view(identity().become_streamer(me.user_id, me.username, body.terms_version), me)


handler = lambda_handler(api)
