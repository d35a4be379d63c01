"""One module a repair. Each says what the emulator does, what AWS does, and asserts what it patches."""

from local.cloud.repairs import (
    changesets,
    cloudfront,
    cognito,
    lambda_workers,
    persistence,
    queries,
    resources,
    service_names,
    streams,
    transport,
    websockets,
)


def apply_all() -> None:
    lambda_workers.apply()
    persistence.apply()
    queries.apply()
    streams.apply()
    resources.apply()
    service_names.apply()
    changesets.apply()
    cloudfront.apply()
    cognito.apply()
    transport.apply()
    websockets.apply()
