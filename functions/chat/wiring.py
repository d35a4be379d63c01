"""The use cases with their real collaborators, made once a container."""

from functools import cache

import botocore.session

from functions.chat.closing import ApiGatewaySockets
from functions.chat.fanout import INLINE_SECONDS, Fanout
from functions.chat.members import DynamoLeases, DynamoMembers
from functions.chat.polls import DynamoVotes
from functions.chat.postbox import ApiGatewayPostbox, Credentials
from functions.chat.service import ChatDesk, Stores
from functions.chat.standings import DynamoStandings
from functions.chat.store import DynamoRooms
from functions.chat.tasks import hand_over
from functions.chat.terms import DynamoTerms
from kernel import clock, environment
from kernel.observability import logger


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def credentials() -> Credentials:
    """Of the function's role; botocore renews them."""
    found = _session().get_credentials()
    if found is None:
        raise environment.MissingSetting("AWS credentials")
    frozen = found.get_frozen_credentials()
    return Credentials(str(frozen.access_key), str(frozen.secret_key), frozen.token)


@cache
def postbox() -> ApiGatewayPostbox:
    return ApiGatewayPostbox(environment.required("SOCKET_CALLBACK"), environment.region(), credentials, clock.now)


@cache
def fanout() -> Fanout:
    return Fanout(DynamoRooms(), DynamoMembers(), DynamoLeases(), postbox(), hand_over)


@cache
def desk() -> ChatDesk:
    """Of the socket: who speaks sends on himself, for a while."""

    def spread(room_id: str) -> None:
        try:
            fanout().deliver(room_id, INLINE_SECONDS)
        except OSError:  # what was said is stored and gets its acknowledgement all the same
            logger.exception("sending on failed")
            hand_over(room_id)

    return ChatDesk(
        Stores(DynamoRooms(), DynamoMembers(), DynamoStandings(), DynamoTerms(), DynamoVotes()), spread, clock.now
    )


@cache
def sockets() -> ApiGatewaySockets:
    return ApiGatewaySockets()
