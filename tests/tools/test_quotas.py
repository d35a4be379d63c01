"""The quota report against AWS's own answers, as botocore's Stubber holds them to the service models."""

import io
import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from rich.console import Console

from kernel.clock import now
from tools.quotas import quotas, report, services


@pytest.fixture
def clients() -> Any:
    made = [boto3.client(name, "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
            for name in ("service-quotas", "cloudwatch")]  # fmt: skip
    return made, [Stubber(client) for client in made]


def listed(name: str, limit: float, *, measured: bool) -> dict[str, Any]:
    metric = {"MetricNamespace": "AWS/Usage", "MetricName": "ResourceCount", "MetricDimensions": {"Service": "IVS"},
              "MetricStatisticRecommendation": "Maximum"}  # fmt: skip
    return {"QuotaName": name, "Value": limit, "Unit": "None", "Adjustable": True,
            **({"UsageMetric": metric} if measured else {})}  # fmt: skip


def test_use_is_the_highest_of_the_last_days(clients: Any):
    (limits, metrics), (limit_stub, metric_stub) = clients
    found = [listed("Concurrent streams", 100, measured=True), listed("Channels", 5000, measured=False)]
    limit_stub.add_response("list_service_quotas", {"Quotas": found}, {"ServiceCode": "ivs"})
    points = [{"Timestamp": now(), "Maximum": value} for value in (12.0, 85.0, 40.0)]
    metric_stub.add_response(
        "get_metric_statistics",
        {"Datapoints": points},
        {"Namespace": "AWS/Usage", "MetricName": "ResourceCount", "Dimensions": [{"Name": "Service", "Value": "IVS"}],
         "StartTime": ANY, "EndTime": ANY, "Period": 3600, "Statistics": ["Maximum"]},
    )  # fmt: skip
    with limit_stub, metric_stub:
        streams, channels = quotas("ivs", limits, metrics)
    assert (streams.used, streams.share) == (85.0, 0.85)
    assert (channels.used, channels.share) == (None, 0.0)
    page = io.StringIO()
    assert report([streams, channels], Console(file=page, width=120)) == 1
    assert "85%" in page.getvalue()
    assert "Channels" not in page.getvalue()


def test_a_service_without_quotas_is_no_error_and_a_refusal_is(clients: Any):
    (limits, metrics), (stub, _) = clients
    stub.add_client_error("list_service_quotas", "NoSuchResourceException")
    stub.add_client_error("list_service_quotas", "AccessDeniedException")
    with stub:
        assert list(quotas("nothing", limits, metrics)) == []
        with pytest.raises(limits.exceptions.AccessDeniedException):
            list(quotas("ivs", limits, metrics))


def test_the_services_are_those_of_the_templates(tmp_path: Path):
    kinds = ["AWS::IVS::Channel", "AWS::ApiGatewayV2::Api", "AWS::StepFunctions::StateMachine", "Custom::X",
             "AWS::CDK::Metadata"]  # fmt: skip
    resources = {f"R{number}": {"Type": kind} for number, kind in enumerate(kinds)}
    (tmp_path / "A.template.json").write_text(json.dumps({"Resources": resources}))
    assert services(tmp_path) == ["apigateway", "ivs", "states"]
