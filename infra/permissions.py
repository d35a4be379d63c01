"""Declared access → exact IAM actions. Scan is never among them."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_iam as iam

from kernel.capability import Grant

READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:ConditionCheckItem")
WRITE = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem")


def table_statement(table_arn: str, indexes: Sequence[str], *, write: bool) -> iam.PolicyStatement:
    """Reads on a table and its indexes, or reads and writes."""
    return iam.PolicyStatement(
        actions=[*READ, *(WRITE if write else ())],
        resources=[table_arn, *(f"{table_arn}/index/{name}" for name in indexes)],
    )


def outbox_statement(outbox_arn: str, capability: str) -> iam.PolicyStatement:
    """Put rows whose partition begins with the capability's own name, and nothing else."""
    return iam.PolicyStatement(
        actions=["dynamodb:PutItem"],
        resources=[outbox_arn],
        conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{capability}#*"]}},
    )


def send_statement(queue_arn: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[queue_arn])


def secret_statement(secret_arn: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[secret_arn])


def grant_statement(grant: Grant, names: Mapping[str, str]) -> iam.PolicyStatement:
    """A declared grant with its `{NAME}` placeholders filled in; KeyError names an unknown one."""
    return iam.PolicyStatement(
        actions=list(grant.actions), resources=[resource.format(**names) for resource in grant.resources]
    )
