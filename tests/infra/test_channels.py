"""AppSync Events: functions publish by their roles, clients listen by tickets, and nobody does the other's."""

from typing import Any

import app
from infra.nag import flat
from kernel.capability import Capability

Resources = dict[str, list[tuple[str, str, dict[str, Any]]]]


def modes(found: list[dict[str, str]]) -> list[str]:
    return [mode["AuthType"] for mode in found]


def test_tickets_admit_listeners_and_roles_publishers(resources: Resources):
    ((_, _, api),) = resources["AWS::AppSync::Api"]
    config = api["Properties"]["EventConfig"]
    assert modes(config["ConnectionAuthModes"]) == ["AWS_LAMBDA"]
    assert modes(config["DefaultSubscribeAuthModes"]) == ["AWS_LAMBDA"]
    assert modes(config["DefaultPublishAuthModes"]) == ["AWS_IAM"]
    (tickets,) = [one for one in config["AuthProviders"] if one["AuthType"] == "AWS_LAMBDA"]
    assert tickets["LambdaAuthorizerConfig"]["AuthorizerResultTtlInSeconds"] == 0


def test_only_appsync_s_own_api_may_ask_the_authorizer(resources: Resources):
    ((_, api_id, _),) = resources["AWS::AppSync::Api"]
    (permission,) = [
        one["Properties"]
        for _, _, one in resources["AWS::Lambda::Permission"]
        if one["Properties"]["Principal"] == "appsync.amazonaws.com"
    ]
    assert "ChannelAuthorizer" in permission["FunctionName"]["Fn::GetAtt"][0]
    assert permission["SourceArn"] == {"Fn::GetAtt": [api_id, "ApiArn"]}


def senders(capability: Capability) -> set[str]:
    declared = [*capability.functions, *([capability.socket] if capability.socket else [])]
    return {one.module.replace("_", "").lower() for one in declared if "EVENTS_URL" in one.access.settings}


def test_who_names_the_address_publishes_in_the_namespace_and_nobody_else(resources: Resources):
    ((_, namespace, properties),) = resources["AWS::AppSync::ChannelNamespace"]
    (chat,) = [capability for capability in app.CAPABILITIES if capability.pubsub]
    assert chat.pubsub is not None
    assert properties["Properties"]["Name"] == chat.pubsub.namespace
    publishers = set()
    for _, name, policy in resources["AWS::IAM::Policy"]:
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            if "appsync:EventPublish" in str(statement["Action"]):
                assert statement["Action"] == "appsync:EventPublish"
                assert flat(statement["Resource"]) == f"<{namespace}.ChannelNamespaceArn>"
                publishers.add(name.lower().split("servicerole")[0].split("role")[0])
    assert publishers == senders(chat) == {"deliver", "socket"}


def test_a_stage_says_how_many_posts_its_account_has(resources: Resources):
    told = {
        function["Properties"]["Handler"]: function["Properties"]["Environment"]["Variables"].get("POSTS_A_SECOND")
        for _, _, function in resources["AWS::Lambda::Function"]
        if function["Properties"]["Handler"].startswith("functions.chat.")
    }
    assert told["functions.chat.deliver.handler"] == told["functions.chat.socket.handler"] == "8000"


def test_one_function_may_translate_and_does_so_in_batches(resources: Resources):
    translators = {
        name
        for _, name, policy in resources["AWS::IAM::Policy"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if "translate:TranslateText" in str(statement["Action"])
    }
    assert [name.split("Role")[0] for name in translators] == ["Translate"]
    queues = {
        flat(source["Properties"]["EventSourceArn"]): source["Properties"]
        for stack, _, source in resources["AWS::Lambda::EventSourceMapping"]
        if stack.endswith("Chat")
    }
    (batched,) = [queue for name, queue in queues.items() if name.startswith("<TranslateQueue")]
    assert (batched["BatchSize"], batched["MaximumBatchingWindowInSeconds"]) == (50, 1)
    assert batched["ScalingConfig"] == {"MaximumConcurrency": 5}
    (single,) = [queue for name, queue in queues.items() if name.startswith("<DeliverQueue")]
    assert (single["BatchSize"], "MaximumBatchingWindowInSeconds" in single) == (1, False)


def test_a_stage_says_how_much_a_room_may_have_translated(resources: Resources):
    (told,) = [
        function["Properties"]["Environment"]["Variables"]["TRANSLATED_CHARACTERS_A_DAY"]
        for _, _, function in resources["AWS::Lambda::Function"]
        if function["Properties"]["Handler"] == "functions.chat.translate.handler"
    ]
    assert int(told) == 200_000
