import copy
from typing import Any

import pytest

from local.media.convert import job as shapes
from local.media.convert.errors import JobError, SettingsError
from local.media.convert.plan import translate
from local.media.convert.planner import Source
from local.media.convert.storage import best_variant, sign_playlist
from tests.media.mediaconvert_jobs import (
    captures,
    cmaf_group,
    cmaf_outputs,
    file_group,
    h264,
    hls_group,
    job,
    measured,
    output,
)

FILM = Source(duration=60.0, size=(1920, 1080), framerate=30.0, audio_tracks=1)
LADDER = hls_group(
    output("M3U8", "_1080", 1920, 1080), output("M3U8", "_720", 1280, 720), output("M3U8", "_480", 854, 480)
)


def plan(*groups: Any, source=FILM, **changes: Any):
    return translate(shapes.read(job(*groups, **changes)), source)


def option(arguments, name):
    return arguments[arguments.index(name) + 1]


def refused(settings):
    with pytest.raises(SettingsError) as caught:
        translate(shapes.read(settings), FILM)
    return str(caught.value)


def test_a_ladder_is_one_decode_and_one_muxer():
    made = plan(LADDER)
    assert option(made.after, "-filter_complex") == (
        "[0:v:0]split=3[d0][d1][d2];[d0]scale=1920:1080,setsar=1[v0];"
        "[d1]scale=1280:720,setsar=1[v1];[d2]scale=854:480,setsar=1[v2]"
    )
    assert made.after.count("hls") == 1
    assert option(made.after, "-var_stream_map") == "v:0,a:0,name:_1080 v:1,a:1,name:_720 v:2,a:2,name:_480"
    assert option(made.after, "-hls_segment_filename") == "g0/index%v_%05d.ts"
    assert made.after[-1] == "g0/index%v.m3u8"
    (group,) = made.groups
    assert (group.kind, group.destination, group.playlist) == ("HLS_GROUP", "s3://vod/t1/hls/", "index.m3u8")
    assert [(one.file, one.size) for one in group.outputs] == [
        ("index_1080.m3u8", (1920, 1080)),
        ("index_720.m3u8", (1280, 720)),
        ("index_480.m3u8", (854, 480)),
    ]


def test_everything_shares_the_one_decode():
    made = plan(LADDER, cmaf_group(*cmaf_outputs()), file_group(measured(output("MP4", "_p", 320, 180)), captures()))
    graph = option(made.after, "-filter_complex")
    assert graph.count("[0:v:0]") == 1
    assert "[0:v:0]split=6" in graph
    assert "ebur128=metadata=1:framelog=quiet:peak=true,ametadata=mode=print:file=g2/loudness0.txt" in graph
    assert made.groups[2].loudness == {"g2/loudness0.txt": "film_p_loudness.csv"}
    assert made.groups[2].outputs[1].captures == "film_thumb.*.jpg"


def test_cmaf_has_its_sound_apart():
    made = plan(cmaf_group(*cmaf_outputs()))
    assert (
        option(made.after, "-var_stream_map") == "v:0,agroup:sound,name:_360 a:0,agroup:sound,default:yes,name:_audio"
    )
    assert option(made.after, "-hls_segment_type") == "fmp4"
    assert made.groups[0].playlist == "film.m3u8"


def test_rate_control():
    def encoder(**changes: Any) -> Any:
        return plan(hls_group(output("M3U8", "_x", 1280, 720, **changes))).after

    qvbr = encoder()
    assert (option(qvbr, "-crf:v:0"), option(qvbr, "-maxrate:v:0"), option(qvbr, "-g:v:0")) == ("23", "1000000", "60")
    cbr = encoder(RateControlMode="CBR", Bitrate=900_000, GopSize=45, GopSizeUnits="FRAMES")
    assert (option(cbr, "-b:v:0"), option(cbr, "-minrate:v:0"), option(cbr, "-g:v:0")) == ("900000", "900000", "45")
    vbr = encoder(RateControlMode="VBR", Bitrate=900_000)
    assert (option(vbr, "-b:v:0"), option(vbr, "-maxrate:v:0")) == ("900000", "1000000")
    half = encoder(FramerateControl="SPECIFIED", FramerateNumerator=15, FramerateDenominator=1)
    assert (option(half, "-r:v:0"), option(half, "-g:v:0")) == ("15/1", "30")
    assert option(encoder(QualityTuningLevel="SINGLE_PASS_HQ"), "-preset:v:0") == "faster"


@pytest.mark.parametrize(
    ("asked", "source", "chain", "size"),
    [
        ({"Height": 720}, (1920, 1080), "scale=1280:720,setsar=1", (1280, 720)),
        ({"Width": 640}, (1080, 1920), "scale=640:1138,setsar=1", (640, 1138)),
        ({}, (1921, 1081), "scale=1920:1080,setsar=1", (1920, 1080)),
        (
            {"Width": 1280, "Height": 720},
            (1440, 1080),
            "scale=960:720,setsar=1,pad=1280:720:(ow-iw)/2:(oh-ih)/2",
            (1280, 720),
        ),
        ({"Width": 1280, "Height": 720, "ScalingBehavior": "FIT"}, (1440, 1080), "scale=960:720,setsar=1", (960, 720)),
        (
            {"Width": 1280, "Height": 720, "ScalingBehavior": "STRETCH_TO_OUTPUT"},
            (1440, 1080),
            "scale=1280:720,setsar=1",
            (1280, 720),
        ),
    ],
)
def test_scaling(asked, source, chain, size):
    one = output("M3U8", "_x", 2, 2)
    one["VideoDescription"] = asked | {"CodecSettings": h264()}
    made = plan(hls_group(one), source=Source(10, source, 30, 1))
    assert f"[d0]{chain}[v0]" in option(made.after, "-filter_complex")
    assert made.groups[0].outputs[0].size == size


