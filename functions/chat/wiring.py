"""The use cases with their real collaborators, made once a container."""

from functools import cache

import botocore.session
from pynamodb.exceptions import PynamoDBException

from functions.chat.appsync import AppSyncEvents
from functions.chat.closing import ApiGatewaySockets
from functions.chat.fanout import INLINE_SECONDS, Fanout
from functions.chat.marks import DynamoMarks
from functions.chat.members import DynamoLeases, DynamoMembers
from functions.chat.polls import DynamoVotes
from functions.chat.postbox import ApiGatewayPostbox, Credentials
from functions.chat.quota import DynamoQuota
from functions.chat.service import ChatDesk, Stores
from functions.chat.shards import ShardWorker, ask_shard
from functions.chat.standings import DynamoStandings
from functions.chat.store import DynamoRooms
from functions.chat.tasks import hand_over, translate_later
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
    posts_a_second = int(environment.required("POSTS_A_SECOND"))
    return Fanout(
        DynamoRooms(),
        DynamoMembers(),
        DynamoLeases(),
        postbox(),
        hand_over,
        ask=ask_shard,
        events=AppSyncEvents(
            environment.required("EVENTS_URL"), environment.required("EVENTS_HOST"), environment.region(), credentials
        ),
        quota=DynamoQuota(posts_a_second),
        posts_a_second=posts_a_second,
    )


@cache
def shard_worker() -> ShardWorker:
    return ShardWorker(DynamoRooms(), DynamoMembers(), DynamoMarks(), postbox())


@cache
def desk() -> ChatDesk:
    """Of the socket: who speaks sends on himself, for a while."""

    def spread(room_id: str) -> None:
        try:
            fanout().deliver(room_id, INLINE_SECONDS, inline=True)
        except (OSError, PynamoDBException):  # what was said is stored and gets its acknowledgement all the same
            logger.exception("sending on failed")
            hand_over(room_id)

    stores = Stores(DynamoRooms(), DynamoMembers(), DynamoStandings(), DynamoTerms(), DynamoVotes())
    return ChatDesk(stores, spread, clock.now, translate_later)


@cache
def sockets() -> ApiGatewaySockets:
    return ApiGatewaySockets()
