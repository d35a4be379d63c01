"""PynamoDB model → DynamoDB table. The model is the only place where keys, indexes and types are written."""

from collections.abc import Iterable
from typing import Any

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct
from pynamodb.attributes import TTLAttribute
from pynamodb.models import Model

from infra.stage import Stage

KINDS = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER, "B": dynamodb.AttributeType.BINARY}


def entity_of(model: type[Model]) -> str:
    return str(model.Meta.table_name)


def index_names(model: type[Model]) -> list[str]:
    schema: Any = model._get_schema()  # noqa: SLF001 - PynamoDB's only account of itself; pinned
    return [entry["index_name"] for entry in schema["global_secondary_indexes"]]


class ModelTable(dynamodb.TableV2):
    """Retained, encrypted, restorable to any second of the last 35 days, billed by the request."""

    def __init__(self, scope: Construct, model: type[Model], stage: Stage) -> None:
        schema: Any = model._get_schema()  # noqa: SLF001 - PynamoDB's only account of itself; pinned
        kinds = {entry["AttributeName"]: KINDS[entry["AttributeType"]] for entry in schema["attribute_definitions"]}
        partition, sort = _keys(schema["key_schema"], kinds)
        stream = getattr(model.Meta, "stream_view_type", None)
        super().__init__(
            scope,
            f"{entity_of(model).title()}Table",
            partition_key=partition,
            sort_key=sort,
            global_secondary_indexes=[_index(entry, kinds) for entry in schema["global_secondary_indexes"]],
            dynamo_stream=dynamodb.StreamViewType(stream) if stream else None,
            time_to_live_attribute=_ttl_attribute(model),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption=dynamodb.TableEncryptionV2.aws_managed_key(),
            billing=dynamodb.Billing.on_demand(),
            deletion_protection=stage.protect,
            removal_policy=stage.removal_policy,
        )


def _index(entry: dict[str, Any], kinds: dict[str, dynamodb.AttributeType]) -> dynamodb.GlobalSecondaryIndexPropsV2:
    partition, sort = _keys(entry["key_schema"], kinds)
    return dynamodb.GlobalSecondaryIndexPropsV2(
        index_name=entry["index_name"],
        partition_key=partition,
        sort_key=sort,
        projection_type=dynamodb.ProjectionType(entry["projection"]["ProjectionType"]),
    )


def _keys(
    schema: Iterable[dict[str, str]], kinds: dict[str, dynamodb.AttributeType]
) -> tuple[dynamodb.Attribute, dynamodb.Attribute | None]:
    names = {key["KeyType"]: key["AttributeName"] for key in schema}
    partition = dynamodb.Attribute(name=names["HASH"], type=kinds[names["HASH"]])
    sort = dynamodb.Attribute(name=names["RANGE"], type=kinds[names["RANGE"]]) if "RANGE" in names else None
    return partition, sort


def _ttl_attribute(model: type[Model]) -> str | None:
    found = [str(a.attr_name) for a in model.get_attributes().values() if isinstance(a, TTLAttribute)]
    return found[0] if found else None
