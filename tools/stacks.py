"""What a deployed stage is made of, for tools that act on it."""

from typing import Any

import boto3


def resource(stage: str, part: str, kind: str, prefix: str) -> str:
    """The physical name of the resource of this type whose logical name begins with `prefix`."""
    stack = f"Madang-{stage.title()}-{part.title()}"
    client: Any = boto3.client("cloudformation")
    for page in client.get_paginator("list_stack_resources").paginate(StackName=stack):
        for found in page["StackResourceSummaries"]:
            if found["ResourceType"] == kind and found["LogicalResourceId"].startswith(prefix):
                return str(found["PhysicalResourceId"])
    raise SystemExit(f"{stack} has no {kind} named {prefix}…")


def outputs(stage: str, part: str) -> dict[str, str]:
    """A stack's outputs."""
    client: Any = boto3.client("cloudformation")
    stack = client.describe_stacks(StackName=f"Madang-{stage.title()}-{part.title()}")["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
