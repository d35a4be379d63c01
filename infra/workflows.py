"""statemachines/<name>.asl.json → Step Functions, with logs, a dead-letter queue and exact permissions."""

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as stepfunctions

from infra import permissions
from infra.lambda_function import HouseFunction, dead_letter_queue, retention
from infra.nag import explain_wildcard
from infra.platform import Platform
from kernel.capability import Workflow

STEPS_AND_JOBS = "Steps run in whatever version, jobs get ids at run time, X-Ray and vended logs know no resources."
STATEMACHINES = Path(__file__).resolve().parent.parent / "statemachines"


def add_workflow(
    stack: Stack, workflow: Workflow, steps: Mapping[str, HouseFunction], platform: Platform
) -> stepfunctions.StateMachine:
    """The machine's ARN becomes the setting `<NAME>_WORKFLOW_ARN` of the functions declared after it."""
    title = workflow.name.title()
    dead_letters = dead_letter_queue(stack, f"{title}Workflow", platform.alarms)
    machine = stepfunctions.StateMachine(
        stack,
        f"{title}Workflow",
        definition_body=stepfunctions.DefinitionBody.from_file(str(STATEMACHINES / f"{workflow.name}.asl.json")),
        definition_substitutions={
            **{_step_name(name): function.function_arn for name, function in steps.items()},
            **{setting: platform.names[setting] for setting in workflow.settings},
            "DeadLetterQueueUrl": dead_letters.queue_url,
        },
        timeout=Duration.hours(workflow.timeout_hours),
        tracing_enabled=True,
        logs=stepfunctions.LogOptions(
            destination=logs.LogGroup(
                stack,
                f"{title}WorkflowLogs",
                log_group_name=f"/aws/vendedlogs/states/{stack.stack_name}-{workflow.name}",
                retention=retention(platform.stage.log_retention_days),
                removal_policy=RemovalPolicy.DESTROY,
            ),
            level=stepfunctions.LogLevel.ALL,
        ),
    )
    for function in steps.values():
        function.grant_invoke(machine)
    dead_letters.grant_send_messages(machine)
    for grant in workflow.grants:
        machine.add_to_role_policy(permissions.grant_statement(grant, platform.names))
    explain_wildcard(machine.role, STEPS_AND_JOBS)
    alarm = cloudwatch.Alarm(
        stack,
        f"{title}WorkflowFailed",
        metric=machine.metric_failed(period=Duration.minutes(5)),
        threshold=1,
        evaluation_periods=1,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        alarm_description=f"{workflow.name} failed; runbook: docs/runbook.md#failed-workflows",
    )
    alarm.add_alarm_action(actions.SnsAction(platform.alarms))
    executions = stack.format_arn(
        service="states", resource="execution", arn_format=ArnFormat.COLON_RESOURCE_NAME,
        resource_name=f"{machine.state_machine_name}:*",
    )  # fmt: skip
    platform.names[f"{workflow.name.upper()}_WORKFLOW_ARN"] = machine.state_machine_arn
    platform.names[f"{workflow.name.upper()}_EXECUTIONS_ARN"] = executions
    return machine


def _step_name(module: str) -> str:
    return "".join(word.title() for word in module.split("_"))
