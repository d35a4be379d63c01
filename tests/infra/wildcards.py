"""Every wildcard that a policy may hold: a list of its own, so that a grant cannot explain itself away."""

import re

# A `*` in a policy's resource: what it may look like once flattened, and why it is as narrow as it can be.
WILDCARDS = {
    r"<\w+\.Arn>:\*": "any version of the one function before the colon",
    r"(<(Uploads|Recordings|Media|Site)\w+\.Arn>|[\w-]+:ExportsOutputFnGetAtt(Uploads|Recordings|Media)\w+)/\*": (
        "the objects of one bucket"
    ),
    r"[\w-]+:ExportsOutputFnGetAtt(Uploads|Media)\w+/emotes/\*": "the emotes in a bucket, named at run time",
    r"[\w-]+:ExportsOutputFnGetAttExports\w+/\*": "the exports of the books",
    r"(<Lake\w+\.Arn>|[\w-]+:ExportsOutputFnGetAttLake\w+)/"
    r"(training|models|behaviours|forgotten|without-traits)/\*": "one folder of the lake",
    r"arn:aws:sagemaker:.+:(training-job|model|endpoint|endpoint-config|model-package(-group)?)/madang-\w+-\*": (
        "what a training makes is named at run time, by the stage first"
    ),
    r"arn:aws:logs:.+:log-group:/aws/sagemaker/\*": "SageMaker names the log groups of its jobs and endpoints",
    r"arn:.+:execute-api:.+/v1/(POST|DELETE)/@connections/\*": "connections get their names when clients connect",
    r"arn:aws:ivs:.+:(channel|stream-key)/\*": "channels and their keys are made at run time",
    r"arn:aws:mediaconvert:.+:jobs/\*": "jobs are made at run time",
    r"arn:.+:states:.+:execution:.+:\*": "executions of the one workflow before the colon",
}
# Actions that know no resources (Service Authorization Reference); only these may stand beside a bare `*`.
WITHOUT_RESOURCES = {
    "cloudwatch:GetMetricData",
    "comprehend:DetectDominantLanguage",
    "ecr:GetAuthorizationToken",
    "mediaconvert:Probe",
    "translate:TranslateText",
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


def explained(actions: list[str], resource: str) -> str | None:
    """Why this wildcard may stay; None where nothing here says so."""
    if resource == "*":
        return "these actions know no resources" if set(actions) <= WITHOUT_RESOURCES else None
    return next((why for pattern, why in WILDCARDS.items() if re.fullmatch(pattern, resource)), None)
