import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from local.media import recording_layout as layout
from local.media.control import Control, Grant
from local.media.ladder import Rung
from local.media.recording import Recording
from local.media.recovery import recover
from local.media.spool import JournalLine, Spool
from local.media.storage import StorageError, Uploads

STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
RUNGS = (Rung("720p30", 1280, 720, None), Rung("360p30", 640, 360, 600))
PREFIX = "ivs/v1/000000000000/AbC/2026/1/2/3/4/rec1"
GRANT = Grant.of(
    {
        "channel_id": "AbC",
        "channel_arn": "arn:aws:ivs:us-east-1:000000000000:channel/AbC",
        "stream_id": "st-1",
        "recording": {
            "bucket": "recordings",
            "key_prefix": PREFIX,
            "recording_session_id": "rec1",
            "thumbnail_interval_seconds": 60,
        },
    }
)


@dataclass
class MemoryBucket:
    objects: dict[str, bytes] = field(default_factory=dict)
    failures: int = 0

    def put(self, key: str, data: bytes) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageError("S3 is away")
        self.objects[key] = data

    def sizes(self, prefix: str) -> dict[str, int]:
        if self.failures:
            raise StorageError("S3 is away")
        return {key: len(data) for key, data in self.objects.items() if key.startswith(prefix)}


def crashed(spool, init, *, segments=3, grant=GRANT):
    """A broadcast as SIGKILL leaves it: two renditions, the last journal line cut short."""
    entry = spool.entry(grant.stream_id)
    entry.begin(grant, STARTED, 30.0, RUNGS)
    for rung in RUNGS:
        entry.save(layout.init_path(rung.name), init.data)
        for number in range(segments):
            entry.save(layout.segment_path(rung.name, number), b"media" * (number + 1))
            starts_at = f"2026-01-02T03:04:{5 + 2 * number:02}.000Z"
            entry.note(JournalLine(rung.name, f"{number}.m4s", 2.0, starts_at, 40 * (number + 1)))
    with (entry.directory / "journal.jsonl").open("a") as journal:
        journal.write('{"rendition": "720p30", "fi')
    return entry


def recovered(tmp_path, bucket, spool):
    async def scenario() -> int:
        control = Control("http://127.0.0.1:9", "secret", spool.outbox)
        await control.open()
        try:
            return await recover(spool, lambda entry: Recording(entry, bucket, "ffmpeg"), control)
        finally:
            await control.close()

    count = asyncio.run(scenario())
    return count, [json.loads(path.read_text()) for path in sorted((tmp_path / "outbox").glob("*.json"))]


def test_a_crashed_recording_is_finished(tmp_path, fragments):
    spool, bucket = Spool(tmp_path), MemoryBucket()
    entry = crashed(spool, fragments[0])
    bucket.put(f"{PREFIX}/media/hls/720p30/0.m4s", b"media")  # this one was up before the crash
    count, letters = recovered(tmp_path, bucket, spool)
    assert count == 1
    (letter,) = letters
    assert (letter["stream_id"], letter["news"]) == ("st-1", "ended")
    assert letter["body"] == {
        "at": "2026-01-02T03:04:11.000Z",
        "reason": "failed",
        "duration_ms": 6000,
        "recovered": True,
        "recording": {"duration_ms": 6000, "status": "RECORDING_ENDED", "key_prefix": PREFIX},
    }
    assert not entry.directory.exists()
    names = {key.removeprefix(PREFIX + "/") for key in bucket.objects}
    assert names == {
        layout.ENDED,
        layout.MASTER,
        *(f"media/hls/{rung.name}/{file}" for rung in RUNGS for file in ("init.mp4", "playlist.m3u8")),
        *(layout.segment_path(rung.name, number) for rung in RUNGS for number in range(3)),
    }
    playlist = bucket.objects[f"{PREFIX}/media/hls/720p30/playlist.m3u8"].decode()
    assert playlist.count("#EXTINF:2.00000,") == 3
    assert playlist.endswith("2.m4s\n#EXT-X-ENDLIST\n")
    ended = json.loads(bucket.objects[f"{PREFIX}/{layout.ENDED}"])
    assert ended["recording_status"] == "RECORDING_ENDED"
    assert ended["media"]["hls"]["duration_ms"] == 6000
    assert [one["path"] for one in ended["media"]["hls"]["renditions"]] == ["720p30", "360p30"]


