import struct

import pytest

from local.media.boxes import boxes
from local.media.timed_metadata import event_message, id3


def synchsafe(data):
    return sum(byte << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=True))


@pytest.mark.parametrize("text", ["pin", "가격이 내려갔어요", "x" * 1024])
def test_an_event_message_box_of_version_1(text):
    data = event_message(text, 7, 900_000, 90_000)
    (box,) = boxes(data)
    assert (box.kind, box.end) == (b"emsg", len(data))
    assert data[8:12] == b"\x01\x00\x00\x00"
    timescale, at, _, number = struct.unpack_from(">IQII", data, 12)
    assert (timescale, at, number) == (90_000, 900_000, 7)
    scheme, value, tag = data[32:].split(b"\x00", 2)
    assert (scheme, value) == (b"https://aomedia.org/emsg/ID3", b"")
    assert tag == id3(text)


def test_an_id3_tag_of_one_txxx_frame():
    tag = id3("안녕")
    assert tag[:6] == b"ID3\x04\x00\x00"
    assert synchsafe(tag[6:10]) == len(tag) - 10
    assert tag[10:14] == b"TXXX"
    assert synchsafe(tag[14:18]) == len(tag) - 20
    assert tag[20:] == b"\x03\x00" + "안녕".encode() + b"\x00"
