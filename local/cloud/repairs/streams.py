"""DynamoDB streams after a restart: ministack keeps the trigger's position but not the records, so it waits for ever.

The stale positions are dropped; what was in the stream is published by the outbox's own sweep.
"""

from typing import Any

from ministack.services import lambda_svc

from local.cloud.patching import replace


def apply() -> None:
    def without_positions(original: Any) -> Any:
        def load(data: dict[str, Any]) -> Any:
            return original({**data, "dynamodb_stream_positions": {}})

        return load

    replace(lambda_svc, "load_persisted_state", without_positions)
