"""AppSync Events: ministack has the service, but not its CloudFormation types, and mixes up who authorizes what.

It asks an API's Lambda authorizer about every operation, also those that the API or the namespace leaves to IAM, and
it does not evaluate the publisher's policies.
"""

import json
import re
from typing import Any

from ministack.core import iam_actions
from ministack.services import appsync_events

from local.cloud.patching import replace, require
from local.cloud.repairs.resources import register

Made = tuple[str, dict[str, str]]
PUBLISH = "appsync:EventPublish"
HOST = re.compile(r"^([a-z0-9]+)\.appsync-api\.")


def register_channels() -> None:
    register("AWS::AppSync::Api", make_api, drop_api, change_api)
    register("AWS::AppSync::ChannelNamespace", make_namespace, drop_namespace, change_namespace)
    require(hasattr(appsync_events, "_operation_auth_modes"), "AppSync's authorization modes moved")
    replace(appsync_events, "_authorize_event_op", _by_mode)
    replace(iam_actions, "extract_iam_action", _action)
    replace(iam_actions, "extract_resource_arn", _resource)


def make_api(_logical_id: str, props: dict[str, Any], _stack: str) -> Made:
    status, _, body = appsync_events._create_api(json.dumps(_camel(props)).encode())
    require(status == 200, f"the Event API was refused: {body!r}")  # noqa: PLR2004 - OK
    return _attributes(json.loads(body)["api"]["apiId"])


def change_api(api_id: str, _old: Any, props: dict[str, Any], _stack: str) -> Made:
    appsync_events._update_api(api_id, json.dumps(_camel(props)).encode())
    return _attributes(api_id)


def drop_api(api_id: str, _props: Any) -> None:
    appsync_events._delete_api(api_id)


def make_namespace(_logical_id: str, props: dict[str, Any], _stack: str) -> Made:
    """Modes that it does not name are the API's."""
    api_id, name = props["ApiId"], props["Name"]
    config = appsync_events._apis[api_id]["eventConfig"]
    modes = {
        "publishAuthModes": config["defaultPublishAuthModes"],
        "subscribeAuthModes": config["defaultSubscribeAuthModes"],
    }
    appsync_events._create_channel_namespace(api_id, json.dumps({**modes, **_camel(props)}).encode())
    arn = appsync_events._channel_namespace_arn(api_id, name)
    return f"{api_id}|{name}", {"ChannelNamespaceArn": arn}


def change_namespace(physical_id: str, _old: Any, props: dict[str, Any], _stack: str) -> Made:
    api_id, name = physical_id.split("|")
    appsync_events._update_channel_namespace(api_id, name, json.dumps(_camel(props)).encode())
    return physical_id, {"ChannelNamespaceArn": appsync_events._channel_namespace_arn(api_id, name)}


def drop_namespace(physical_id: str, _props: Any) -> None:
    appsync_events._delete_channel_namespace(*physical_id.split("|"))


def _attributes(api_id: str) -> Made:
    api = appsync_events._apis[api_id]
    names = {"Dns.Http": api["dns"]["HTTP"], "Dns.Realtime": api["dns"]["REALTIME"]}
    return api_id, {"ApiId": api_id, "ApiArn": api["apiArn"], **names}


def _camel(value: Any) -> Any:
    """CloudFormation's names as the API's."""
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: _camel(inner) for key, inner in value.items()}
    return [_camel(inner) for inner in value] if isinstance(value, list) else value


def _by_mode(original: Any) -> Any:
    async def authorize(api_id: str, channel: str | None, operation: str, auth: Any, *more: Any) -> Any:
        modes = appsync_events._operation_auth_modes(api_id, channel, operation)
        signed = str((auth or {}).get("Authorization", "")).startswith("AWS4-HMAC-SHA256")
        if signed or "AWS_LAMBDA" not in modes:
            return appsync_events._modes_accept(api_id, modes, auth)
        return await original(api_id, channel, operation, auth, *more)

    return authorize


def _action(original: Any) -> Any:
    def action(service: str, method: str, path: str, *more: Any) -> Any:
        if service == "appsync-events" and (method, path) == ("POST", "/event"):
            return PUBLISH
        return original(service, method, path, *more)

    return action


def _resource(original: Any) -> Any:
    def resource(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *more: Any) -> Any:
        found = HOST.match(headers.get("host", ""))
        if service == "appsync-events" and path == "/event" and found:
            return appsync_events._channel_namespace_arn(found[1], _namespace(body))
        return original(service, method, path, headers, body, *more)

    return resource


def _namespace(body: bytes) -> str:
    try:
        return str(json.loads(body)["channel"]).strip("/").split("/", 1)[0]
    except (ValueError, KeyError, TypeError):
        return "*"
