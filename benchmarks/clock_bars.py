"""A clock that survives encoding and scaling: hundredths of a second as black and white bars on top of the picture.

`latency_page.html` reads them. From the left: white, black, then the bits of the clock, lowest first.
"""

BITS = 16  # wraps after 655 s
COLUMNS = BITS + 2
UNITS_PER_SECOND = 100


def filters(width: int, height: int, epoch_microseconds: int) -> str:
    """An ffmpeg filter chain; the clock is the wall clock less the epoch at the moment ffmpeg filters the frame."""
    bar, top = width // COLUMNS, height // 12
    clock = f"setpts=(RTCTIME-{epoch_microseconds})/(1000000*TB)"
    boxes = [f"drawbox=x=0:y=0:w=iw:h={top}:color=black:t=fill", f"drawbox=x=0:y=0:w={bar}:h={top}:color=white:t=fill"]
    for bit in range(BITS):
        lit = f"mod(floor(t*{UNITS_PER_SECOND}/{2**bit})\\,2)"
        boxes.append(f"drawbox=x={(bit + 2) * bar}:y=0:w={bar}:h={top}:color=white:t=fill:enable={lit}")
    return ",".join([clock, *boxes, "setpts=N/(FRAME_RATE*TB)"])
