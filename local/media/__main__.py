"""The program of the media plane; `python -m local.media --help` lists its arguments."""

import argparse
import asyncio
from pathlib import Path

import imageio_ffmpeg

from local.media.clock import utc_now
from local.media.lifeline import die_with_parent
from local.media.plane import Plane, Settings


def read_settings(arguments: list[str] | None = None) -> Settings:
    parser = argparse.ArgumentParser("python -m local.media", description="The media plane of the laptop cloud")
    parser.add_argument("--rtmp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--control", required=True, help="base URL of the emulated IVS control plane")
    secret = parser.add_mutually_exclusive_group(required=True)
    secret.add_argument("--control-secret", help="value of X-Madang-Control, both ways")
    secret.add_argument(
        "--control-secret-file", type=Path, help="a file that holds it, so that it is in no process list"
    )
    parser.add_argument("--spool", type=Path, required=True)
    parser.add_argument("--s3-endpoint", required=True)
    parser.add_argument("--node", required=True, help="the Node 20 or newer that runs the RTMP ingest")
    parser.add_argument("--ffmpeg", default=None, help="default: the one inside imageio-ffmpeg")
    parser.add_argument("--idle-seconds", type=float, default=10.0, help="a publisher silent this long is dropped")
    given = parser.parse_args(arguments)
    return Settings(
        rtmp_port=given.rtmp_port,
        http_port=given.http_port,
        control_url=given.control,
        control_secret=given.control_secret or given.control_secret_file.read_text().strip(),
        spool=given.spool,
        s3_endpoint=given.s3_endpoint,
        node=given.node,
        ffmpeg=given.ffmpeg or imageio_ffmpeg.get_ffmpeg_exe(),
        idle_milliseconds=round(1000 * given.idle_seconds),
    )


if __name__ == "__main__":
    die_with_parent()
    asyncio.run(Plane(read_settings(), utc_now).run())
