"""botocore clients of the platform's functions, made once a container."""

from functools import cache
from typing import Any

import botocore.session

from functions.platform.outbox_publisher import Publisher
from kernel import environment


@cache
def client(service: str) -> Any:
    return botocore.session.get_session().create_client(service, region_name=environment.region())


@cache
def publisher() -> Publisher:
    return Publisher(
        client("events"), client("dynamodb"), environment.required("EVENT_BUS"), environment.required("OUTBOX_TABLE")
    )
