"""CloudFormation: a change set whose only change is an output can be executed; ministack calls it empty.

Without this a stack that newly needs another's output cannot be deployed over an earlier version of both.
"""

import json
from typing import Any

from ministack.services.cloudformation import changesets

from local.cloud.patching import replace

OUTPUTS = "\x00outputs"  # no logical id looks like this
ONLY_OUTPUTS = {
    "Type": "Resource",
    "ResourceChange": {
        "Action": "Modify",
        "LogicalResourceId": "Outputs",
        "ResourceType": "AWS::CDK::Metadata",
        "Replacement": "False",
        "Scope": [],
        "Details": [],
    },
}


def apply() -> None:
    def with_outputs(original: Any) -> Any:
        def resolve(template: dict[str, Any], *args: Any) -> dict[str, Any]:
            resolved: dict[str, Any] = original(template, *args)
            return {**resolved, OUTPUTS: json.dumps(template.get("Outputs", {}), sort_keys=True)}

        return resolve

    def seeing_outputs(original: Any) -> Any:
        def diff(old: dict[str, Any], new: dict[str, Any], *args: Any) -> list[dict[str, Any]]:
            before, after = old.pop(OUTPUTS, ""), new.pop(OUTPUTS, "")
            changes: list[dict[str, Any]] = original(old, new, *args)
            return changes or ([ONLY_OUTPUTS] if before != after else [])

        return diff

    replace(changesets, "_resolve_props_for_diff", with_outputs)
    replace(changesets, "_diff_resources", seeing_outputs)
