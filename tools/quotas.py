"""`make quotas STAGE=prod`: how much of your account's AWS quotas the stage's services use, the tightest first.

Reads the synthesized templates to know the services, Service Quotas for the limits that apply to the account, and
CloudWatch for the highest use of the last fourteen days. Ends with 1 when one of them is used to 80 % or more.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError
from rich.console import Console
from rich.table import Table

from kernel import clock

ROOT = Path(__file__).resolve().parent.parent
LOOK_BACK = timedelta(days=14)
TIGHT = 0.8
# Service Quotas' codes where they are not the resource type's second word in lower case.
SERVICE_OF = {"ApiGatewayV2": "apigateway", "Cognito": "cognito-idp", "StepFunctions": "states", "IAM": "iam"}


@dataclass(frozen=True)
class Quota:
    """`used` is the highest of the last days, in the quota's own unit; None where AWS measures no use."""

    service: str
    name: str
    limit: float
    unit: str
    adjustable: bool
    used: float | None

    @property
    def share(self) -> float:
        return self.used / self.limit if self.used is not None and self.limit else 0.0


def services(assembly: Path) -> list[str]:
    """Service codes of every resource type in the templates of a `cdk synth`."""
    kinds = {
        resource["Type"].split("::")[1]
        for template in assembly.glob("*.template.json")
        for resource in json.loads(template.read_text()).get("Resources", {}).values()
        if resource["Type"].startswith("AWS::") and resource["Type"] != "AWS::CDK::Metadata"
    }
    return sorted(SERVICE_OF.get(kind, kind.lower()) for kind in kinds)


def quotas(service: str, service_quotas: Any, cloudwatch: Any) -> Iterator[Quota]:
    """Those of one service; nothing for a service that Service Quotas does not know."""
    try:
        pages = list(service_quotas.get_paginator("list_service_quotas").paginate(ServiceCode=service))
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchResourceException":
            raise
        return
    for found in (quota for page in pages for quota in page["Quotas"]):
        unit = "" if found.get("Unit", "None") == "None" else found["Unit"]
        used = _used(found["UsageMetric"], cloudwatch) if "UsageMetric" in found else None
        yield Quota(service, found["QuotaName"], found["Value"], unit, found["Adjustable"], used)


def _used(metric: dict[str, Any], cloudwatch: Any) -> float | None:
    statistic = metric.get("MetricStatisticRecommendation", "Maximum")
    now = clock.now()
    points = cloudwatch.get_metric_statistics(
        Namespace=metric["MetricNamespace"],
        MetricName=metric["MetricName"],
        Dimensions=[{"Name": name, "Value": value} for name, value in metric.get("MetricDimensions", {}).items()],
        StartTime=now - LOOK_BACK,
        EndTime=now,
        Period=3600,
        Statistics=[statistic],
    )["Datapoints"]
    return max((float(point[statistic]) for point in points), default=None)


def report(found: list[Quota], console: Console) -> int:
    """Prints those that AWS measures, the tightest first; how many are tight."""
    table = Table("service", "quota", "limit", "used", "share", "can be raised")
    for quota in sorted((one for one in found if one.used is not None), key=lambda one: -one.share):
        colour = "red" if quota.share >= TIGHT else ""
        limit, used = f"{quota.limit:,.0f} {quota.unit}".strip(), f"{quota.used:,.0f}"
        raised = "yes" if quota.adjustable else "no"
        table.add_row(quota.service, quota.name, limit, used, f"{quota.share:.0%}", raised, style=colour)
    console.print(table)
    unmeasured = [quota for quota in found if quota.used is None]
    console.print(f"{len(unmeasured)} more quotas have no measured use; `--all` lists them")
    if "--all" in sys.argv:
        for quota in unmeasured:
            console.print(f"  {quota.service}: {quota.name} {quota.limit:,.0f} {quota.unit}")
    tight = [quota for quota in found if quota.share >= TIGHT]
    if tight:
        console.print(f"{len(tight)} at {TIGHT:.0%} or more: ask AWS for an increase before the next big event")
    return len(tight)


def main() -> int:
    session = boto3.Session()
    console = Console()
    found: list[Quota] = []
    limits, metrics = session.client("service-quotas"), session.client("cloudwatch")
    for service in services(ROOT / "cdk.out"):
        with console.status(f"reading the quotas of {service}"):
            found += quotas(service, limits, metrics)
    return 1 if report(found, console) else 0


if __name__ == "__main__":
    sys.exit(main())
