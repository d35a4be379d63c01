import asyncio
from datetime import UTC, datetime, timedelta

from local.media import playlists
from local.media.boxes import Timing
from local.media.fragments import Fragment
from local.media.rendition import KEPT_SEGMENTS, LISTED_SEGMENTS, Rendition

EPOCH = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def rendition(seconds=10.0, gop=2.0, part=1 / 3, name="720p30"):
    """A rendition that has been fed parts of a third of a second, a keyframe every `gop` seconds."""
    closed = []
    made = Rendition(name, lambda media: EPOCH + timedelta(seconds=media), lambda _, segment: closed.append(segment))
    for number in range(round(seconds / part)):
        at = number * part
        independent = abs(at / gop - round(at / gop)) < 1e-6
        made.add(Fragment(bytes([number % 256]) * 1000, Timing(round(at * 90000), 90000, part, independent)))
    return made, closed


def lines(text, tag):
    return [line for line in text.splitlines() if line.startswith(tag)]


def test_segments_begin_at_keyframes():
    _, closed = rendition(10.0)
    assert [round(segment.duration, 3) for segment in closed] == [2.0] * 4
    assert [segment.starts_at for segment in closed] == [EPOCH + timedelta(seconds=2 * n) for n in range(4)]
    assert all(segment.parts[0].independent for segment in closed)


def test_keyframes_in_every_part_do_not_make_tiny_segments():
    _, closed = rendition(6.0, gop=1 / 3)
    assert all(segment.duration >= 0.9 for segment in closed)


def test_the_window_slides_and_the_sequence_goes_on():
    made, closed = rendition(60.0)
    text = playlists.live(made, [], low_latency=True)
    assert len(made.segments) == KEPT_SEGMENTS
    assert len(lines(text, "#EXTINF")) == LISTED_SEGMENTS
    assert lines(text, "#EXT-X-MEDIA-SEQUENCE") == [
        f"#EXT-X-MEDIA-SEQUENCE:{closed[-1].sequence - LISTED_SEGMENTS + 1}"
    ]


def test_a_low_latency_playlist_says_what_rfc_8216bis_asks_for():
    made, _ = rendition(10.9)
    other, _ = rendition(10.9, name="360p30")
    text = playlists.live(made, [other], low_latency=True)
    control = lines(text, "#EXT-X-SERVER-CONTROL")[0]
    assert "CAN-BLOCK-RELOAD=YES" in control
    assert "PART-HOLD-BACK=1.020" in control
    assert "HOLD-BACK=6" in control
    assert lines(text, "#EXT-X-PART-INF") == ["#EXT-X-PART-INF:PART-TARGET=0.340"]
    assert lines(text, "#EXT-X-TARGETDURATION") == ["#EXT-X-TARGETDURATION:2"]
    assert lines(text, "#EXT-X-PRELOAD-HINT") == [f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p{made.next_part}.m4s"']
    assert lines(text, "#EXT-X-RENDITION-REPORT") == [
        '#EXT-X-RENDITION-REPORT:URI="../360p30/index.m3u8",LAST-MSN=5,LAST-PART=2'
    ]
    assert lines(text, "#EXT-X-PROGRAM-DATE-TIME")[0] == "#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.000Z"
    assert not lines(text, "#EXT-X-ENDLIST")


def test_parts_never_exceed_the_part_target():
    made, _ = rendition(6.0, part=0.5)
    assert made.part_target == 0.5


def test_the_preload_hint_names_the_next_part_even_when_a_segment_begins_with_it():
    made, _ = rendition(4.0)
    hinted = made.next_part
    made.add(Fragment(b"x", Timing(4 * 90000, 90000, 1 / 3, independent=True)))
    assert made.part(hinted) is not None
    assert made.open is not None
    assert made.open.parts[0].number == hinted


def test_normal_latency_has_no_parts():
    made, _ = rendition(10.9)
    text = playlists.live(made, [], low_latency=False)
    assert not lines(text, "#EXT-X-PART")
    assert not lines(text, "#EXT-X-PRELOAD-HINT")
    assert lines(text, "#EXTINF")[-1] == "#EXTINF:2.00000,"


def test_the_end():
    made, closed = rendition(9.0)
    made.end()
    text = playlists.live(made, [], low_latency=True)
    assert text.endswith("#EXT-X-ENDLIST\n")
    assert not lines(text, "#EXT-X-PRELOAD-HINT")
    assert len(closed) == 5


def test_blocking_reload_knows_what_is_there():
    made, _ = rendition(4.7)  # segments 0 and 1 of six parts, and two parts of segment 2
    assert made.has(1, None)
    assert not made.has(2, None)
    assert made.has(2, 1)
    assert not made.has(2, 2)
    assert made.has(1, 6), "past the last part of a finished segment means the first part of the next"


def test_a_waiter_wakes_for_the_part_it_asked_for():
    async def scenario() -> None:
        made, _ = rendition(4.0)
        waiter = asyncio.create_task(made.wait_for(lambda: made.has(2, 0), 5))
        await asyncio.sleep(0)
        made.add(Fragment(b"x", Timing(4 * 90000, 90000, 1 / 3, independent=True)))
        assert await waiter
        assert not await made.wait_for(lambda: made.has(9, 0), 0.01)
        made.end()
        assert await made.wait_for(lambda: made.has(9, 0), 5), "the end wakes everybody"

    asyncio.run(scenario())


def test_metadata_goes_out_once_with_the_next_part():
    made, _ = rendition(2.0)
    made.insert_metadata("hello", 1)
    made.add(Fragment(b"x", Timing(180000, 90000, 1 / 3, independent=True)))
    made.add(Fragment(b"y", Timing(210000, 90000, 1 / 3, independent=False)))
    assert made.open is not None
    assert b"emsg" in made.open.parts[0].data
    assert made.open.parts[0].data.endswith(b"x")
    assert made.open.parts[1].data == b"y"
