import subprocess

import pytest

from local.media import ladder
from local.media.fragments import Fragment, FragmentCutter, Init
from tests.media.plane_process import FFMPEG


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "media: runs real ffmpeg and Node for seconds")


def cmaf(*inputs: str, codecs: tuple[str, ...] = ()) -> bytes:
    """What ffmpeg posts for one rendition, of test pictures and sounds."""
    sources = [argument for source in inputs for argument in ("-f", "lavfi", "-i", source)]
    container = list(ladder._CONTAINER)
    container = container[: container.index("-method")]
    command = [FFMPEG, "-v", "error", "-nostdin", *sources, "-t", "4", *codecs, *container, "pipe:1"]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture(scope="session")
def video_with_sound() -> bytes:
    """Four seconds, 320x180, 30 frames a second, a keyframe every second, B-frames, AAC."""
    codecs = (
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "30",
        "-sc_threshold",
        "0",
        "-c:a",
        "aac",
    )
    return cmaf("testsrc2=size=320x180:rate=30", "sine=frequency=440:sample_rate=48000", codecs=codecs)


@pytest.fixture(scope="session")
def sound() -> bytes:
    return cmaf("sine=frequency=440:sample_rate=48000", codecs=("-c:a", "aac"))


@pytest.fixture(scope="session")
def fragments(video_with_sound: bytes) -> tuple[Init, list[Fragment]]:
    init, *rest = FragmentCutter().feed(video_with_sound)
    assert isinstance(init, Init)
    return init, [found for found in rest if isinstance(found, Fragment)]
