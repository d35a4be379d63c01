"""The training workflow on a running cloud: a model answers, a better one takes over, worse ones never do."""

import json
import time
from dataclasses import dataclass
from typing import Any

import boto3

from kernel import clock, environment
from local.api_client import wait_for
from local.deploy import outputs
from local.settings import Settings
from tests.e2e.command import main
from tests.e2e.report import Report
from tests.recommendations import lake

KIND = "product"
PREFIX = "madang-laptop"
PATIENCE_SECONDS = 180.0
FORGOTTEN = "u0004"


@dataclass
class Learning:
    """The bucket, the machine and the tables of one cloud, and what the product's own code says of them."""

    bucket: str
    machine: str
    items: str

    @classmethod
    def of(cls, settings: Settings) -> "Learning":
        from functions.recommendations.training import store

        environment.adopt(settings.credentials())
        machines = boto3.client("stepfunctions").list_state_machines()["stateMachines"]
        machine = next(one["stateMachineArn"] for one in machines if "Training" in one["name"])
        names = [name for page in boto3.client("dynamodb").get_paginator("list_tables").paginate()
                 for name in page["TableNames"]]  # fmt: skip

        def table(entity: str) -> str:
            return next(name for name in names if f"{entity.title()}Table" in name)

        store.ModelRow.Meta.table_name = table("recommendermodels")
        store.ServingRow.Meta.table_name = table("recommenderserving")
        bucket = outputs(settings)["LakeBucket"]
        environment.adopt({"LAKE_BUCKET": bucket, "LEARNING_PREFIX": PREFIX, "TRAINING_WORKFLOW_ARN": machine})
        return cls(bucket, machine, table("recommendables"))

    def announce(self, items: list[dict[str, Any]]) -> None:
        table = boto3.resource("dynamodb").Table(self.items)
        with table.batch_writer() as batch:
            for item in items:
                batch.put_item({
                    "kind": KIND, "item_id": item["item_id"], "name": item["name"], "told_at": "2026-11-01T00:00:00Z",
                    "genres": json.dumps(item["genres"]), "facts": "{}", "withdrawn": False,
                })  # fmt: skip

    def write(self, day: str, text: str) -> None:
        key = f"behaviours/kind={KIND}/day={day}/one.jsonl"
        boto3.client("s3").put_object(Bucket=self.bucket, Key=key, Body=text.encode())

    def start(self, *days: str, **settings: Any) -> str:
        name = f"{KIND}-{int(clock.now().timestamp() * 1000)}"
        asked = {"kind": KIND, "by": "e2e", "execution": name, "days": days, "shadow_seconds": 3, "canary_seconds": 6,
                 "canary_share": 0.5, **settings}  # fmt: skip
        boto3.client("stepfunctions").start_execution(stateMachineArn=self.machine, name=name, input=json.dumps(asked))
        return name

    def ended(self, name: str) -> Any:
        from functions.recommendations.training import workflow

        return wait_for(
            lambda: workflow.execution(name),
            lambda one: one is not None and one.status != "RUNNING",
            f"the end of {name}",
            PATIENCE_SECONDS,
        )

    def copied(self, execution: str) -> str:
        """What that training was given to read."""
        s3 = boto3.client("s3")
        listed = s3.list_objects_v2(Bucket=self.bucket, Prefix=f"training/{KIND}/{execution}/behaviours/")["Contents"]
        return "".join(s3.get_object(Bucket=self.bucket, Key=one["Key"])["Body"].read().decode() for one in listed)


def run(settings: Settings, report: Report) -> None:
    learning = Learning.of(settings)
    with report.part("the first model"):
        first_model(learning, report)
    with report.part("a better one takes over"):
        better_model(learning, report)
    with report.part("worse ones never do"):
        refusals(learning, report)
    with report.part("back to the one before"):
        back(report)


def asked(bucket: float = 0.99, **instance: Any) -> Any:
    from functions.recommendations.training import endpoint

    endpoint.forget()
    return endpoint.ask(KIND, {"count": 10, **instance}, bucket)


