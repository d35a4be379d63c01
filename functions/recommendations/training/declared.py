"""The training workflow as the capability declares it, and what its steps may touch."""

from functions.recommendations.items import ItemRow
from functions.recommendations.training.store import ModelRow, ServingRow
from kernel.capability import Access, Grant, Schedule, Step, Workflow

FOLDERS = "Objects are named at run time; these folders hold nothing but what training reads and makes."
NAMED = "Models are named at run time, each name begins with this stage's own."
READ_TRAINING = Grant(("s3:GetObject",), ("{LAKE_BUCKET_ARN}/training/*",), FOLDERS)
WRITE_TRAINING = Grant(("s3:PutObject",), ("{LAKE_BUCKET_ARN}/training/*",), FOLDERS)
READ_MODELS = Grant(("s3:GetObject",), ("{LAKE_BUCKET_ARN}/models/*",), FOLDERS)
READ_LIVED = Grant(
    ("s3:GetObject",),
    ("{LAKE_BUCKET_ARN}/behaviours/*", "{LAKE_BUCKET_ARN}/forgotten/*", "{LAKE_BUCKET_ARN}/without-traits/*"),
    FOLDERS,
)
TEND = Grant(("s3:PutObject", "s3:DeleteObject"), ("{LAKE_BUCKET_ARN}/behaviours/*",), "Objects are named at run time.")
LIST = Grant(("s3:ListBucket",), ("{LAKE_BUCKET_ARN}",))
INVOKE = Grant(("sagemaker:InvokeEndpoint",), ("{LEARNING_ENDPOINTS_ARN}",), NAMED)
PASS_ROLE = Grant(("iam:PassRole",), ("{LEARNING_ROLE_ARN}",))
CREATE = (
    Grant(("sagemaker:CreateModel",), ("{LEARNING_MODELS_ARN}",), NAMED),
    Grant(("sagemaker:CreateEndpointConfig",), ("{LEARNING_CONFIGS_ARN}",), NAMED),
    Grant(("sagemaker:CreateEndpoint",), ("{LEARNING_ENDPOINTS_ARN}", "{LEARNING_CONFIGS_ARN}"), NAMED),
)
LOOK = Grant(("sagemaker:DescribeEndpoint",), ("{LEARNING_ENDPOINTS_ARN}",), NAMED)
REMOVE = (
    Grant(("sagemaker:DeleteModel",), ("{LEARNING_MODELS_ARN}",), NAMED),
    Grant(("sagemaker:DeleteEndpointConfig",), ("{LEARNING_CONFIGS_ARN}",), NAMED),
    Grant(("sagemaker:DeleteEndpoint",), ("{LEARNING_ENDPOINTS_ARN}",), NAMED),
)
PACKAGE = Grant(("sagemaker:CreateModelPackage",), ("{LEARNING_PACKAGE_GROUPS_ARN}", "{LEARNING_PACKAGES_ARN}"), NAMED)
APPROVE = Grant(("sagemaker:UpdateModelPackage",), ("{LEARNING_PACKAGES_ARN}",), NAMED)
START = Grant(("states:StartExecution",), ("{TRAINING_WORKFLOW_ARN}",))
RUNS = Grant(("states:ListExecutions",), ("{TRAINING_WORKFLOW_ARN}",))
FOLLOW = Grant(("states:DescribeExecution",), ("{TRAINING_EXECUTIONS_ARN}",), "Executions are named by their minute.")

WORKFLOW = Workflow(
    "training",
    steps=(
        Step(
            "training.steps.extract",
            timeout_seconds=900,
            memory_mb=1024,
            access=Access(
                reads=(ItemRow, ModelRow, ServingRow),
                settings=("LAKE_BUCKET", "LEARNING_PREFIX", "LEARNING_ROLE_ARN", "RECOMMENDER_IMAGE"),
                grants=(LIST, READ_LIVED, WRITE_TRAINING),
            ),
        ),
        Step(
            "training.steps.validate",
            timeout_seconds=900,
            memory_mb=2048,
            access=Access(settings=("LAKE_BUCKET",), grants=(LIST, READ_TRAINING, WRITE_TRAINING)),
        ),
        Step("training.steps.judge", access=Access(settings=("LAKE_BUCKET",), grants=(READ_MODELS,))),
        Step(
            "training.steps.register",
            access=Access(
                writes=(ModelRow,), settings=("LEARNING_PREFIX", "RECOMMENDER_IMAGE"), grants=(PACKAGE, READ_MODELS)
            ),
        ),
        Step(
            "training.steps.deploy",
            access=Access(
                settings=("LEARNING_PREFIX", "LEARNING_ROLE_ARN", "RECOMMENDER_IMAGE"),
                grants=(*CREATE, LOOK, PASS_ROLE),
            ),
        ),
        Step(
            "training.steps.smoke_test",
            timeout_seconds=300,
            access=Access(settings=("LAKE_BUCKET", "LEARNING_PREFIX"), grants=(READ_TRAINING, INVOKE)),
        ),
        Step(
            "training.steps.move_traffic",
            access=Access(
                writes=(ModelRow, ServingRow), settings=("LEARNING_PREFIX",), grants=(*REMOVE, APPROVE)
            ),
        ),
        Step(
            "training.steps.record_failure",
            access=Access(
                writes=(ModelRow, ServingRow), settings=("LEARNING_PREFIX",), grants=(*REMOVE, APPROVE)
            ),
        ),
    ),
    grants=(
        Grant(
            ("sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob",
             "sagemaker:AddTags", "sagemaker:ListTags"),
            ("{LEARNING_JOBS_ARN}",),
            NAMED,
        ),
        PASS_ROLE,
        Grant(
            ("events:PutTargets", "events:PutRule", "events:DescribeRule"),
            ("arn:aws:events:{region}:{account}:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule",),
        ),
    ),
)  # fmt: skip
RETRAIN = Schedule(
    "training.retrain",
    rate="rate(7 days)",
    access=Access(settings=("LAKE_BUCKET", "TRAINING_WORKFLOW_ARN"), grants=(LIST, START, RUNS, FOLLOW)),
)
TEND_LAKE = Schedule(
    "training.tend_lake",
    rate="rate(1 day)",
    timeout_seconds=900,
    memory_mb=2048,
    access=Access(settings=("LAKE_BUCKET",), grants=(LIST, READ_LIVED, TEND)),
)
END_TRIALS = Schedule(
    "training.end_trials",
    rate="rate(1 hour)",
    access=Access(
        writes=(ModelRow, ServingRow),
        settings=("LEARNING_PREFIX", "TRAINING_WORKFLOW_ARN"),
        grants=(FOLLOW, *REMOVE),
    ),
)
