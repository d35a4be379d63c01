import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import new_capability

ROOT = new_capability.ROOT
COPIED = ("functions", "infra", "layers", "statemachines", "tools", "local", "docs", "benchmarks", "requirements")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the product in which a capability may be added."""
    ignore = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    for name in ("app.py", "cdk.json", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("contracts", "architecture", "identity"):  # the examples are sent to a directory in memory
        shutil.copytree(ROOT / "tests" / name, tmp_path / "tests" / name, ignore=ignore)
    for name in ("__init__.py", "conftest.py", "desks.py", "lambdas.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    return tmp_path


def run(house: Path, *command: str) -> None:
    variables = {
        "PYTHONPATH": f"{house}:{house / 'layers' / 'shared' / 'python'}",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "JSII_NODE": str(Path(sys.executable).with_name("node")),
        "HOME": str(house),
    }
    done = subprocess.run(command, cwd=house, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.slow
def test_a_new_capability_passes_every_check_and_its_own_tests_at_once(house: Path):
    tool = Path(sys.executable).with_name
    run(house, sys.executable, "tools/new_capability.py", "coupons")
    assert re.search(r"CAPABILITIES = [^)]*\bcoupons,?\s*\)", (house / "app.py").read_text())
    run(house, str(tool("ruff")), "check", "app.py", "functions", "layers", "tests", "tools", "infra")
    run(house, str(tool("ruff")), "format", "--check", ".")
    run(house, str(tool("lint-imports")), "--no-cache")
    typed = ["functions/coupons", "layers/shared/python/contracts/coupons.py"]
    run(house, str(tool("mypy")), "--cache-dir", str(ROOT / ".mypy_cache"), *typed)
    run(house, sys.executable, "tools/generate_docs.py", "--check")
    chosen = ["tests/coupons", "tests/contracts", "tests/architecture/test_roles.py"]
    run(house, sys.executable, "-m", "pytest", "-p", "no:xdist", *chosen)


@pytest.mark.parametrize(
    "name", ["Coupons", "coupon", "gift-cards", "", "class", "../x", "couponsandmoreandmorethings"]
)
def test_a_name_that_is_no_plural_word_is_refused(tmp_path: Path, name: str):
    with pytest.raises(new_capability.BadName):
        new_capability.scaffold(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_what_exists_is_never_overwritten(tmp_path: Path):
    existing = tmp_path / "functions" / "coupons" / "api.py"
    existing.parent.mkdir(parents=True)
    existing.write_text("mine")
    with pytest.raises(FileExistsError):
        new_capability.scaffold(tmp_path, "coupons")
    assert existing.read_text() == "mine"
    assert not (tmp_path / "app.py").exists()