def serving() -> Any:
    from functions.recommendations.training import store

    return store.serving(KIND)


def first_model(learning: Learning, report: Report) -> None:
    learning.announce(lake.items())
    learning.write("2026-11-01", lake.lines(lake.walks()))
    report.check("before it nobody answers, and nothing is raised", asked(history=["t001"]) is None)
    began = time.monotonic()
    told = learning.ended(learning.start("2026-11-01"))
    report.check("the workflow succeeds", told.status == "SUCCEEDED", told)
    report.figure("workflow_seconds", time.monotonic() - began)
    answer = asked(history=["t001", "t002", "t003"])
    assert answer is not None, "no answer"
    report.check("the endpoint answers from the history", answer.basis == "history", answer)
    report.check("with the title that comes next", answer.items[0].item_id == "t004", answer.items[:2])
    report.check("by the champion", answer.model_version == serving().champion.version, answer.model_version)
    job = boto3.client("sagemaker").list_training_jobs()["TrainingJobSummaries"][0]
    report.check("SageMaker lists the job", job["TrainingJobStatus"] == "Completed", job["TrainingJobName"])


def better_model(learning: Learning, report: Report) -> None:
    before = serving().champion
    assert before is not None, "no champion"
    learning.write("2026-11-03", lake.lines(lake.walks(seed=9, day=2, forward=-1, name="b")))
    boto3.client("s3").put_object(Bucket=learning.bucket, Key=f"forgotten/{FORGOTTEN}", Body=b"")
    name = learning.start("2026-11-01", "2026-11-03")
    wait_for(serving, lambda one: one.mode == "canary", "the canary", PATIENCE_SECONDS)
    tried = [asked(share, history=["t001", "t002"]) for share in (0.1, 0.2, 0.3, 0.7, 0.9)]
    who = [one.variant if one else None for one in tried]
    report.check("some people are answered by the new one", who == ["challenger"] * 3 + ["champion"] * 2, who)
    told = learning.ended(name)
    report.check("the workflow succeeds once more", told.status == "SUCCEEDED", told)
    after = serving()
    report.check("it answers everybody", after.champion.version != before.version, after.champion)
    report.check("the one before is kept to go back to", after.previous.version == before.version, after.previous)
    text = learning.copied(name)
    report.check("who is forgotten is in no training", FORGOTTEN not in text and "u0005" in text, len(text))


def refusals(learning: Learning, report: Report) -> None:
    champion = serving().champion
    learning.write("2026-11-05", lake.lines(lake.noise(day=4)))
    learning.write("2026-11-06", "not a row\n" * 500)
    runs = {
        "below_popularity": learning.start("2026-11-05"),
        "unreadable_data": learning.start("2026-11-01", "2026-11-06"),
        "training_failed": learning.start("2026-11-01", hyperparameters={"seed": "seven"}),
        "no_data": learning.start("1999-01-01"),
    }
    for code, name in runs.items():
        told = learning.ended(name)
        report.check(f"refused: {code}", (told.status, told.code) == ("FAILED", code), told.reason)
    answer = asked(history=["t001", "t002"])
    report.check("the champion goes on answering", answer and answer.model_version == champion.version, champion)
    report.check("and nothing is tried", serving().challenger is None and serving().mode == "none")


def back(report: Report) -> None:
    from functions.recommendations.training import workflow

    before = serving()
    workflow.roll_back(KIND, "e2e", "to see it")
    answer = asked(history=["t001", "t002", "t003"])
    report.check("the one before answers again", answer and answer.model_version == before.previous.version, answer)
    names = [one["EndpointName"] for one in boto3.client("sagemaker").list_endpoints()["Endpoints"]]
    report.check("the other's endpoint is gone", before.champion.endpoint not in names, names)
    missing = asked(history=["t001"], count=500)
    report.check("a question that the model refuses is no error", missing is None)


if __name__ == "__main__":
    main({"training": run})
