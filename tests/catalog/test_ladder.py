from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.catalog.ladder import MOST_FRAMES, Media, frame_interval, job_settings, rungs
from functions.catalog.quality import (
    BlackVideo,
    Measured,
    NoPicture,
    NoSound,
    SilentAudio,
    TruncatedMedia,
    check_tracks,
    faults,
)
from functions.catalog.steps.check_quality import integrated_loudness
from functions.catalog.steps.make_preview import cues
from functions.catalog.steps.record_failure import explain

sides = st.integers(16, 8192)


@given(sides, sides)
def test_nothing_is_ever_upscaled_and_every_length_is_even(width: int, height: int):
    found = rungs(Media(10, width, height, has_audio=True))
    assert found
    for rung in found:
        assert rung.width <= width + 1
        assert rung.height <= height + 1
        assert min(rung.width, rung.height) <= min(width, height)
        assert rung.width % 2 == 0
        assert rung.height % 2 == 0
        assert rung.width > 0 < rung.height


@given(sides, sides)
def test_the_picture_keeps_its_shape(width: int, height: int):
    for rung in rungs(Media(10, width, height, has_audio=True)):
        assert abs(rung.width * height - rung.height * width) <= 2 * max(width, height) + 4


@pytest.mark.parametrize(
    ("width", "height", "wanted"),
    [
        (1920, 1080, [(1920, 1080), (1280, 720), (854, 480)]),
        (1280, 720, [(1280, 720), (854, 480)]),
        (1080, 1920, [(1080, 1920), (720, 1280), (480, 854)]),
        (640, 360, [(640, 360)]),
        (641, 361, [(640, 360)]),
        (3840, 2160, [(1920, 1080), (1280, 720), (854, 480)]),
        (1000, 1000, [(720, 720), (480, 480)]),
        (0, 0, []),
    ],
)
def test_the_ladder_of_a_source(width: int, height: int, wanted: list[tuple[int, int]]):
    assert [(rung.width, rung.height) for rung in rungs(Media(10, width, height, has_audio=True))] == wanted


@given(st.floats(0.04, 12 * 3600))
def test_the_seek_bar_never_has_more_frames_than_the_sprite_has_room(duration: float):
    assert duration / frame_interval(duration) <= MOST_FRAMES


def test_sound_alone_makes_no_pictures():
    settings = job_settings("s3://b/k", "s3://m/vod/t/1", Media(10, 0, 0, has_audio=True))
    assert [group["Name"] for group in settings["OutputGroups"]] == ["Ladder"]
    assert len(settings["OutputGroups"][0]["Outputs"]) == 1


def test_a_silent_film_asks_for_no_sound():
    settings = job_settings("s3://b/k", "s3://m/vod/t/1", Media(10, 640, 360, has_audio=False))
    assert settings["Inputs"][0]["AudioSelectors"] == {}
    assert all("AudioDescriptions" not in output for output in settings["OutputGroups"][0]["Outputs"])


MEDIA = Media(100, 1280, 720, has_audio=True)


@pytest.mark.parametrize(
    ("measured", "wanted"),
    [
        (Measured([90.0] * 10, -20.0, 100), []),
        (Measured([16.0] * 10, -20.0, 100), [BlackVideo]),
        (Measured([16.0] * 9 + [90.0], -20.0, 100), []),
        (Measured([90.0] * 10, -70.0, 100), [SilentAudio]),
        (Measured([90.0] * 10, None, 100), []),
        (Measured([90.0] * 10, -20.0, 89), [TruncatedMedia]),
        (Measured([16.0] * 10, -70.0, 10), [TruncatedMedia, BlackVideo, SilentAudio]),
        (Measured([], -20.0, 100), []),
    ],
)
def test_quality_control_finds_what_is_wrong_the_gravest_first(measured: Measured, wanted: list[type]):
    assert faults(MEDIA, measured) == wanted


def test_tracks_must_fit_the_type():
    check_tracks("video", MEDIA)
    check_tracks("podcast", Media(10, 0, 0, has_audio=True))
    with pytest.raises(NoSound):
        check_tracks("music", Media(10, 640, 360, has_audio=False))
    with pytest.raises(NoPicture):
        check_tracks("video", Media(10, 0, 0, has_audio=True))


@pytest.mark.parametrize(
    ("error", "cause", "code", "rejected"),
    [
        ("SilentAudio", "x", "silent_audio", True),
        ("MediaConvert.JobFailed", "1040: cannot be decoded", "corrupt_media", True),
        ("States.TaskFailed", '{"ErrorCode":1010}', "corrupt_media", True),
        ("States.Timeout", "", "processing_failed", False),
        ("KeyError", "'Tracks'", "processing_failed", False),
    ],
)
def test_a_failure_is_told_in_words_that_fit(error: str, cause: str, code: str, rejected: bool):
    found_code, words, found_rejected = explain(error, cause)
    assert (found_code, found_rejected) == (code, rejected)
    assert words.endswith(".")
    assert "KeyError" not in words


def test_loudness_is_the_last_row_of_its_log():
    assert integrated_loudness("Seconds,Integrated Loudness\n1,-30.0\n2,-23.5\n") == -23.5
    assert integrated_loudness("Seconds,Other\n1,2\n") is None
    assert integrated_loudness("") is None


@given(st.integers(1, 100), st.floats(0.5, 4000))
def test_cues_cover_the_film_without_a_gap(count: int, duration: float):
    interval = max(1, int(duration // count))
    lines = [line for line in cues(count, interval, duration, 90).splitlines() if "-->" in line]
    spans = [line.split(" --> ") for line in lines]
    assert len(spans) == count
    assert spans[0][0] == "00:00:00.000"
    assert all(before[1] == after[0] for before, after in pairwise(spans))
