"""What can be watched and heard later: titles of every type, replays, uploads and how they are transcoded."""

from contracts.catalog import TitleFailed, TitlePublished, TitleRemoved
from contracts.channels import ChannelReady
from functions.catalog.channel_cards import ChannelCardRow
from functions.catalog.store import TitleRow, UploadRow
from kernel.capability import Access, AwsEvent, Capability, Grant, Http, Schedule, Step, Subscriber, Workflow

OBJECTS = "Objects are named at run time; the bucket holds nothing else."
UPLOADS = Grant(
    ("s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
    ("{UPLOADS_BUCKET_ARN}/*",),
    OBJECTS,
)
READ_SOURCES = Grant(("s3:GetObject",), ("{UPLOADS_BUCKET_ARN}/*", "{RECORDINGS_BUCKET_ARN}/*"), OBJECTS)
START = Grant(("states:StartExecution",), ("{TRANSCODE_WORKFLOW_ARN}",))
LOOK = Grant(("states:DescribeExecution",), ("{TRANSCODE_EXECUTIONS_ARN}",), "Executions are named by their title.")

capability = Capability(
    name="catalog",
    tables=(TitleRow, UploadRow, ChannelCardRow),
    emits=(TitlePublished, TitleFailed, TitleRemoved),
    workflows=(
        Workflow(
            "transcode",
            steps=(
                Step(
                    "steps.inspect_source",
                    access=Access(
                        writes=(TitleRow,),
                        settings=("MEDIA_BUCKET", "TRANSCODE_QUEUE_ARN", "TRANSCODE_ROLE_ARN"),
                        grants=(
                            READ_SOURCES,
                            Grant(("mediaconvert:Probe",), ("*",), "Probe knows no resources."),
                        ),
                    ),
                ),
                Step(
                    "steps.check_quality",
                    memory_mb=1024,
                    access=Access(
                        settings=("MEDIA_BUCKET",),
                        grants=(
                            Grant(("s3:GetObject",), ("{MEDIA_BUCKET_ARN}/*",), OBJECTS),
                            Grant(("s3:ListBucket",), ("{MEDIA_BUCKET_ARN}",)),
                        ),
                    ),
                ),
                Step(
                    "steps.make_preview",
                    memory_mb=1024,
                    access=Access(
                        settings=("MEDIA_BUCKET",),
                        grants=(
                            Grant(
                                ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"), ("{MEDIA_BUCKET_ARN}/*",), OBJECTS
                            ),
                            Grant(("s3:ListBucket",), ("{MEDIA_BUCKET_ARN}",)),
                        ),
                    ),
                ),
                Step(
                    "steps.publish_title",
                    access=Access(
                        writes=(TitleRow,),
                        settings=("DISTRIBUTION_ID",),
                        grants=(Grant(("cloudfront:CreateInvalidation",), ("{DISTRIBUTION_ARN}",)),),
                    ),
                ),
                Step("steps.record_failure", access=Access(writes=(TitleRow,))),
            ),
            grants=(
                Grant(("mediaconvert:CreateJob",), ("{TRANSCODE_QUEUE_ARN}",)),
                Grant(("mediaconvert:GetJob", "mediaconvert:CancelJob"), ("{MEDIACONVERT_JOBS_ARN}",)),
                Grant(("iam:PassRole",), ("{TRANSCODE_ROLE_ARN}",)),
                Grant(
                    ("events:PutTargets", "events:PutRule", "events:DescribeRule"),
                    ("arn:aws:events:{region}:{account}:rule/StepFunctionsGetEventsForMediaConvertJobRule",),
                ),
            ),
        ),
    ),
    functions=(
        Http(
            access=Access(
                reads=(ChannelCardRow,),
                writes=(TitleRow, UploadRow),
                settings=("UPLOADS_BUCKET", "MEDIA_BUCKET", "SITE_URL", "TRANSCODE_WORKFLOW_ARN"),
                grants=(
                    UPLOADS,
                    START,
                    Grant(("s3:DeleteObject",), ("{MEDIA_BUCKET_ARN}/*",), OBJECTS),
                    Grant(("s3:ListBucket",), ("{MEDIA_BUCKET_ARN}",)),
                ),
            ),
        ),
        Subscriber(
            "on_recording_ended",
            to=(AwsEvent("aws.ivs", "IVS Recording State Change"),),
            access=Access(
                reads=(ChannelCardRow,), writes=(TitleRow,), settings=("TRANSCODE_WORKFLOW_ARN",), grants=(START,)
            ),
        ),
        Subscriber(
            "on_transcode_progress",
            to=(AwsEvent("aws.mediaconvert", "MediaConvert Job State Change"),),
            access=Access(writes=(TitleRow,)),
        ),
        Subscriber("on_channel_ready", to=(ChannelReady,), access=Access(writes=(ChannelCardRow,))),
        Schedule(
            "resume_stalled",
            rate="rate(2 minutes)",
            access=Access(writes=(TitleRow,), settings=("TRANSCODE_WORKFLOW_ARN",), grants=(START, LOOK)),
        ),
        Schedule(
            "expire_replays",
            rate="rate(1 hour)",
            access=Access(
                writes=(TitleRow,),
                settings=("MEDIA_BUCKET",),
                grants=(
                    Grant(("s3:DeleteObject",), ("{MEDIA_BUCKET_ARN}/*",), OBJECTS),
                    Grant(("s3:ListBucket",), ("{MEDIA_BUCKET_ARN}",)),
                ),
            ),
        ),
    ),
)
