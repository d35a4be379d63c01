"""How a title's workflow ends, and the schedules that look after titles; real store, S3, Step Functions (moto)."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from contracts.catalog import TitleFailed, TitlePublished, TitleRemoved
from functions.catalog import expire_replays, media, resume_stalled, wiring, workflow
from functions.catalog.domain import MAX_ATTEMPTS, Source, State, Title
from functions.catalog.quality import REJECTIONS
from functions.catalog.service import STALLED_AFTER
from functions.catalog.steps import publish_title, record_failure
from functions.catalog.store import DynamoTitles
from kernel import clock
from kernel.clock import now
from kernel.errors import NotFound
from tests.conftest import ACCOUNT
from tests.lambdas import LambdaContext, outbox

MACHINE = f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:transcode"
DONE = {
    "title_id": "ttl_1", "media_prefix": "vod/ttl_1/1", "transcoded_seconds": 29.5, "sprite": True, "poster": False,
    "media": {"duration_seconds": 30.0, "width": 1280, "height": 720, "has_audio": True}, "notes": ["Silent."],
    "renditions": [{"width": 1280, "height": 720}],
}  # fmt: skip


def title(title_id: str = "ttl_1", **more: Any) -> Title:
    begun = Title(
        title_id, "live", "Rice", "chn_1", "Kitchen", "usr_1", State.PROCESSING, now(),
        source=Source("recording", "recordings", f"ivs/{title_id}"), retention_days=30,
    )  # fmt: skip
    return DynamoTitles().save(Title(**{**vars(begun), **more}))


def find(title_id: str = "ttl_1") -> Title:
    found = DynamoTitles().find(title_id)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _fresh(tables: None) -> Iterator[None]:
    made_once: tuple[Any, ...] = (media.s3, wiring.catalog, workflow._client)
    for made in made_once:
        made.cache_clear()
    yield
    for made in made_once:  # they hold the clock and the settings of a test
        made.cache_clear()


@pytest.fixture
def cloudfront(monkeypatch: pytest.MonkeyPatch, setting: Any) -> Any:
    setting(DISTRIBUTION_ID="E1")
    client: Any = botocore.session.get_session().create_client("cloudfront", region_name="us-east-1")
    monkeypatch.setattr(publish_title, "_cloudfront", lambda: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def forgets(cloudfront: Stubber, reference: str) -> None:
    paths = ["/vod/ttl_1/*", "/thumbnails/ttl_1/*"]
    batch = {"Paths": {"Quantity": 2, "Items": paths}, "CallerReference": reference}
    cloudfront.add_response("create_invalidation", {}, {"DistributionId": "E1", "InvalidationBatch": batch})


def test_a_finished_title_is_published_with_all_that_was_found_out(cloudfront: Stubber):
    title(note="Interrupted.")
    forgets(cloudfront, "ttl_1-1")
    assert publish_title.handler(DONE, LambdaContext()) == {"title_id": "ttl_1", "state": "published"}
    made = find()
    assert (made.media_prefix, made.duration_seconds, made.progress_percent) == ("vod/ttl_1/1", 29.5, 100)
    assert (made.has_sprite, made.has_poster, made.note) == (True, False, "Interrupted. Silent.")
    assert made.published_at is not None
    assert made.expires_at == made.published_at + timedelta(days=30)
    (event,) = outbox(TitlePublished)
    assert (event.title_id, event.playlist) == ("ttl_1", "vod/ttl_1/1/index.m3u8")  # type: ignore[attr-defined]


def test_a_replaced_title_is_forgotten_by_the_caches_once_an_attempt(cloudfront: Stubber):
    title(attempt=2, state=State.PUBLISHED, published_at=now() - timedelta(days=3), media_prefix="vod/ttl_1/1")
    for _ in range(2):  # the machine tries the step again: same caller reference, one invalidation
        forgets(cloudfront, "ttl_1-2")
        publish_title.handler({**DONE, "media_prefix": "vod/ttl_1/2"}, LambdaContext())
    assert find().media_prefix == "vod/ttl_1/2"
    assert find().published_at < now() - timedelta(days=2), "its place in the listing stays"  # type: ignore[operator]


def test_a_title_removed_in_the_meantime_does_not_come_back(cloudfront: Stubber):
    title(state=State.REMOVED)
    with pytest.raises(NotFound):
        publish_title.handler(DONE, LambdaContext())
    assert outbox(TitlePublished) == []


def failure(error: str, cause: str = "{}") -> dict[str, Any]:
    event = {"title_id": "ttl_1", "error": {"Error": error, "Cause": cause}}
    answer: dict[str, Any] = record_failure.handler(event, LambdaContext())
    return answer


@pytest.mark.parametrize("name", REJECTIONS)
def test_a_refused_title_says_why(name: str):
    title()
    answer = failure(name)
    assert (answer["rejected"], find().state, find().reason) == (True, State.FAILED, REJECTIONS[name].reason)
    assert answer["code"] == find().reason_code
    (event,) = outbox(TitleFailed)
    assert (event.reason_code, event.reason) == (answer["code"], find().reason)  # type: ignore[attr-defined]


@pytest.mark.parametrize("cause", ['{"ErrorCode":1010,"ErrorMessage":"x"}', "1040: cannot be transcoded"])
def test_what_mediaconvert_cannot_open_is_corrupt(cause: str):
    title()
    assert failure("States.TaskFailed", cause) == {"title_id": "ttl_1", "code": "corrupt_media", "rejected": True}


@pytest.mark.parametrize("error", ["States.Timeout", "NoSuchKey", "Sandbox.Timedout", ""])
def test_our_own_failures_are_not_blamed_on_the_material(error: str):
    title()
    assert failure(error) == {"title_id": "ttl_1", "code": "processing_failed", "rejected": False}
    assert find().reason == record_failure.OURS


def test_a_failure_that_comes_twice_or_after_publication_changes_nothing():
    title()
    failure("SilentAudio")
    assert failure("BlackVideo")["code"] == "black_video"
    assert (find().reason_code, len(outbox(TitleFailed))) == ("silent_audio", 1)


def test_the_machine_tries_nothing_again_that_the_domain_calls_hopeless():
    path = Path(__file__).resolve().parents[2] / "statemachines" / "transcode.asl.json"
    states = json.loads(path.read_text())["States"]
    retries = [retry for state in states.values() for retry in state.get("Retry", ())]
    assert {name for retry in retries if not retry["MaxAttempts"] for name in retry["ErrorEquals"]} == set(REJECTIONS)


def published(title_id: str, expires_at: datetime | None) -> Title:
    s3 = boto3.client("s3", region_name="us-east-1")
    for key in (f"vod/{title_id}/1/index.m3u8", f"thumbnails/{title_id}/1/poster.jpg"):
        s3.put_object(Bucket="media", Key=key, Body=b"x")
    return title(title_id, state=State.PUBLISHED, published_at=now(), expires_at=expires_at)


def kept() -> set[str]:
    found = boto3.client("s3", region_name="us-east-1").list_objects_v2(Bucket="media").get("Contents", ())
    return {entry["Key"].split("/")[1] for entry in found}


def test_replays_past_their_retention_go_with_their_media_and_only_they(setting: Any):
    setting(MEDIA_BUCKET="media")
    boto3.resource("s3", region_name="us-east-1").Bucket("media").objects.delete()
    published("ttl_due", now() - timedelta(seconds=1))
    published("ttl_later", now() + timedelta(minutes=1))
    published("ttl_for_ever", None)
    assert [expire_replays.handler({}, LambdaContext()) for _ in range(2)] == [{"expired": 1}, {"expired": 0}]
    assert kept() == {"ttl_later", "ttl_for_ever"}
    assert [find(name).state.value for name in ("ttl_due", "ttl_later")] == ["removed", "published"]
    assert [event.title_id for event in outbox(TitleRemoved)] == ["ttl_due"]  # type: ignore[attr-defined]


def test_media_that_could_not_be_deleted_are_deleted_an_hour_later(setting: Any, monkeypatch: pytest.MonkeyPatch):
    setting(MEDIA_BUCKET="media")
    boto3.resource("s3", region_name="us-east-1").Bucket("media").objects.delete()
    published("ttl_due", now() - timedelta(seconds=1))
    with monkeypatch.context() as patch:
        patch.setenv("MEDIA_BUCKET", "not-there")
        with pytest.raises(ClientError, match="NoSuchBucket"):
            expire_replays.handler({}, LambdaContext())
    assert expire_replays.handler({}, LambdaContext()) == {"expired": 1}
    assert (kept(), find("ttl_due").state, len(outbox(TitleRemoved))) == (set(), State.REMOVED, 1)


@pytest.fixture
def executions(monkeypatch: pytest.MonkeyPatch, setting: Any) -> Any:
    """Step Functions with the machine deployed, five minutes from now."""
    setting(TRANSCODE_WORKFLOW_ARN=MACHINE)
    client: Any = boto3.client("stepfunctions", region_name="us-east-1")
    definition = json.dumps({"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}})
    client.create_state_machine(name="transcode", definition=definition, roleArn=f"arn:aws:iam::{ACCOUNT}:role/r")
    later = now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    yield client
    client.delete_state_machine(stateMachineArn=MACHINE)


def started(executions: Any) -> dict[str, Any]:
    """Execution name → its input."""
    found = executions.list_executions(stateMachineArn=MACHINE)["executions"]
    return {
        one["name"]: json.loads(executions.describe_execution(executionArn=one["executionArn"])["input"])
        for one in found
    }


def resume() -> int:
    return int(resume_stalled.handler({}, LambdaContext())["resumed"])


def stalled(monkeypatch: pytest.MonkeyPatch, *titles: dict[str, Any]) -> None:
    """Titles last touched before the patience of the schedule."""
    with monkeypatch.context() as patch:
        before = now() - STALLED_AFTER - timedelta(seconds=1)
        patch.setattr(clock, "now", lambda: before)
        for more in titles:
            title(**more)


def test_a_title_whose_workflow_never_began_starts_again_and_once(executions: Any, monkeypatch: pytest.MonkeyPatch):
    stalled(monkeypatch, {})
    assert [resume(), resume()] == [1, 0]
    source = {"kind": "recording", "bucket": "recordings", "key": "ivs/ttl_1"}
    request = {"title_id": "ttl_1", "type": "live", "attempt": 2, "source": source}
    assert started(executions) == {"ttl_1-2": request}
    assert (find().attempt, find().state) == (2, State.PROCESSING)


def test_a_workflow_that_runs_is_left_alone_and_one_that_broke_off_is_not(
    executions: Any, monkeypatch: pytest.MonkeyPatch
):
    stalled(monkeypatch, {"title_id": "ttl_runs"}, {"title_id": "ttl_broke"})
    for name in ("ttl_runs", "ttl_broke"):
        workflow.TranscodeWorkflow().start(find(name))
        workflow.TranscodeWorkflow().start(find(name))  # a second start is the same execution
    executions.stop_execution(executionArn=f"{MACHINE.replace(':stateMachine:', ':execution:')}:ttl_broke-1")
    assert [resume(), resume()] == [1, 0]
    assert set(started(executions)) == {"ttl_runs-1", "ttl_broke-1", "ttl_broke-2"}


def test_a_title_touched_just_now_is_not_stalled(executions: Any):
    title()  # by the clock of the fixture
    assert (resume(), started(executions)) == (0, {})


def test_after_the_last_attempt_a_title_says_that_it_failed(executions: Any, monkeypatch: pytest.MonkeyPatch):
    stalled(monkeypatch, {"attempt": MAX_ATTEMPTS})
    assert [resume(), resume()] == [0, 0]
    assert (find().state, find().reason_code, started(executions)) == (State.FAILED, "processing_stopped", {})
    assert len(outbox(TitleFailed)) == 1