def test_nothing_is_lost_when_s3_is_away_at_first(tmp_path, fragments):
    spool, bucket = Spool(tmp_path), MemoryBucket(failures=1)
    crashed(spool, fragments[0], segments=1)
    _, (letter,) = recovered(tmp_path, bucket, spool)
    assert letter["body"]["recording"]["status"] == "RECORDING_ENDED"
    assert bucket.objects[f"{PREFIX}/media/hls/360p30/0.m4s"] == b"media"


def test_what_s3_never_took_stays_in_the_spool(tmp_path, fragments, monkeypatch):
    monkeypatch.setattr("local.media.recording.UPLOAD_PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("local.media.recording.LAST_PATIENCE_SECONDS", 0.05)
    spool, bucket = Spool(tmp_path), MemoryBucket(failures=1_000)
    entry = crashed(spool, fragments[0], segments=1)
    _, (letter,) = recovered(tmp_path, bucket, spool)
    assert letter["body"]["recording"]["status"] == "RECORDING_ENDED_WITH_FAILURE"
    bucket.failures = 0
    _, letters = recovered(tmp_path, bucket, spool)
    assert len(letters) == 1, "told once"
    assert not entry.directory.exists()
    assert f"{PREFIX}/media/hls/720p30/0.m4s" in bucket.objects


def test_a_crash_before_the_first_segment_says_that_nothing_was_recorded(tmp_path, fragments):
    spool, bucket = Spool(tmp_path), MemoryBucket()
    crashed(spool, fragments[0], segments=0)
    _, (letter,) = recovered(tmp_path, bucket, spool)
    assert letter["body"]["recording"]["status"] == "RECORDING_ENDED_WITH_FAILURE"
    assert letter["body"]["duration_ms"] == 0


def test_a_crash_before_the_media_was_known_still_ends_the_stream(tmp_path):
    spool = Spool(tmp_path)
    spool.entry("st-1").begin(GRANT, STARTED)
    _, (letter,) = recovered(tmp_path, MemoryBucket(), spool)
    assert letter["body"]["recovered"]
    assert letter["body"]["recording"] is None
    assert spool.unfinished() == []


def test_an_unrecorded_stream_is_ended_too(tmp_path, fragments):
    spool = Spool(tmp_path)
    grant = Grant.of(GRANT.as_json() | {"recording": None})
    crashed(spool, fragments[0], grant=grant)
    _, (letter,) = recovered(tmp_path, None, spool)
    assert letter["body"]["recording"] is None
    assert letter["body"]["duration_ms"] == 6000


def test_what_never_began_leaves_no_trace(tmp_path):
    spool = Spool(tmp_path)
    (tmp_path / "broadcasts" / "st-9").mkdir()
    assert recovered(tmp_path, None, spool) == (0, [])
    assert not (tmp_path / "broadcasts" / "st-9").exists()


def test_uploads_are_tried_again(tmp_path):
    async def scenario() -> None:
        uploads = Uploads(bucket, "p/")
        worker = asyncio.create_task(uploads.run())
        uploads.add("a.m4s", path)
        assert not await uploads.drained(0.01)
        assert await uploads.drained(5)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)

    path = tmp_path / "a.m4s"
    path.write_bytes(b"a")
    bucket = MemoryBucket(failures=2)
    asyncio.run(scenario())
    assert bucket.objects == {"p/a.m4s": b"a"}


@pytest.mark.parametrize("news", ["started", "ended"])
def test_news_wait_on_disk_in_order(tmp_path, news):
    async def scenario() -> None:
        control = Control("http://127.0.0.1:9", "secret", tmp_path)
        await control.open()
        control.tell("st-1", "started", {})
        control.tell("st-1", news, {"at": "x"})
        assert not await control.deliver_once()
        await control.close()

    asyncio.run(scenario())
    letters = [json.loads(path.read_text())["news"] for path in sorted(tmp_path.glob("*.json"))]
    assert letters == ["started", news]


def test_a_recording_of_sound_alone_has_no_resolution():
    facts = layout.RecordingFacts("arn", STARTED, 0.0, (Rung("audio_only", 0, 0, None),))
    journal = [JournalLine("audio_only", "0.m4s", 2.0, "2026-01-02T03:04:05.000Z", 256_000)]
    files = layout.playlist_files(facts, journal, {"audio_only": "mp4a.40.2"})
    assert b"RESOLUTION" not in files[layout.MASTER]
    assert b'CODECS="mp4a.40.2"' in files[layout.MASTER]
