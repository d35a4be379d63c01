"""cdk-nag findings that stay, each with its reason. What is not named here fails `make check`."""

import re
from typing import Any

import aws_cdk as cdk
from aws_cdk import Acknowledgment, Validations
from aws_cdk import aws_iam as iam

REASONS = {
    "AwsSolutions-APIG4": "A route without an authorizer is tagged `public`; tests/architecture compares the two.",
    "AwsSolutions-CFR1": "Where a title may be seen is a right of the title, not of the distribution.",
    "AwsSolutions-CFR2": "A web ACL costs by the rule and is attached by the operator who needs one.",
    "AwsSolutions-CFR4": "The distribution's own name uses CloudFront's certificate; a custom one brings TLS 1.2.",
    "AwsSolutions-COG2": "Viewers choose a second factor themselves; revealing a stream key asks for a new sign-in.",
    "AwsSolutions-COG8": "The Plus tier bills every active user: an operator's decision.",
    "AwsSolutions-L1": "python3.13 is what the lock was resolved and tested for; another is one line of cdk.json.",
    "AwsSolutions-SMG4": "A new pair must be published beside the old one first: a deployment, not a schedule.",
    "AwsSolutions-SQS3": "These are dead-letter queues: of a stream, of schedules, of a workflow.",
    "Annotation::@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac": "EdgeStack grants the read itself.",
}

# A `*` in a policy's resource: what it may look like once flattened, and why it is as narrow as it can be.
WILDCARDS = {
    r"<\w+\.Arn>:\*": "any version of the one function before the colon",
    r"(<(Uploads|Recordings|Media|Site)\w+\.Arn>|[\w-]+:ExportsOutputFnGetAtt(Uploads|Recordings|Media)\w+)/\*": (
        "the objects of one bucket"
    ),
    r"arn:aws:ivs:.+:(channel|stream-key)/\*": "channels and their keys are made at run time",
    r"arn:aws:mediaconvert:.+:jobs/\*": "jobs are made at run time",
    r"arn:.+:states:.+:execution:.+:\*": "executions of the one workflow before the colon",
}
# Actions that know no resources (Service Authorization Reference); only these may stand beside a bare `*`.
WITHOUT_RESOURCES = {
    "cloudwatch:GetMetricData",
    "mediaconvert:Probe",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
}
EXPORTS = {  # the names under which the CDK exports the buckets' ARNs to the capabilities
    "Uploads4F6EB0FD": "ExportsOutputFnGetAttUploads4F6EB0FDArn5513CBEA",
    "RecordingsA3BDCC51": "ExportsOutputFnGetAttRecordingsA3BDCC51Arn3BFBEDAD",
    "MediaA721A567": "ExportsOutputFnGetAttMediaA721A567ArnB9989168",
}


def flatten(value: Any) -> str:
    """An ARN with intrinsic functions as cdk-nag writes it in a finding."""
    match value:
        case {"Fn::Join": [delimiter, items]}:
            return str(delimiter).join(map(flatten, items))
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{resource}.{attribute}>"
        case {"Fn::ImportValue": name}:
            return flatten(name)
        case {"Ref": name}:
            return f"<{name}>"
        case _:
            return str(value)


def explained(actions: list[str], resource: str) -> str | None:
    """Why this wildcard may stay; None where nothing here says so."""
    if resource == "*":
        return "these actions know no resources" if set(actions) <= WITHOUT_RESOURCES else None
    return next((why for pattern, why in WILDCARDS.items() if re.fullmatch(pattern, resource)), None)


def acknowledge(app: cdk.App, media_stack: str) -> None:
    for rule, reason in REASONS.items():
        Validations.of(app).acknowledge(Acknowledgment(id=rule, reason=reason))
    for construct in app.node.find_all():
        if isinstance(construct, iam.CfnPolicy):
            _acknowledge_wildcards(construct, media_stack)


def _acknowledge_wildcards(policy: iam.CfnPolicy, media_stack: str) -> None:
    document = cdk.Stack.of(policy).resolve(policy.policy_document)
    for statement in document["Statement"]:
        actions = _list(statement["Action"])
        for resource in map(flatten, _list(statement["Resource"])):
            reason = explained(actions, resource) if "*" in resource else None
            if reason is None:
                continue
            imported = re.fullmatch(r"<(\w+)\.Arn>/\*", resource)
            names = [resource]
            if imported and imported[1] in EXPORTS:
                names.append(f"{media_stack}:{EXPORTS[imported[1]]}/*")
            for name in names:
                rule = f"AwsSolutions-IAM5[Resource::{name}]"
                Validations.of(policy).acknowledge(Acknowledgment(id=rule, reason=reason))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
