"""What must hold for every resource there is or will be."""

import json
from typing import Any

import app
from infra.capability import routes
from infra.nag import flat
from kernel.access import PUBLIC
from kernel.capability import AwsEvent, Subscriber
from tests.contracts.ahead import AHEAD
from tests.infra.wildcards import explained

Resources = dict[str, list[tuple[str, str, dict[str, Any]]]]
TABLE = "AWS::DynamoDB::GlobalTable"


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(resources: Resources) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"):
        for stack, logical_id, resource in resources.get(kind, []):
            properties = resource["Properties"]
            documents = [properties[key] for key in ("PolicyDocument",) if key in properties]
            documents += [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
            found += [(f"{stack}/{logical_id}", s) for document in documents for s in document["Statement"]]
    return found


def test_no_grant_is_wider_than_it_can_explain(resources: Resources):
    found = statements(resources)
    assert len(found) > 50
    for place, statement in found:
        actions = as_list(statement["Action"])
        assert not [action for action in actions if "*" in action], (place, actions)
        for resource in map(flat, as_list(statement["Resource"])):
            assert "*" not in resource or explained(actions, resource), (place, actions, resource)


def test_nobody_may_scan_a_table(resources: Resources):
    for place, statement in statements(resources):
        assert "dynamodb:Scan" not in as_list(statement["Action"]), place
        assert "dynamodb:*" not in as_list(statement["Action"]), place


def test_a_function_has_a_role_of_its_own_and_no_managed_policy(resources: Resources):
    roles = [
        json.dumps(function["Properties"]["Role"]) + stack for stack, _, function in resources["AWS::Lambda::Function"]
    ]
    assert len(roles) == len(set(roles))
    assert all("ManagedPolicyArns" not in role["Properties"] for _, _, role in resources["AWS::IAM::Role"])


def dead_letter_ids(resources: Resources) -> set[tuple[str, str]]:
    return {(stack, name) for stack, name, _ in resources["AWS::SQS::Queue"] if "DeadLetters" in name}


def test_every_queue_has_a_dead_letter_queue_or_is_one(resources: Resources):
    dead = dead_letter_ids(resources)
    assert dead
    for stack, name, queue in resources["AWS::SQS::Queue"]:
        if (stack, name) in dead:
            assert queue["Properties"]["MessageRetentionPeriod"] == 14 * 86400, name
            continue
        redrive = queue["Properties"]["RedrivePolicy"]
        assert (stack, redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]) in dead
        assert redrive["maxReceiveCount"] >= 3


def test_every_dead_letter_queue_has_an_alarm_that_tells_somebody(resources: Resources):
    watched = set()
    for stack, _, alarm in resources["AWS::CloudWatch::Alarm"]:
        properties = alarm["Properties"]
        assert properties["AlarmActions"], properties["AlarmDescription"]
        assert "runbook: docs/" in properties["AlarmDescription"]
        for dimension in properties.get("Dimensions", []):
            if dimension["Name"] == "QueueName" and properties["Threshold"] == 1:
                watched.add((stack, dimension["Value"]["Fn::GetAtt"][0]))
    assert dead_letter_ids(resources) <= watched


def test_every_queue_is_encrypted_and_refuses_plain_http(resources: Resources):
    policies = json.dumps([policy for _, _, policy in resources["AWS::SQS::QueuePolicy"]])
    for _, name, queue in resources["AWS::SQS::Queue"]:
        assert queue["Properties"]["SqsManagedSseEnabled"] is True, name
        assert name in policies
    assert policies.count('"aws:SecureTransport": "false"') >= len(resources["AWS::SQS::Queue"])


def test_tables_survive_their_stack_and_can_be_restored_to_any_second(resources: Resources):
    declared = [table for capability in app.CAPABILITIES for table in capability.tables]
    assert len(resources[TABLE]) == len(declared) + 1  # and the outbox
    for _, name, table in resources[TABLE]:
        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain"), name
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
        assert table["Properties"]["SSESpecification"]["SSEEnabled"] is True
        for replica in table["Properties"]["Replicas"]:
            assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
            assert replica["DeletionProtectionEnabled"] is True


def test_buckets_are_retained_encrypted_and_closed_to_the_public(resources: Resources):
    policies = {}
    for stack, _, policy in resources["AWS::S3::BucketPolicy"]:
        policies[stack, policy["Properties"]["Bucket"]["Ref"]] = policy["Properties"]["PolicyDocument"]["Statement"]
    for stack, name, bucket in resources["AWS::S3::Bucket"]:
        properties = bucket["Properties"]
        assert bucket["DeletionPolicy"] == "Retain", name
        assert "BucketEncryption" in properties, name
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}, name
        refusals = [s for s in policies[stack, name] if s["Effect"] == "Deny"]
        assert any(s["Condition"] == {"Bool": {"aws:SecureTransport": "false"}} for s in refusals), name


