"""The layers of a stack's functions: the kernel with the contracts, and on AWS the locked packages.

Each stack has layer versions of its own: a version that another stack imported could never be replaced, as
CloudFormation refuses to change an export in use. The assets behind them are the same and are uploaded once.
"""

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import code
from infra.stage import Stage


def layers_of(scope: Construct, stage: Stage, packages: str | None = None) -> list[lambda_.ILayerVersion]:
    """`packages` names a lock of requirements/ that few functions need, and that is too large for the others."""
    made = [_layer(Stack.of(scope), "Shared", stage)]
    if stage.dependencies == "layer":
        made.append(_layer(Stack.of(scope), "Dependencies", stage))
        if packages:
            made.append(_layer(Stack.of(scope), packages.capitalize(), stage, packages))
    return made


def _layer(stack: Stack, name: str, stage: Stage, lock: str = "functions") -> lambda_.ILayerVersion:
    present = stack.node.try_find_child(name)
    if isinstance(present, lambda_.LayerVersion):
        return present
    return lambda_.LayerVersion(
        stack,
        name,
        code=code.shared_code(stage) if name == "Shared" else code.dependencies_code(stage, lock),
        compatible_runtimes=[stage.lambda_runtime],
        compatible_architectures=[stage.lambda_architecture],
    )
