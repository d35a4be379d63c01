import pytest

from local.media.convert import loudness
from local.media.convert.errors import JobError
from local.media.convert.probe import parse, source_of

PRINTED = """Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'http://127.0.0.1/x.mp4?X-Amz-Signature=secret':
  Metadata:
    major_brand     : isom
  Duration: 01:02:03.50, start: 0.000000, bitrate: 371 kb/s
  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 1920x1080 [SAR 1:1 DAR 16:9], 288 kb/s, 29.97 fps, 30k tbr, 15360 tbn (default)
      Side data:
        displaymatrix: rotation of -90.00 degrees
  Stream #0:1[0x2](kor): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1, fltp, 69 kb/s (default)
  Stream #0:2[0x3]: Video: mjpeg (Baseline), yuvj420p(pc), 600x600 [SAR 1:1 DAR 1:1], 90k tbr, 90k tbn (attached pic)
  Stream #0:3[0x4](eng): Data: bin_data (text / 0x74786574)
At least one output file must be specified
"""  # noqa: E501 - as ffmpeg prints it


def test_the_shape_of_probe():
    result = parse(PRINTED, "s3://b/x.mp4")
    container = result["Container"]
    assert (container["Format"], container["Duration"], container["BitRate"]) == ("mp4", 3723.5, 371_000)
    video, sound, cover, data = container["Tracks"]
    assert video == {
        "Index": 1,
        "TrackType": "video",
        "Codec": "AVC",
        "Duration": 3723.5,
        "VideoProperties": {
            "BitDepth": 8,
            "Width": 1920,
            "Height": 1080,
            "FrameRate": {"Numerator": 30000, "Denominator": 1001},
            "BitRate": 288_000,
            "Rotation": 270,
        },
    }
    assert sound["AudioProperties"] == {"SampleRate": 48000, "Channels": 6, "BitRate": 69_000, "LanguageCode": "kor"}
    assert (cover["TrackType"], data["TrackType"]) == ("data", "data")
    assert result["TrackMappings"] == [{"AudioTrackIndexes": [2], "DataTrackIndexes": [3, 4], "VideoTrackIndexes": [1]}]


def test_what_the_planner_needs():
    source = source_of(parse(PRINTED, "x"))
    assert (source.size, source.audio_tracks) == ((1080, 1920), 1), "turned, as ffmpeg turns it"
    assert source.framerate == pytest.approx(29.97, abs=0.001)


@pytest.mark.parametrize(
    "text",
    [
        "[in#0 @ 0x1] Error opening input: Invalid data found when processing input\nError opening input file x.\n",
        "",
        "Input #0, mov, from 'x':\n  Duration: N/A, bitrate: N/A\n  Stream #0:0: Data: bin_data\n",
    ],
)
def test_what_is_no_media_is_1010(text):
    with pytest.raises(JobError) as caught:
        parse(text, "s3://b/x")
    assert caught.value.code == 1010
    assert "s3://b/x" in caught.value.message


def test_signed_urls_stay_out_of_complaints():
    text = "[https @ 0x1] http://127.0.0.1/x?X-Amz-Signature=secret: Invalid data found when processing input\n"
    with pytest.raises(JobError) as caught:
        parse(text, "s3://b/x")
    assert "secret" not in caught.value.message


def test_the_loudness_log():
    lines = """frame:0    pts:0       pts_time:0
lavfi.r128.M=-120.691
lavfi.r128.S=-120.691
lavfi.r128.I=-70.000
lavfi.r128.LRA=0.000
lavfi.r128.true_peak=0.000
frame:1    pts:4800    pts_time:0.1
lavfi.r128.M=-21.770
lavfi.r128.S=nan
lavfi.r128.I=-21.770
lavfi.r128.LRA=1.250
lavfi.r128.true_peak=0.500
""".splitlines()
    assert loudness.table(lines).splitlines() == [
        "Seconds,MomentaryLoudness,ShortTermLoudness,IntegratedLoudness,LoudnessRange,TruePeak",
        "0.0,-120.00,-120.00,-70.00,0.00,-120.00",
        "0.1,-21.77,,-21.77,1.25,-6.02",
    ]


def test_a_log_without_peaks():
    row = loudness.table(["frame:0 pts:0 pts_time:0", "lavfi.r128.M=-20"]).splitlines()[1]
    assert row == "0.0,-20.00,,,,"
