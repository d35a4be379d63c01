"""What a Lambda of chat does with a frame, in a process of its own: the product's Fanout and postbox over a room in
memory. The gateway connects to it and hands it what viewers say, one line of JSON each.

python -m benchmarks.chat.worker   prints its port, then serves one gateway until it hangs up
"""

import contextlib
import json
import socket
import sys
import time
from io import BufferedRWPair
from typing import Any

from benchmarks.chat.gateway import ACCESS_KEY, REGION, SECRET_KEY
from benchmarks.chat.room import ROOM, MemoryRoom, fanout_of
from functions.chat.deliver import SECONDS
from functions.chat.fanout import INLINE_SECONDS
from functions.chat.postbox import ApiGatewayPostbox, Credentials
from functions.chat.protocol import Ack, Send, client_frames
from kernel.clock import now


def credentials() -> Credentials:
    """With a session's token, as every Lambda has one."""
    return Credentials(ACCESS_KEY, SECRET_KEY, "session-token-of-the-benchmark" * 10)


class Worker:
    def __init__(self, callback_url: str, answers: BufferedRWPair) -> None:
        self.room = MemoryRoom(time.monotonic)
        self.handed_over: list[str] = []
        self.postbox = ApiGatewayPostbox(callback_url, REGION, credentials, now)
        self.fanout = fanout_of(self.room, self.postbox, self.handed_over.append)
        self.answers = answers

    def hear(self, told: dict[str, Any]) -> None:
        if "joined" in told:
            self.room.members[told["joined"]] = None
        elif "left" in told:
            self.room.members.pop(told["left"], None)
        else:
            self._frame(told["from"], told["frame"])

    def _frame(self, connection: str, text: str) -> None:
        """As functions/chat/service.py: into the log, on to everybody, then the acknowledgement."""
        frame = client_frames.validate_json(text)
        if not isinstance(frame, Send):
            return
        message = self.room.speak(frame.text)
        self.fanout.deliver(ROOM, INLINE_SECONDS, inline=True)
        ack = Ack(ref=frame.ref, seq=message.seq, message_id=message.id)
        self.answers.write(json.dumps({"to": connection, "frame": ack.model_dump_json()}).encode() + b"\n")
        self.answers.flush()
        while self.handed_over:
            self.fanout.deliver(self.handed_over.pop(), SECONDS)


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    gateway_port = int(sys.stdin.readline())
    gateway, _ = listener.accept()
    with gateway.makefile("rwb") as lines, contextlib.suppress(ConnectionResetError):  # it is ended when a turn is over
        worker = Worker(f"http://127.0.0.1:{gateway_port}/v1", lines)
        for line in lines:
            worker.hear(json.loads(line))


if __name__ == "__main__":
    main()
