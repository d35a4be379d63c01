"""CloudFormation: properties that ministack drops, and resource types that it does not know.

A type that is unknown fails the whole stack. Types whose effect a laptop cannot have are recorded and listed
(docs/parity.md); types that matter are given to the service that implements them.
"""

import uuid
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudfront, dynamodb
from ministack.services.cloudformation import provisioners

from local.cloud.patching import require

Handlers = dict[str, Any]

RECORDED_ONLY = (
    "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::ApiGatewayV2::RouteResponse", "AWS::Budgets::Budget", "AWS::CloudFront::MonitoringSubscription",
    "AWS::CloudWatch::CompositeAlarm", "AWS::Events::Archive", "AWS::WAFv2::IPSet", "AWS::WAFv2::WebACLAssociation",
)  # fmt: skip


def handlers() -> dict[str, Handlers]:
    """Ministack's table of resource types → {create, update, delete}."""
    table: dict[str, Handlers] = provisioners._RESOURCE_HANDLERS
    return table


def register(resource_type: str, create: Any, delete: Any, update: Any) -> None:
    require(resource_type not in handlers(), f"ministack knows {resource_type} itself now; drop ours")
    handlers()[resource_type] = {"create": create, "delete": delete, "update": update}


def apply() -> None:
    for resource_type in RECORDED_ONLY:
        register(resource_type, _recorder(resource_type), lambda _id, _props: None, lambda pid, _o, _n, _s: (pid, {}))
    _cloudfront_keys()
    for resource_type in ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"):
        _after(resource_type, _keep_time_to_live)
    _before("AWS::ApiGatewayV2::Api", _camel_case_cors)
    _secret_ref_is_arn()


def _recorder(resource_type: str) -> Any:
    service, kind = resource_type.lower().split("::")[1:]

    def create(logical_id: str, _props: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        name = f"{stack}-{logical_id}-{uuid.uuid4().hex[:8]}"
        arn = f"arn:aws:{service}:{get_region()}:{get_account_id()}:{kind}/{name}"
        return name, {"Id": name, "Arn": arn}

    return create


def _cloudfront_keys() -> None:
    """Public keys and key groups, in the stores that ministack's own CloudFront API reads."""
    require(hasattr(cloudfront, "_public_keys") and hasattr(cloudfront, "_key_groups"), "CloudFront key stores moved")

    def create_key(_logical_id: str, props: dict[str, Any], _stack: str) -> tuple[str, dict[str, str]]:
        return _keep(cloudfront._public_keys, cloudfront._pk_id(), "CreatedTime", props["PublicKeyConfig"])

    def create_group(_logical_id: str, props: dict[str, Any], _stack: str) -> tuple[str, dict[str, str]]:
        return _keep(cloudfront._key_groups, cloudfront._kg_id(), "LastModifiedTime", props["KeyGroupConfig"])

    def update_key(key_id: str, _old: Any, new: dict[str, Any], _stack: str) -> tuple[str, dict[str, str]]:
        cloudfront._public_keys[key_id]["Config"] = new["PublicKeyConfig"]
        return key_id, {"Id": key_id}

    def update_group(group_id: str, _old: Any, new: dict[str, Any], _stack: str) -> tuple[str, dict[str, str]]:
        cloudfront._key_groups[group_id]["Config"] = new["KeyGroupConfig"]
        return group_id, {"Id": group_id}

    keys, groups = cloudfront._public_keys, cloudfront._key_groups
    register("AWS::CloudFront::PublicKey", create_key, lambda pid, _p: keys.pop(pid, None), update_key)
    register("AWS::CloudFront::KeyGroup", create_group, lambda pid, _p: groups.pop(pid, None), update_group)


def _secret_ref_is_arn() -> None:
    """`Ref` of a secret is its ARN; ministack gives the name, and policies made from it match nothing."""
    table = handlers()["AWS::SecretsManager::Secret"]
    create, update, delete = table["create"], table["update"], table["delete"]

    def name_of(arn: str) -> str:
        return arn.rsplit(":secret:", maxsplit=1)[-1].rsplit("-", 1)[0]

    def create_with_arn(*args: Any) -> tuple[str, dict[str, str]]:
        _name, attributes = create(*args)
        return attributes["Arn"], attributes

    def update_by_name(arn: str, *args: Any) -> tuple[str, dict[str, str]]:
        _name, attributes = update(name_of(arn), *args)
        return attributes["Arn"], attributes

    table.update(create=create_with_arn, update=update_by_name, delete=lambda arn, props: delete(name_of(arn), props))


def _keep(store: Any, resource_id: str, time_name: str, config: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """As the API's own create operations store it."""
    made = cloudfront._now_iso()
    store[resource_id] = {"Id": resource_id, "ETag": uuid.uuid4().hex, time_name: made, "Config": dict(config)}
    return resource_id, {"Id": resource_id, time_name: made}


def _after(resource_type: str, act: Any) -> None:
    table = handlers()[resource_type]
    for verb, position in (("create", 1), ("update", 2)):
        if verb in table:
            original = table[verb]

            def wrapped(*args: Any, _original: Any = original, _position: int = position) -> Any:
                answer = _original(*args)
                act(answer[0], args[_position])
                return answer

            table[verb] = wrapped


def _before(resource_type: str, change: Any) -> None:
    table = handlers()[resource_type]
    for verb, position in (("create", 1), ("update", 2)):
        if verb in table:
            original = table[verb]

            def wrapped(*args: Any, _original: Any = original, _position: int = position) -> Any:
                changed = list(args)
                changed[_position] = change(args[_position])
                return _original(*changed)

            table[verb] = wrapped


def _keep_time_to_live(physical_id: str, props: dict[str, Any]) -> None:
    wanted = props.get("TimeToLiveSpecification") or {}
    if wanted.get("Enabled"):
        dynamodb._ttl_settings[physical_id] = {
            "TimeToLiveStatus": "ENABLED",
            "AttributeName": wanted["AttributeName"],
        }


def _camel_case_cors(props: dict[str, Any]) -> dict[str, Any]:
    """The data plane reads `allowOrigins` where CloudFormation stores `AllowOrigins`."""
    cors = props.get("CorsConfiguration")
    return {**props, "CorsConfiguration": {k[0].lower() + k[1:]: v for k, v in cors.items()}} if cors else props
