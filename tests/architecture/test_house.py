"""The rules of the house that a linter does not know."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KERNEL = ROOT / "layers" / "shared" / "python" / "kernel"
SOURCES = ("app.py", "functions", "infra", "layers", "local", "tools", "benchmarks", "ml", "sdk", "tests")
SUFFIXES = {".py", ".js", ".mjs", ".ts", ".tsx", ".css"}
MAX_LINES = 300
NOT_WRITTEN = "Generated from docs/asyncapi.json"  # in a file's first line; tests/sdk proves it fresh
GENERATED = {"node_modules", "dist", "__pycache__", "cdk.out", ".madang"}

# Words of the business. The kernel serves every capability and therefore speaks of none.
BUSINESS = set(
    re.findall(
        r"\w+",
        """channel stream streamer title viewer live broadcast replay recording playback video episode order product
        cart stock shelf donation subscription plan payout refund invoice ledger chat room message moderation persona
        fan points badge level achievement leaderboard campaign advert ticket catalog rights identity billing""",
    )
)
ALLOWED_IN_KERNEL = {
    "access.py": {"viewer", "streamer"},  # the names of Cognito's groups: data, not concepts
    "outbox.py": {"stream", "billing"},  # DynamoDB Streams, and how a table is billed
    "idempotency.py": {"billing"},  # DynamoDB's billing_mode
    "pagination.py": {"message"},  # of an error of DynamoDB
    "problems.py": {"title"},  # a member of RFC 9457
    "subscriber.py": {"message"},  # SQS
    "tasks.py": {"message"},  # SQS
}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        place = ROOT / folder
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if not GENERATED & set(path.parts):
                yield path


def identifiers(path: Path) -> set[str]:
    words: set[str] = set()
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.NAME:
            parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", token.string)
            words |= {form for part in parts for form in (part.lower(), part.lower().removesuffix("s"))}
    return words


@pytest.mark.parametrize("path", sorted(KERNEL.glob("*.py")), ids=lambda path: path.name)
def test_the_kernel_speaks_of_no_business(path: Path):
    assert identifiers(path) & BUSINESS <= ALLOWED_IN_KERNEL.get(path.name, set())


def reads(path: Path, *dotted: str) -> list[str]:
    """Which of these attributes (`os.environ`) a module touches, however it imported them."""
    tree = ast.parse(path.read_text())
    wanted = {tuple(name.rsplit(".", 1)) for name in dotted}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            found += [f"{owner}.{node.attr}"] if (owner, node.attr) in wanted else []
        if isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{a.name}" for a in node.names if (node.module, a.name) in wanted]
    return found


def test_only_the_kernel_reads_the_environment():
    readers = {
        str(path.relative_to(ROOT))
        for path in python_files("app.py", "functions", "infra", "layers", "local", "tools", "benchmarks", "ml")
        if reads(path, "os.environ", "os.getenv")
    }
    assert readers == {"layers/shared/python/kernel/environment.py"}


def test_only_the_kernel_reads_the_clock():
    readers = {
        str(path.relative_to(ROOT))
        for path in python_files("app.py", "functions", "layers", "infra")
        if reads(path, "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    }
    assert readers == {"layers/shared/python/kernel/clock.py"}


def test_files_can_be_read_in_one_sitting():
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = [ROOT / name for name in listed if Path(name).suffix in SUFFIXES]
    assert len(paths) > 200
    texts = {path: path.read_text().splitlines() for path in paths if path.exists()}
    written = {path: lines for path, lines in texts.items() if NOT_WRITTEN not in "".join(lines[:1])}
    long = {str(path.relative_to(ROOT)): len(lines) for path, lines in written.items() if len(lines) > MAX_LINES}
    assert not long


def test_nothing_is_put_off_and_no_test_is_turned_off():
    word = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    turned_off = re.compile(r"pytest\.(mark\.)?(skip|xfail)|unittest\.skip|\.skip\(|\.only\(")
    found = []
    for path in python_files(*SOURCES):
        text = path.read_text()
        found += [str(path.relative_to(ROOT))] if word.search(text) else []
        if "tests" in path.parts and path != Path(__file__) and turned_off.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert not found


def test_no_merge_was_left_half_done():
    mark = re.compile(r"^\s*(<{7} |>{7} |={7}$)", re.MULTILINE)
    assert not [str(path.relative_to(ROOT)) for path in python_files(*SOURCES) if mark.search(path.read_text())]


def test_no_error_is_swallowed():
    for path in python_files("app.py", "functions", "infra", "layers", "local", "tools", "ml"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Name):
                silent = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
                assert not (silent and node.type.id in {"Exception", "BaseException"}), path


IMPORT_EVERYTHING = """
import pathlib, pkgutil, socket, sys
def refuse(*_args, **_kwargs):
    raise AssertionError("importing a module must not open a connection")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import functions, importlib
names = [found.name for found in pkgutil.walk_packages(functions.__path__, "functions.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_every_function_can_be_imported_without_environment_and_network():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'shared' / 'python'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 50
