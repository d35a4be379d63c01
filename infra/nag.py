"""cdk-nag findings that stay, each with its reason. A wildcard in a policy is explained where it is granted."""

import re
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import Acknowledgment, Validations
from aws_cdk import aws_iam as iam
from constructs import IConstruct

WILDCARD = "AwsSolutions::AwsSolutions-IAM5"
EVERYWHERE = {
    "L1": "Python 3.13 is the newest runtime that all locked packages ship arm64 wheels for (docs/decisions/0004).",
    "APIG4": "Routes tagged public (sign-in, listings, playback) have no authorizer; the others have, and a test of"
    " every role against every route holds them to it.",
    "SQS3": "These queues are the dead-letter queues.",
    "SMG4": "Playback keys are rotated by replacing both halves at once (docs/runbook.md); an automatic rotation would"
    " end every running playback.",
    "COG8": "The Plus tier costs per user; threat protection is switched on by stages that want it.",
    "COG2": "Viewers may choose MFA; money and keys ask for a fresh sign-in instead.",
    "CFR1": "Regions are a right of each title (functions/rights), not of the site.",
    "CFR2": "Requests are throttled by API Gateway; a web ACL is added by account policy where one is required.",
    "CFR4": "Without a domain of its own a distribution has CloudFront's certificate, whose TLS policy is fixed.",
}


NOTES = {
    "@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac": "EdgeStack._let_read writes that policy, in the"
    " stack of the bucket.",
}
WHY = "madang:wildcard"
OF_THE_CDK = (
    (re.compile(r"<\w+\.Arn>:\*$"), "A function may be invoked in whatever version it has."),
    (re.compile(r"^Resource::\*$"), "Actions that know no resources: X-Ray, vended log delivery."),
)


def acknowledge(app: cdk.App) -> None:
    """Only what is explained: a new finding, or a wildcard without a reason, still fails the synth."""
    for rule, reason in EVERYWHERE.items():
        Validations.of(app).acknowledge(Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=reason))
    for note, reason in NOTES.items():
        Validations.of(app).acknowledge(Acknowledgment(id=f"Annotation::{note}", reason=reason))
    cdk.Aspects.of(app).add(ExplainedWildcards())


def explain_wildcard(scope: IConstruct, reason: str) -> None:
    """For the policies below a construct, by the code that grants them."""
    scope.node.add_metadata(WHY, reason)


@jsii.implements(cdk.IAspect)
class ExplainedWildcards:
    """Acknowledges a policy's wildcards with the reason that was given for it."""

    def visit(self, node: IConstruct) -> None:
        if not isinstance(node, iam.CfnPolicy):
            return
        document = cdk.Stack.of(node).resolve(node.policy_document)
        for statement in document["Statement"]:
            resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            for resource in map(flat, resources):
                finding = f"Resource::{resource}"
                reason = reason_for(node, finding)
                if "*" in resource and reason:
                    Validations.of(node).acknowledge(Acknowledgment(id=f"{WILDCARD}[{finding}]", reason=reason))


def reason_for(node: IConstruct, finding: str) -> str | None:
    given = [entry.data for scope in node.node.scopes for entry in scope.node.metadata if entry.type == WHY]
    if given:
        return str(given[-1])
    return next((reason for pattern, reason in OF_THE_CDK if pattern.search(finding)), None)


def flat(value: Any) -> str:
    """A resolved ARN as cdk-nag prints it in its finding ids: `<LogicalId.Arn>/*`."""
    match value:
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(flat(part) for part in parts)
        case {"Fn::GetAtt": [logical_id, attribute]}:
            return f"<{logical_id}.{attribute}>"
        case {"Fn::ImportValue": name}:
            return flat(name)
        case {"Ref": name}:
            return f"<{name}>"
    return str(value)
