"""`make docs`: openapi.json, asyncapi.json and map.md of docs/ from the code. `--check` only tells what is stale."""

import json
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

import app  # noqa: E402 - the import path comes first
from tools import asyncapi, openapi  # noqa: E402 - the import path comes first
from tools import map as capability_map  # noqa: E402


def pages() -> dict[Path, str]:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    document = openapi.document(app.CAPABILITIES, version)
    sockets = asyncapi.document(app.CAPABILITIES, version)
    return {
        ROOT / "docs" / "asyncapi.json": json.dumps(sockets, indent=1, ensure_ascii=False) + "\n",
        ROOT / "docs" / "openapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
        ROOT / "docs" / "map.md": capability_map.page(app.CAPABILITIES),
    }


def stale() -> list[str]:
    return [
        str(path.relative_to(ROOT)) for path, text in pages().items() if not path.exists() or path.read_text() != text
    ]


def main(arguments: list[str]) -> None:
    if "--check" in arguments:
        found = stale()
        sys.exit(f"stale: {', '.join(found)}; run make docs" if found else 0)
    for path, text in pages().items():
        path.write_text(text)
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
