"""SageMaker's CreateTrainingJob, as the workflow asks for it."""

from typing import Any

from functions.recommendations.training import names, objects
from kernel import environment

INSTANCE, DISK_GB, LONGEST_SECONDS = "ml.m5.large", 10, 3600


def training_job(
    kind: str, execution: str, folder: str, champion: str | None, hyperparameters: dict[str, Any]
) -> dict[str, Any]:
    """`champion`: the s3:// address of the model.tar.gz that the new one is measured beside, or None."""
    channels = {"items": objects.url(f"{folder}items/"), "behaviours": objects.url(f"{folder}behaviours/")}
    if champion:
        channels["champion"] = champion
    return {
        "TrainingJobName": names.job(execution),
        "AlgorithmSpecification": {
            "TrainingImage": environment.required("RECOMMENDER_IMAGE"), "TrainingInputMode": "File",
        },
        "RoleArn": environment.required("LEARNING_ROLE_ARN"),
        "InputDataConfig": [_channel(name, address) for name, address in channels.items()],
        "OutputDataConfig": {"S3OutputPath": objects.url(names.models(kind).rstrip("/"))},
        "ResourceConfig": {"InstanceType": INSTANCE, "InstanceCount": 1, "VolumeSizeInGB": DISK_GB},
        "StoppingCondition": {"MaxRuntimeInSeconds": LONGEST_SECONDS},
        "HyperParameters": {name: str(value) for name, value in hyperparameters.items()},
    }  # fmt: skip


def _channel(name: str, address: str) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": address, "S3DataDistributionType": "FullyReplicated"}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}}
