"""The learning stack: what is built, by whom, and what a training may touch."""

import re
from typing import Any

from functions.recommendations.training import names, tend_lake
from functions.recommendations.training.steps import extract
from infra.code import BOTO_SERVICES, REQUIREMENTS, ROOT
from infra.learning import BUILDSPEC, LIVED_KEPT_DAYS, image_source
from infra.nag import flat

Resources = dict[str, list[tuple[str, str, dict[str, Any]]]]


def allowed(resources: Resources, role: str) -> dict[str, set[str]]:
    """Action → what it may be done to, of the one role whose id begins so."""
    found: dict[str, set[str]] = {}
    for _, name, policy in resources["AWS::IAM::Policy"]:
        if not name.startswith(role):
            continue
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            actions, things = statement["Action"], statement["Resource"]
            for action in actions if isinstance(actions, list) else [actions]:
                found.setdefault(action, set()).update(map(flat, things if isinstance(things, list) else [things]))
    return found


def test_a_training_reads_its_inputs_and_models_and_writes_models_alone(resources: Resources):
    grants = allowed(resources, "LearningRole")
    assert {re.sub(r"<Lake\w+>", "lake", one.replace(".Arn", "")) for one in grants["s3:GetObject"]} == {
        "lake/training/*", "lake/models/*",
    }  # fmt: skip
    assert [one.rpartition("/models")[1] for one in grants["s3:PutObject"]] == ["/models"]
    assert not [action for action in grants if action.startswith(("dynamodb", "iam", "sagemaker", "lambda"))]


def test_only_the_build_pushes_images(resources: Resources):
    pushers = {
        name
        for _, name, policy in resources["AWS::IAM::Policy"]
        if "ecr:PutImage" in str(policy["Properties"]["PolicyDocument"])
    }
    assert [name.partition("Default")[0] for name in pushers] == ["ImageBuildRole"]


def test_tags_are_never_moved_and_images_are_scanned(resources: Resources):
    ((_, _, repository),) = resources["AWS::ECR::Repository"]
    properties = repository["Properties"]
    assert properties["ImageTagMutability"] == "IMMUTABLE"
    assert properties["ImageScanningConfiguration"] == {"ScanOnPush": True}
    assert repository["DeletionPolicy"] == "Retain"


def test_the_image_s_tag_is_what_it_is_made_of(resources: Resources):
    ((_, _, image),) = resources["Custom::ContainerImage"]
    assert re.fullmatch(r"[0-9a-f]{64}", image["Properties"]["Tag"])
    ((_, _, project),) = resources["AWS::CodeBuild::Project"]
    assert project["Properties"]["Source"]["BuildSpec"] == BUILDSPEC
    assert project["Properties"]["TimeoutInMinutes"] < 15, "the function that waits ends then"


def test_the_image_has_what_its_dockerfile_copies_and_nothing_of_the_peers():
    source = image_source()
    for copied in re.findall(r"^COPY (\S+)", (ROOT / "ml/recommendations/Dockerfile").read_text(), re.MULTILINE):
        assert (source / copied).exists(), copied
    lock = (REQUIREMENTS / "recommender.lock").read_text()
    assert not re.search(r"^(torch|implicit|faiss|sagemaker)", lock, re.MULTILINE)
    assert "--hash=sha256:" in lock


def test_what_training_reads_and_what_people_did_expires_and_models_stay(resources: Resources):
    ((_, _, lake),) = [one for one in resources["AWS::S3::Bucket"] if one[1].startswith("Lake")]
    rules = lake["Properties"]["LifecycleConfiguration"]["Rules"]
    expiring = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule}
    assert expiring.pop("training/") == 30
    assert set(expiring) == {"behaviours/", names.FORGOTTEN, names.WITHOUT_TRAITS}
    assert set(expiring.values()) == {LIVED_KEPT_DAYS}, "a mark outlives every row that it speaks of"
    assert LIVED_KEPT_DAYS > tend_lake.KEPT.days > extract.DAYS


def test_an_index_holds_what_its_model_says(resources: Resources):
    tables = {name: one for _, name, one in resources["AWS::DynamoDB::GlobalTable"]}
    (exposures,) = [one for name, one in tables.items() if name.startswith("ExposuresTable")]
    (by_user,) = exposures["Properties"]["GlobalSecondaryIndexes"]
    assert by_user["Projection"] == {"ProjectionType": "KEYS_ONLY"}, "lists are not kept twice"
    (ties,) = [one for name, one in tables.items() if name.startswith("TiesTable")]
    assert ties["Properties"]["GlobalSecondaryIndexes"][0]["Projection"] == {"ProjectionType": "ALL"}


def test_every_kind_has_its_group_in_the_registry(resources: Resources):
    groups = [
        one["Properties"]["ModelPackageGroupName"] for _, _, one in resources["AWS::SageMaker::ModelPackageGroup"]
    ]
    assert sorted(groups) == ["madang-prod-channel", "madang-prod-product", "madang-prod-title"]


def test_the_workflow_may_pass_sagemaker_s_role_and_no_other(resources: Resources):
    grants = allowed(resources, "TrainingWorkflowRole")
    (passed,) = grants["iam:PassRole"]
    assert "LearningRole" in passed
    assert all(":training-job/madang-prod-" in arn for arn in grants["sagemaker:CreateTrainingJob"])


def test_functions_carry_the_models_of_the_services_they_call():
    """Others are cut out of botocore when the layer is built, and would be missing on AWS alone."""
    named = re.compile(r"(?:\bclient|create_client)\(\s*\"([a-z0-9-]+)\"")
    folders = (ROOT / "functions", ROOT / "layers" / "shared")
    called = {name for folder in folders for path in folder.rglob("*.py") for name in named.findall(path.read_text())}
    assert {"sagemaker", "sagemaker-runtime", "codebuild", "ecr", "lambda", "translate"} <= called
    assert called <= set(BOTO_SERVICES)
