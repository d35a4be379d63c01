from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalog import TitleFailed, TitlePublished, TitleRemoved
from contracts.live import session_id_of
from functions.catalog.aws_events import recording_ended
from functions.catalog.domain import MAX_ATTEMPTS, Rendition, Source, State, Title, found
from functions.catalog.ladder import Media
from functions.catalog.service import Transcoded
from kernel.errors import Conflict, Forbidden, NotFound
from tests.catalog.fakes import CARD, NOW, House, recording
from tests.lambdas import from_aws

MADE = Transcoded(
    "vod/t/1", Media(98, 1280, 720, has_audio=True), 97.9, (Rendition(1280, 720),), sprite=True, poster=True
)


def replay(house: House) -> Title:
    return house.catalog.add_replay(recording(), CARD)


@given(st.integers(1, 6), st.integers(0, 3))
def test_one_recording_is_one_title_and_one_execution_however_often_it_is_told(times: int, after_publication: int):
    house = House()
    for _ in range(times):
        title = replay(house)
    house.catalog.publish(title.id, MADE)
    for _ in range(after_publication):
        replay(house)
    ((_, stored),) = house.titles.rows.items()
    assert house.workflow.started == [stored.execution_name]
    assert stored.state is State.PUBLISHED
    assert [type(event) for event in house.titles.announced] == [TitlePublished]


@given(st.permutations(["Recording Start", "Recording End", "Recording End", "Recording Start Failure"]))
def test_recording_events_in_any_order_make_one_replay(statuses: list[str]):
    house = House()
    for status in statuses:
        detail = {
            "recording_status": status, "recording_session_id": "rec-1", "stream_id": "st-1",
            "recording_s3_bucket_name": "b", "recording_s3_key_prefix": "ivs/x", "recording_duration_ms": 98_000,
            "recording_status_reason": "",
        }  # fmt: skip
        heard = recording_ended(from_aws("aws.ivs", "IVS Recording State Change", detail, "arn:channel", at=NOW))
        if heard is not None:
            house.catalog.add_replay(heard, CARD)
    ((_, title),) = house.titles.rows.items()
    assert (title.session_id, title.note, title.type) == (session_id_of("st-1"), None, "live")


def test_a_recording_that_ended_badly_says_so_to_whoever_watches():
    house = House()
    flawed = house.catalog.add_replay(recording(flaw="Parts may be missing."), CARD)
    assert house.catalog.publish(flawed.id, MADE).note == "Parts may be missing."


def test_a_replay_is_kept_as_long_as_its_channel_chose_counted_from_its_publication():
    house = House()
    title = replay(house)
    house.wait(timedelta(hours=1))
    published = house.catalog.publish(title.id, MADE)
    assert published.expires_at == NOW + timedelta(days=30, hours=1)
    house.wait(timedelta(days=3))
    assert house.catalog.publish(title.id, MADE).expires_at == published.expires_at


def test_what_failed_says_why_and_is_not_published():
    house = House()
    title = replay(house)
    failed = house.catalog.fail(title.id, "silent_audio", "The sound is silent throughout.")
    assert (failed.state, failed.reason_code) == (State.FAILED, "silent_audio")
    (event,) = house.titles.announced
    assert isinstance(event, TitleFailed)
    assert event.session_id == session_id_of("st-1")


def test_a_failure_after_the_publication_changes_nothing():
    house = House()
    title = replay(house)
    house.catalog.publish(title.id, MADE)
    assert house.catalog.fail(title.id, "late", "late").state is State.PUBLISHED
    assert len(house.titles.announced) == 1


def test_stalled_titles_start_again_and_in_the_end_say_that_they_stopped():
    house = House()
    title = replay(house)
    for attempt in range(2, MAX_ATTEMPTS + 1):
        house.wait(timedelta(minutes=5))
        assert house.catalog.resume_stalled() == 1
        assert house.titles.rows[title.id].attempt == attempt
    house.wait(timedelta(minutes=5))
    assert house.catalog.resume_stalled() == 0
    assert house.titles.rows[title.id].reason_code == "processing_stopped"
    assert len(house.workflow.started) == MAX_ATTEMPTS


def test_what_still_runs_is_left_alone():
    house = House()
    replay(house)
    house.workflow.running = True
    house.wait(timedelta(hours=2))
    assert house.catalog.resume_stalled() == 0
    assert len(house.workflow.started) == 1


def test_a_removed_title_is_gone_and_stays_gone_when_its_recording_is_told_again():
    house = House()
    title = replay(house)
    house.catalog.remove(title)
    with pytest.raises(NotFound):
        found(house.titles.find(title.id))
    replay(house)
    assert house.titles.rows[title.id].state is State.REMOVED
    assert [type(event) for event in house.titles.announced] == [TitleRemoved]
    assert len(house.workflow.started) == 1


def test_describing_keeps_what_was_not_said_and_tells_the_others_only_of_published_titles():
    house = House()
    title = replay(house)
    named = house.catalog.describe(title, "New name", None)
    assert (named.name, named.description, house.titles.announced) == ("New name", "", [])
    published = house.catalog.publish(title.id, MADE)
    house.catalog.describe(published, None, "words")
    assert house.titles.announced[-1].name == "New name"
    assert house.titles.rows[title.id].description == "words"


def test_titles_belong_to_somebody():
    title = replay(House())
    assert title.owned_by("usr_1") is title
    with pytest.raises(Forbidden):
        title.owned_by("usr_2")


def test_a_title_is_tried_only_so_often():
    title = Title("t", "video", "n", "c", "c", "o", State.FAILED, NOW, Source("upload", "b", "k"), attempt=MAX_ATTEMPTS)
    with pytest.raises(Conflict) as refused:
        title.tried_again()
    assert refused.value.code == "attempts_exhausted"
