"""AppSync Events: one publish reaches everybody who subscribes to the room's channel, however many they are.

https://docs.aws.amazon.com/appsync/latest/eventapi/publish-http.html
"""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Signature
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session

from functions.chat.postbox import Credentials
from functions.chat.protocol import Entries
from functions.chat.routes import channel_of
from functions.chat.shards import encoded
from functions.chat.transport import Audience, Parcel

REFUSED = {401, 403}
ATTEMPTS = 3
PAUSE_SECONDS = 0.2
TIMEOUT_SECONDS = 5


class AppSyncEvents:
    """`url` is where to connect, `host` the Event API's own name; the same, where nothing stands for AWS."""

    def __init__(self, url: str, host: str, region: str, credentials: Callable[[], Credentials]) -> None:
        self.url, self.host, self.region, self.credentials = f"{url}/event", host, region, credentials
        self.session = URLLib3Session(timeout=TIMEOUT_SECONDS)

    def parcels(self, audience: Audience) -> Iterator[Parcel]:
        yield Parcel(0, partial(self._publish, channel_of(audience.room_id)))

    def shut(self) -> None:
        self.session.close()

    def _publish(self, channel: str, frame: Entries) -> set[str]:
        """Nobody is gone: AppSync knows its subscribers. A frame that comes twice is passed over by clients."""
        body = json.dumps({"channel": channel, "events": [encoded(frame).decode()]})
        for attempt in range(ATTEMPTS):
            status, failed = self._post(body)
            if status in REFUSED:
                raise PermissionError(f"AppSync refused to publish on {channel}: {status}")
            if status == 200 and not failed:  # noqa: PLR2004 - OK
                return set()
            time.sleep(PAUSE_SECONDS * attempt)
        raise ConnectionError(f"AppSync did not publish on {channel}: {status} {failed}")

    def _post(self, body: str) -> tuple[int, str]:
        """The status, and what is wrong with the event."""
        who = self.credentials()
        headers = {"host": self.host, "content-type": "application/json"}
        request = AWSRequest("POST", self.url, headers=headers, data=body)
        SigV4Auth(Signature(who.access_key, who.secret_key, who.token), "appsync", self.region).add_auth(request)
        try:
            answer = self.session.send(request.prepare())
        except BotoCoreError as error:
            return 0, str(error)
        told = json.loads(answer.content or b"{}")
        return answer.status_code, json.dumps(told.get("failed") or told.get("errors") or "")[:500].strip('"')
