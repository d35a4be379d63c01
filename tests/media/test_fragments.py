import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.media.boxes import boxes, find, read_timing, read_tracks
from local.media.fragments import Fragment, FragmentCutter, Init


def test_tracks_of_real_ffmpeg_output(fragments):
    init, _ = fragments
    assert [(track.kind, track.width, track.height) for track in init.tracks] == [("video", 320, 180), ("audio", 0, 0)]
    assert re.fullmatch(r"avc1\.6400[0-9A-F]{2},mp4a\.40\.2", init.codecs)
    assert init.resolution == (320, 180)


def test_fragments_cover_the_timeline_without_gap_or_overlap(fragments):
    _, cut = fragments
    assert sum(one.timing.duration for one in cut) == pytest.approx(4.0)
    for before, after in pairwise(cut):
        assert after.timing.starts == pytest.approx(before.timing.starts + before.timing.duration, abs=1e-6)


def test_keyframes_begin_fragments_once_a_second(fragments):
    _, cut = fragments
    first = cut[0].timing.starts
    starts = [round(one.timing.starts - first, 3) for one in cut if one.timing.independent]
    assert starts == [0.0, 1.0, 2.0, 3.0]


def test_fragments_are_a_third_of_a_second(fragments):
    _, cut = fragments
    assert all(one.timing.duration <= 0.3334 for one in cut)


def test_sound_alone_is_timed_by_the_sound(sound):
    init, *rest = FragmentCutter().feed(sound)
    assert isinstance(init, Init)
    assert init.codecs == "mp4a.40.2"
    assert init.resolution is None
    cut = [one for one in rest if isinstance(one, Fragment)]
    assert sum(one.timing.duration for one in cut) == pytest.approx(4.0, abs=0.05)
    assert all(one.timing.independent for one in cut)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=60))
def test_how_the_bytes_arrive_does_not_matter(video_with_sound, sizes):
    whole = list(FragmentCutter().feed(video_with_sound))
    cutter, at = FragmentCutter(), 0
    found: list[Init | Fragment] = []
    for size in [*sizes, len(video_with_sound)]:
        found += cutter.feed(video_with_sound[at : at + size])
        at += size
    assert found == whole


def test_every_byte_is_kept_but_sound_after_the_last_picture(video_with_sound, fragments):
    init, cut = fragments
    kept = init.data + b"".join(one.data for one in cut)
    assert video_with_sound.startswith(kept)
    rest = video_with_sound[len(kept) :]
    assert {box.kind for box in boxes(rest)} <= {b"moof", b"mdat", b"mfra"}
    assert read_timing(rest, init.tracks[0]) is None
    assert len(rest) < 20_000


@pytest.mark.parametrize("garbage", [b"\x00\x00\x00\x04moov", b"\xff\xff\xff\xffftypisom", b"GET / HTTP/1.1\r\n"])
def test_garbage_is_refused(garbage):
    with pytest.raises(ValueError, match="claims"):
        list(FragmentCutter().feed(garbage))


def test_an_init_segment_without_tracks_is_refused():
    with pytest.raises(ValueError, match="neither"):
        read_tracks(b"\x00\x00\x00\x08moov")


def test_a_path_finds_nested_boxes(fragments):
    init, _ = fragments
    assert len(list(find(init.data, "moov/trak/mdia/minf/stbl/stsd"))) == 2