def test_a_clip():
    made = plan(LADDER, InputClippings=[{"StartTimecode": "00:00:10:15", "EndTimecode": "00:00:20:00"}])
    assert made.before == ["-ss", "10.500", "-t", "9.500"]
    assert made.duration == 9.5


def test_a_silent_input_gives_silent_outputs():
    made = plan(LADDER, cmaf_group(*cmaf_outputs()), source=Source(10, (1920, 1080), 30, 0))
    assert option(made.after, "-var_stream_map") == "v:0,name:_1080 v:1,name:_720 v:2,name:_480"
    assert [one.file for one in made.groups[1].outputs] == ["film_360.m3u8"]
    assert "v:0,name:_360" in made.after


def test_an_input_without_video_cannot_become_video():
    with pytest.raises(JobError) as caught:
        plan(LADDER, source=Source(10, None, 0, 1))
    assert caught.value.as_detail() == {
        "errorCode": 1040,
        "errorMessage": "Input [s3://uploads/a/film.mp4] has no video for the outputs that have",
    }


def test_the_wire_spelling_is_understood():
    def lowered(value: Any) -> Any:
        if isinstance(value, dict):
            keep = {"Audio Selector 1"}
            return {key if key in keep else key[0].lower() + key[1:]: lowered(one) for key, one in value.items()}
        return [lowered(one) for one in value] if isinstance(value, list) else value

    assert shapes.read(lowered(job(LADDER))) == shapes.read(job(LADDER))


def changed(path, value):
    settings = copy.deepcopy(job(LADDER))
    at = settings
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return settings


VIDEO = ("OutputGroups", 0, "Outputs", 1, "VideoDescription")


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("Inputs", 0, "DecryptionSettings"), {}, "Inputs[0].DecryptionSettings: this setting is not supported here"),
        ((*VIDEO, "VideoPreprocessors"), {}, "OutputGroups[0].Outputs[1].VideoDescription.VideoPreprocessors"),
        (
            (*VIDEO, "CodecSettings", "Codec"),
            "H_265",
            "OutputGroups[0].Outputs[1].VideoDescription.CodecSettings.Codec",
        ),
        (
            (*VIDEO, "CodecSettings", "H264Settings", "QualityTuningLevel"),
            "MULTI_PASS_HQ",
            "H264Settings.QualityTuningLevel",
        ),
        ((*VIDEO, "CodecSettings", "H264Settings", "MaxBitrate"), None, "H264Settings.MaxBitrate: QVBR needs it"),
        ((*VIDEO, "Width"), 853, "VideoDescription.Width"),
        (("OutputGroups", 0, "Outputs", 0, "NameModifier"), "", "OutputGroups[0].Outputs[0].NameModifier"),
        (("OutputGroups", 0, "Outputs", 0, "NameModifier"), "../x", "OutputGroups[0].Outputs[0].NameModifier"),
        (("OutputGroups", 0, "Outputs", 0, "ContainerSettings", "Container"), "MP4", "ContainerSettings.Container"),
        (("OutputGroups", 0, "Outputs", 0, "AudioDescriptions", 0, "AudioSourceName"), "Nobody", "AudioSourceName"),
        (("Inputs",), [], "Inputs"),
        (("Inputs", 0, "FileInput"), "file:///etc/passwd", "Inputs[0].FileInput"),
        (("Inputs", 0, "InputClippings"), [{"StartTimecode": "1.5s"}], "InputClippings[0].StartTimecode"),
        (("Inputs", 0, "InputClippings"), [{"StartTimecode": "01:00:00:00"}], "InputClippings[0]"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(path, value, named):
    assert named in refused(changed(path, value))


def test_dash_is_refused_unless_it_is_switched_off():
    group = cmaf_group(*cmaf_outputs())
    del group["OutputGroupSettings"]["CmafGroupSettings"]["WriteDashManifest"]
    assert "WriteDashManifest" in refused(job(group))


def test_playlists_in_s3_are_read_through_signed_urls():
    variants = [("AVERAGE-BANDWIDTH=9,BANDWIDTH=5", "low.m3u8"), ("BANDWIDTH=7", "high.m3u8")]
    multivariant = "#EXTM3U\n" + "".join(f"#EXT-X-STREAM-INF:{attributes}\n{uri}\n" for attributes, uri in variants)
    assert best_variant(multivariant) == "high.m3u8"
    media = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2,\n0.m4s\n#EXT-X-ENDLIST\n'
    assert sign_playlist(media, lambda name: f"http://s3/{name}?sig") == (
        '#EXTM3U\n#EXT-X-MAP:URI="http://s3/init.mp4?sig"\n#EXTINF:2,\nhttp://s3/0.m4s?sig\n#EXT-X-ENDLIST\n'
    )