def test_a_function_writes_into_a_log_group_that_forgets(resources: Resources):
    for _, name, function in resources["AWS::Lambda::Function"]:
        assert "LogGroup" in function["Properties"]["LoggingConfig"], name
    assert all(group["Properties"]["RetentionInDays"] for _, _, group in resources["AWS::Logs::LogGroup"])


def test_the_api_has_exactly_the_routes_of_the_resolvers_and_guards_all_but_the_public_ones(resources: Resources):
    wanted = {
        f"{method.upper()} {path}": PUBLIC in (operation.tags or [])
        for capability in app.CAPABILITIES
        for module in capability.apis
        for method, path, operation in routes(capability.name, module)
    }
    deployed = {
        route["Properties"]["RouteKey"]: route["Properties"].get("AuthorizationType", "NONE") == "NONE"
        for _, _, route in resources["AWS::ApiGatewayV2::Route"]
        if "Fn::ImportValue" in json.dumps(route["Properties"]["ApiId"])  # the sockets are of their own stacks
    }
    assert deployed.pop("$default") is True  # what no capability answers gets a problem document
    assert deployed == wanted


def test_the_apis_are_throttled_and_leave_access_logs(resources: Resources):
    stages = [stage["Properties"] for _, _, stage in resources["AWS::ApiGatewayV2::Stage"]]
    assert len(stages) == 2  # the HTTP API and chat's socket
    for stage in stages:
        assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 2000
        assert stage["AccessLogSettings"]["DestinationArn"]
        assert "ticket" not in stage["AccessLogSettings"]["Format"]
        assert "query" not in stage["AccessLogSettings"]["Format"].lower()


def test_nobody_connects_to_a_socket_without_a_ticket(resources: Resources):
    routes = [
        route["Properties"]
        for _, _, route in resources["AWS::ApiGatewayV2::Route"]
        if route["Properties"]["RouteKey"] in {"$connect", "$disconnect", "$default"}
        and "Fn::ImportValue" not in json.dumps(route["Properties"]["ApiId"])
    ]
    guarded = {route["RouteKey"]: route.get("AuthorizationType") for route in routes}
    assert guarded == {"$connect": "CUSTOM", "$disconnect": "NONE", "$default": "NONE"}
    authorizers = [authorizer["Properties"] for _, _, authorizer in resources["AWS::ApiGatewayV2::Authorizer"]]
    (tickets,) = [one for one in authorizers if one["AuthorizerType"] == "REQUEST"]
    assert tickets["IdentitySource"] == ["route.request.querystring.ticket"]


def test_no_secret_stands_in_a_template(templates: dict[str, dict[str, Any]]):
    text = json.dumps(templates)
    assert "PRIVATE KEY" not in text
    assert "sk_us" not in text


def test_every_stack_of_prod_is_protected_from_being_deleted(resources: Resources):
    ((_, _, pool),) = resources["AWS::Cognito::UserPool"]
    assert pool["Properties"]["DeletionProtection"] == "ACTIVE"
    assert pool["DeletionPolicy"] == "Retain"


def test_functions_get_the_settings_they_declare(resources: Resources):
    variables = {}
    for _, _, function in resources["AWS::Lambda::Function"]:
        variables[function["Properties"]["Handler"]] = function["Properties"]["Environment"]["Variables"]
    for capability in app.CAPABILITIES:
        steps = [step for workflow in capability.workflows for step in workflow.steps]
        for declared in [*capability.functions, *steps]:
            found = variables[f"functions.{capability.name}.{declared.module}.handler"]
            for name in (*declared.access.settings, *declared.access.secrets):
                assert found[name], (capability.name, declared.module, name)
            for table in {*declared.access.reads, *declared.access.writes}:
                assert f"{str(table.Meta.table_name).upper()}_TABLE" in found


def test_subscribers_hear_what_they_declare(resources: Resources):
    patterns = [rule["Properties"]["EventPattern"] for _, _, rule in resources["AWS::Events::Rule"]]
    heard = {(source, kind) for p in patterns for source in p["source"] for kind in p["detail-type"]}
    emitted = {event for capability in app.CAPABILITIES for event in capability.emits}
    for capability in app.CAPABILITIES:
        for declared in capability.functions:
            for event in declared.to if isinstance(declared, Subscriber) else ():
                if isinstance(event, AwsEvent):
                    assert (event.source, event.detail_type) in heard
                else:
                    awaited = event in emitted or f"{event.capability}.{event.detail_type()}" in AHEAD
                    assert awaited, f"{capability.name} waits for an event that nobody emits"
                    assert (event.source(), event.detail_type()) in heard
