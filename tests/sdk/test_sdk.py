"""The generated types are those of today's protocol; the TypeScript client conforms without any package installed."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from madang_chat.frames import KINDS, Entry

ROOT = Path(__file__).resolve().parents[2]
SDK = ROOT / "sdk"
GENERATED = ("typescript/src/frames.ts", "python/madang_chat/frames.py", "kotlin/Frames.kt", "swift/Frames.swift")
SCHEMAS = json.loads((ROOT / "docs" / "asyncapi.json").read_text())["components"]["schemas"]
MAPPING = SCHEMAS["Entries"]["properties"]["entries"]["items"]["discriminator"]["mapping"]


@pytest.mark.parametrize("path", GENERATED)
def test_types_are_generated_from_the_protocol_of_today(path: str):
    schemas = json.dumps(SCHEMAS, ensure_ascii=False, separators=(",", ":"))
    first = (SDK / path).read_text().splitlines()[0]
    assert first.endswith(hashlib.sha256(schemas.encode()).hexdigest()), "run make sdk"


@pytest.mark.parametrize("path", GENERATED)
def test_every_language_knows_every_kind_and_every_field(path: str):
    text = (SDK / path).read_text()
    assert all(f'"{kind}"' in text for kind in MAPPING)
    fields = {name for reference in MAPPING.values() for name in SCHEMAS[reference.rsplit("/", 1)[1]]["properties"]}
    camel = {name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]) for name in fields}
    missing = {name for name in fields if name not in text} & {name for name in camel if name not in text}
    assert not missing


def test_an_entry_of_python_is_read_with_what_a_later_version_adds():
    by = {"user_id": "u", "name": "소라", "role": "captain", "badges": []}
    told = {"kind": "message", "seq": 3, "at": "2026-01-01T00:00:00Z", "id": "m", "by": by, "text": "말", "sparkle": 1}
    entry = Entry.from_dict(told)
    assert (entry.kind, entry.seq, entry.text, entry.by and entry.by.role) == ("message", 3, "말", "captain")
    assert set(MAPPING) == KINDS


def test_the_typescript_client_conforms():
    tests = sorted(str(path) for path in (SDK / "typescript" / "tests").glob("*.test.ts"))
    node = Path(sys.executable).parent / "node"
    done = subprocess.run([node, "--test", *tests], cwd=SDK, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    scenarios = len(list((SDK / "conformance").glob("*.json"))) - 1
    assert f"pass {scenarios + 1}" in done.stdout
