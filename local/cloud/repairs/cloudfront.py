"""CloudFront: an API Gateway origin, named as at AWS, is the API of this laptop; ministack dials no such names."""

import re
from typing import Any

from ministack.services import cloudfront

from local.cloud.patching import replace
from local.settings import HOST, Settings

API_HOST = re.compile(r"^([0-9a-z]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com$")


def apply() -> None:
    port = Settings.read().aws_port

    def to_laptop(original: Any) -> Any:
        def forward(origin: dict[str, Any], method: str, uri: str, query: str, headers: Any, *rest: Any) -> Any:
            api = API_HOST.match(origin["domain_name"])
            if api:
                others = {name: value for name, value in headers.items() if name.lower() != "host"}
                headers = {**others, "host": f"{api[1]}.execute-api.localhost:{port}"}
                origin = {**origin, "domain_name": HOST, "http_port": port, "protocol_policy": "http-only"}
            return original(origin, method, uri, query, headers, *rest)

        return forward

    replace(cloudfront, "_forward_to_origin", to_laptop)
