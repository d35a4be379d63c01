"""What a policy may say of SageMaker: the action and the resource of a request, which the emulator does not know."""

import json
import re
from typing import Any
from urllib.parse import unquote

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region

from local.cloud.patching import replace, require

INVOCATION = re.compile(r"^/endpoints/([^/]+)/invocations$")
VERB = re.compile(r"^(Create|Describe|Delete|Stop|Update|List)")
NOUNS = {
    "TrainingJob": ("training-job", "TrainingJobName"),
    "Model": ("model", "ModelName"),
    "EndpointConfig": ("endpoint-config", "EndpointConfigName"),
    "Endpoint": ("endpoint", "EndpointName"),
}


def let_policies_name_it() -> None:
    require(isinstance(iam_actions.SERVICE_TO_IAM_NAMESPACE, dict), "the evaluator's names of services moved")
    iam_actions.SERVICE_TO_IAM_NAMESPACE["sagemaker"] = "sagemaker"
    replace(iam_actions, "extract_iam_action", _action)
    replace(iam_actions, "extract_resource_arn", _resource)


def _action(original: Any) -> Any:
    def action(service: str, method: str, path: str, *more: Any) -> Any:
        if service == "sagemaker" and INVOCATION.match(path):
            return "sagemaker:InvokeEndpoint"
        return original(service, method, path, *more)

    return action


def _resource(original: Any) -> Any:
    def resource(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *more: Any) -> Any:
        if service != "sagemaker":
            return original(service, method, path, headers, body, *more)
        invoked = INVOCATION.match(path)
        if invoked:
            return arn("endpoint", unquote(invoked[1]))
        try:
            return of_request(headers.get("x-amz-target", "").rpartition(".")[2], json.loads(body or b"{}"))
        except (ValueError, AttributeError):
            return "*"

    return resource


def of_request(operation: str, request: dict[str, Any]) -> str:
    """The ARN that a policy must allow; `*` where the operation has none."""
    if operation == "CreateModelPackage":
        return arn("model-package-group", request.get("ModelPackageGroupName", "*"))
    if operation == "UpdateModelPackage":
        return str(request.get("ModelPackageArn", "*"))
    kind, member = NOUNS.get(VERB.sub("", operation), ("", ""))
    return arn(kind, str(request.get(member, "*"))) if kind else "*"


def arn(kind: str, name: str) -> str:
    """SageMaker writes names in its ARNs in small letters."""
    return f"arn:aws:sagemaker:{get_region()}:{get_account_id()}:{kind}/{name.lower()}"
