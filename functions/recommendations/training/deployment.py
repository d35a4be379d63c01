"""A version as SageMaker runs it: a model and a serverless endpoint of its own, which costs nothing while it is idle.

Serverless endpoints have one variant and no shadow variant (SageMaker Developer Guide, "Serverless Inference"), so a
version has an endpoint, and who asks splits the people (functions/recommendations/training/endpoint.py).
"""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from functions.recommendations.training import names
from functions.recommendations.training.clients import client
from functions.recommendations.training.rules import SmokeTestFailed, memory_mb
from kernel import environment

AT_ONCE = 10  # requests; more of them are refused, and the caller falls back
IN_SERVICE = "InService"
_THERE_ALREADY = "already existing"  # of SageMaker's ValidationException
_NOT_THERE = "Could not find"


def deploy(kind: str, version: str, model_data: str, model_bytes: int) -> str:
    """Makes what is missing; the endpoint's status. SmokeTestFailed where SageMaker could not start it."""
    name = names.resource(kind, version)
    sagemaker = client("sagemaker")
    _once(lambda: sagemaker.create_model(
        ModelName=name,
        ExecutionRoleArn=environment.required("LEARNING_ROLE_ARN"),
        PrimaryContainer={"Image": environment.required("RECOMMENDER_IMAGE"), "ModelDataUrl": model_data},
    ))  # fmt: skip
    serverless = {"MemorySizeInMB": memory_mb(model_bytes), "MaxConcurrency": AT_ONCE}
    _once(lambda: sagemaker.create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[{"VariantName": "all", "ModelName": name, "ServerlessConfig": serverless}],
    ))  # fmt: skip
    _once(lambda: sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name))
    told = sagemaker.describe_endpoint(EndpointName=name)
    if told["EndpointStatus"] == "Failed":
        raise SmokeTestFailed(f"endpoint {name}: {told.get('FailureReason', 'no reason')}")
    return str(told["EndpointStatus"])


def remove(kind: str, version: str) -> None:
    """The endpoint, its configuration and the model; what is gone already is no error."""
    name = names.resource(kind, version)
    sagemaker = client("sagemaker")
    _gone(lambda: sagemaker.delete_endpoint(EndpointName=name))
    _gone(lambda: sagemaker.delete_endpoint_config(EndpointConfigName=name))
    _gone(lambda: sagemaker.delete_model(ModelName=name))


def stands(kind: str, version: str) -> bool:
    try:
        told = client("sagemaker").describe_endpoint(EndpointName=names.resource(kind, version))
    except ClientError as error:
        if _NOT_THERE not in error.response["Error"]["Message"]:
            raise
        return False
    return bool(told["EndpointStatus"] == IN_SERVICE)


def _once(make: Callable[[], Any]) -> None:
    try:
        make()
    except ClientError as error:
        if _THERE_ALREADY not in error.response["Error"]["Message"]:
            raise


def _gone(delete: Callable[[], Any]) -> None:
    try:
        delete()
    except ClientError as error:
        if _NOT_THERE not in error.response["Error"]["Message"]:
            raise
