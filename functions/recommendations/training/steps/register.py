"""The model gets its row, and its package in SageMaker's registry, where it waits for approval."""

from typing import Any

from functions.recommendations.training import names, store
from functions.recommendations.training.clients import client
from kernel import clock, environment
from kernel.clock import iso
from kernel.observability import logger

JSON = ["application/json"]


def package(event: dict[str, Any]) -> str:
    """The ARN of a new package in the group of the kind."""
    container = {"Image": environment.required("RECOMMENDER_IMAGE"), "ModelDataUrl": event["model"]["data"]}
    answer = client("sagemaker").create_model_package(
        ModelPackageGroupName=names.package_group(event["kind"]),
        InferenceSpecification={
            "Containers": [container], "SupportedContentTypes": JSON, "SupportedResponseMIMETypes": JSON,
        },
        ModelApprovalStatus="PendingManualApproval",
        CustomerMetadataProperties={"version": event["version"], "execution": event["execution"]},
    )  # fmt: skip
    return str(answer["ModelPackageArn"])


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{kind, execution, version, model, figures, verdict} → the same. Replaced, where the version answers already."""
    at = iso(clock.now())
    store.register(
        store.ModelRow(
            event["kind"], event["version"], state=store.REGISTERED, execution=event["execution"],
            endpoint=names.resource(event["kind"], event["version"]), package_arn=package(event),
            model_data=event["model"]["data"], metrics=event["figures"], trained_at=at, changed_at=at,
            reason=event["verdict"]["reason"],
        )
    )  # fmt: skip
    return event
