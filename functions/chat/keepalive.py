"""Keep-alive sockets for HTTP/1.1, driven by a selector: one request in flight on each, many sockets at once.

On asyncio a post, signed and encrypted, costs two and a half times the CPU: docs/benchmarks/chat.md.
"""

import os
import socket
import ssl
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector

READ_BYTES = 65_536


class KeptSocket:
    """One keep-alive socket with one request in flight. Nothing here waits; `awaits` says for what to come back."""

    __slots__ = (
        "awaits", "closing", "connection", "due", "open", "received", "request", "sock", "unsent", "used", "watched",
    )  # fmt: skip

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.connection, self.request, self.unsent, self.received = "", b"", b"", b""
        self.awaits = self.watched = EVENT_WRITE  # a socket that is being connected is writable once it is
        self.open = self.used = self.closing = False
        self.due = 0.0

    def ask(self, connection: str, request: bytes, due: float) -> None:
        self.connection, self.request, self.unsent, self.due = connection, request, request, due
        if self.open:
            self._send()

    def go_on(self) -> int | None:
        """The status, once the answer is here whole. OSError when there will be none."""
        if not self.open and not self._opened():
            return None
        if self.unsent:
            self._send()
            return None
        return self._answer()

    def _opened(self) -> bool:
        error = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))
        if isinstance(self.sock, ssl.SSLSocket):
            try:
                self.sock.do_handshake()
            except ssl.SSLWantReadError:
                self.awaits = EVENT_READ
                return False
            except ssl.SSLWantWriteError:
                self.awaits = EVENT_WRITE
                return False
        self.open = True
        return True

    def _send(self) -> None:
        try:
            sent = self.sock.send(self.unsent)
        except (BlockingIOError, ssl.SSLWantWriteError):
            sent = 0
        self.unsent = self.unsent[sent:]
        self.awaits = EVENT_WRITE if self.unsent else EVENT_READ

    def _answer(self) -> int | None:
        try:
            data = self.sock.recv(READ_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError):  # TLS speaks of its own, too: session tickets
            return None
        if not data or not self.connection:
            raise ConnectionResetError("closed without an answer" if not data else "an answer that nobody asked for")
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.received[:end].lower()
        if len(self.received) < end + 4 + _content_length(head):
            return None
        self.received, self.connection, self.used = b"", "", True
        self.closing = b"connection: close" in head
        return int(head[9:12])


def _content_length(head: bytes) -> int:
    at = head.find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class KeptSockets:
    """The sockets to one address, kept from one body to the next; they outlive an invocation."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        self.host, self.port, self.tls = host, port, tls
        self.selector = DefaultSelector()
        self.idle: list[KeptSocket] = []

    def take(self) -> KeptSocket:
        return self.idle.pop() if self.idle else self.fresh()

    def fresh(self) -> KeptSocket:
        """Still being opened, so that many are at the same time. IPv4 alone: API Gateway's names always have it."""
        found = socket.getaddrinfo(self.host, self.port, socket.AF_INET, socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            sock = self.tls.wrap_socket(sock, server_hostname=self.host, do_handshake_on_connect=False)
        sock.connect_ex(address)  # how it ended is asked when the socket is writable
        kept = KeptSocket(sock)
        self.selector.register(sock, EVENT_WRITE, kept)
        return kept

    def weed(self) -> None:
        """Drops idle ones that the other side has closed meanwhile, or on which it said what nobody asked."""
        for key, _ in self.selector.select(0):
            try:
                key.data.go_on()
            except OSError:
                self.drop(key.data)

    def watch(self, kept: KeptSocket) -> None:
        if kept.awaits != kept.watched:
            self.selector.modify(kept.sock, kept.awaits, kept)
            kept.watched = kept.awaits

    def drop(self, kept: KeptSocket) -> None:
        self.selector.unregister(kept.sock)
        kept.sock.close()
        if kept in self.idle:
            self.idle.remove(kept)

    def shut(self) -> None:
        for kept in [key.data for key in self.selector.get_map().values()]:
            self.drop(kept)
        self.selector.close()
