"""The cost of a ladder 1080/720/480: our MediaConvert runner, a bare ffmpeg of the same ladder, three ffmpeg runs.

python -m benchmarks.vod
CPU seconds are those of the child processes, all in one run on one machine; the runner's own process is shown apart.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import imageio_ffmpeg

from local.media.convert import Storage, run
from tests.media.fake_cloud import FakeCloud

LADDER = ((1920, 1080, 6_000_000), (1280, 720, 3_000_000), (854, 480, 1_200_000))
SEGMENT_SECONDS = 4
GOAL_BARE = 1.05
FFMPEG: str = imageio_ffmpeg.get_ffmpeg_exe()


@dataclass(frozen=True)
class Cost:
    cpu: float
    wall: float
    own: float


def make_source(path: Path, seconds: int) -> None:
    """Moving test pattern under grain, with noise for sound: nothing in it is free to encode."""
    picture = "testsrc2=size=1920x1080:rate=30,noise=alls=12:allf=t"
    command = [
        FFMPEG,
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        picture,
        "-f",
        "lavfi",
        "-i",
        "anoisesrc=color=pink:sample_rate=48000",
    ]
    command += ["-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, "-c:a", "aac", "-b:a", "160k", str(path)], check=True)


def settings(key: str) -> dict[str, Any]:
    sound = {"Codec": "AAC", "AacSettings": {"Bitrate": 128000, "CodingMode": "CODING_MODE_2_0", "SampleRate": 48000}}
    outputs = [
        {
            "NameModifier": f"_{height}",
            "ContainerSettings": {"Container": "M3U8"},
            "VideoDescription": {
                "Width": width,
                "Height": height,
                "CodecSettings": {
                    "Codec": "H_264",
                    "H264Settings": {
                        "RateControlMode": "QVBR",
                        "QvbrSettings": {"QvbrQualityLevel": 7},
                        "MaxBitrate": bits,
                        "GopSize": 2,
                        "GopSizeUnits": "SECONDS",
                    },
                },
            },
            "AudioDescriptions": [{"CodecSettings": sound}],
        }
        for width, height, bits in LADDER
    ]
    group = {
        "Type": "HLS_GROUP_SETTINGS",
        "HlsGroupSettings": {"Destination": "s3://vod/out/index", "SegmentLength": SEGMENT_SECONDS},
    }
    return {
        "Inputs": [{"FileInput": f"s3://vod/{key}"}],
        "OutputGroups": [{"OutputGroupSettings": group, "Outputs": outputs}],
    }


def _encoder(bits: int) -> list[str]:
    encoder = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-pix_fmt", "yuv420p", "-crf", "23"]
    encoder += ["-maxrate", str(bits), "-bufsize", str(2 * bits), "-g", "60", "-keyint_min", "60", "-sc_threshold", "0"]
    return [*encoder, "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"]


def _hls(directory: Path, name: str) -> list[str]:
    segments = ["-hls_segment_filename", f"{directory}/{name}_%05d.ts", f"{directory}/{name}.m3u8"]
    return ["-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_playlist_type", "vod", *segments]


def bare(source: str, directory: Path) -> None:
    """What a person would write: one decode, split, three encoders."""
    graph = "[0:v]split=3[a][b][c];[a]scale=1920:1080[v0];[b]scale=1280:720[v1];[c]scale=854:480[v2]"
    command = [FFMPEG, "-v", "error", "-y", "-i", source, "-filter_complex", graph]
    for index, (_, height, bits) in enumerate(LADDER):
        command += ["-map", f"[v{index}]", "-map", "0:a", *_encoder(bits), *_hls(directory, f"bare{height}")]
    subprocess.run(command, check=True)


def separate(source: str, directory: Path) -> None:
    for width, height, bits in LADDER:
        command = [FFMPEG, "-v", "error", "-y", "-i", source, "-vf", f"scale={width}:{height}"]
        subprocess.run([*command, *_encoder(bits), *_hls(directory, f"separate{height}")], check=True)


def measure(work: Callable[[], object]) -> Cost:
    def used(who: int) -> float:
        usage = resource.getrusage(who)
        return usage.ru_utime + usage.ru_stime

    children, own, began = used(resource.RUSAGE_CHILDREN), used(resource.RUSAGE_SELF), time.monotonic()
    work()
    wall = time.monotonic() - began
    return Cost(used(resource.RUSAGE_CHILDREN) - children, wall, used(resource.RUSAGE_SELF) - own)


def compare(seconds: int, rounds: int, directory: Path, cloud: FakeCloud, storage: Storage) -> dict[str, Cost]:
    """The cheapest of the rounds each: what else the machine does can only add."""
    source = directory / f"source{seconds}.mp4"
    make_source(source, seconds)
    cloud.objects[source.name] = source.read_bytes()
    address = f"{cloud.url}/s3/vod/{source.name}"  # the peers read over HTTP too
    work: dict[str, Callable[[], object]] = {
        "ours": lambda: run(settings(source.name), storage, ffmpeg=FFMPEG),
        "bare ffmpeg": lambda: bare(address, directory),
        "three ffmpeg runs": lambda: separate(address, directory),
    }
    names = list(work)
    turns = [names[turn % 3 :] + names[: turn % 3] for turn in range(rounds)]  # nobody always goes first
    costs = [{name: measure(work[name]) for name in turn} for turn in turns]
    return {name: min((row[name] for row in costs), key=lambda cost: cost.cpu) for name in work}


def report(figures: dict[int, dict[str, Cost]]) -> dict[str, Any]:
    small, large = sorted(figures)
    heads = f"{f'{small} s':>12} {f'{large} s':>10} {'growth':>8} {'ours/it':>8} {'wall s':>8}"
    print(f"{'ladder 1080/720/480, CPU seconds':32} {heads}")
    for name, cost in figures[large].items():
        ratio, growth = figures[large]["ours"].cpu / cost.cpu, cost.cpu / figures[small][name].cpu
        print(
            f"{name:32} {figures[small][name].cpu:12.1f} {cost.cpu:10.1f} {growth:8.1f} {ratio:8.3f} {cost.wall:8.1f}"
        )
    print(f"our own process beside it, with a stand-in for S3 in it: {figures[large]['ours'].own:.1f} CPU s")
    ours, peer, three = (figures[large][name].cpu for name in ("ours", "bare ffmpeg", "three ffmpeg runs"))
    return {
        "benchmark": "vod",
        "cpu_seconds": {
            str(length): {name: round(cost.cpu, 2) for name, cost in row.items()} for length, row in figures.items()
        },
        "ratio_to_bare": round(ours / peer, 4),
        "ratio_to_three_runs": round(ours / three, 4),
        "goal": {"ratio_to_bare": GOAL_BARE, "ratio_to_three_runs": 1.0},
        "pass": ours <= GOAL_BARE * peer and ours < three,
    }


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.vod")
    parser.add_argument("--seconds", type=int, default=30, help="of the large input; the small one is a tenth")
    parser.add_argument("--rounds", type=int, default=3, help="of which the cheapest counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, FakeCloud() as cloud:
        session = boto3.Session("x", "x", region_name="us-east-1")
        storage = Storage(session.client("s3", endpoint_url=f"{cloud.url}/s3"))
        lengths = (max(arguments.seconds // 10, 1), arguments.seconds)
        outcome = report(
            {length: compare(length, arguments.rounds, Path(folder), cloud, storage) for length in lengths}
        )
    print(json.dumps(outcome))
    return 0 if outcome["pass"] else 1


if __name__ == "__main__":
    sys.exit(main())
