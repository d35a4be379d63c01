"""Ending a connection: rare, so the AWS SDK does it."""

from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

from kernel import environment


@cache
def _management() -> Any:
    return botocore.session.get_session().create_client(
        "apigatewaymanagementapi",
        region_name=environment.region(),
        endpoint_url=environment.required("SOCKET_CLOSER"),
    )


class ApiGatewaySockets:
    def close(self, connection_id: str) -> None:
        """Ends a connection; that it is gone already is no error."""
        try:
            _management().delete_connection(ConnectionId=connection_id)
        except ClientError as error:
            if error.response["Error"]["Code"] != "GoneException":
                raise
