"""`make capability name=coupons`: a capability that passes every check at once, to be changed from there."""

import keyword
import re
import subprocess
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).with_name("scaffold")
MODULES = ("__init__", "capability", "api", "domain", "service", "store", "schemas")


class BadName(ValueError):
    """A capability is named by one plural English word, in lower case: it becomes a package and a table."""


def words(name: str) -> dict[str, str]:
    if not re.fullmatch(r"[a-z]{3,20}s", name) or keyword.iskeyword(name):
        raise BadName(f"{name!r}: one plural word in lower case, such as coupons")
    thing = f"{name[:-3]}y" if name.endswith("ies") else name[:-1]
    return {
        "things": name,
        "thing": thing,
        "Things": name.title(),
        "Thing": thing.title(),
        "route": name,
        "prefix": thing[:3],
    }


def files(root: Path, name: str) -> dict[Path, str]:
    """Where each template goes."""
    wanted = {root / "functions" / name / f"{module}.py": f"{module}.py" for module in MODULES}
    wanted[root / "layers" / "shared" / "python" / "contracts" / f"{name}.py"] = "contracts.py"
    wanted[root / "tests" / name / "__init__.py"] = "__init__.py"
    wanted[root / "tests" / name / f"test_{name}.py"] = "test.py"
    return wanted


def register(root: Path, name: str) -> None:
    """The one import and the one entry in app.py."""
    contents = root / "app.py"
    text = contents.read_text()
    line = f"from functions.{name}.capability import capability as {name}  # noqa: E402\n"
    text = text.replace("from infra.application import build", f"{line}from infra.application import build", 1)
    listed = re.compile(r"^CAPABILITIES = \(([^)]*?),?\s*\)$", re.MULTILINE)
    text = listed.sub(rf"CAPABILITIES = (\1, {name})", text, count=1)
    contents.write_text(text)


def scaffold(root: Path, name: str) -> list[Path]:
    """Writes everything; BadName or FileExistsError before anything is written."""
    values = words(name)
    wanted = files(root, name)
    there = [path for path in wanted if path.exists()]
    if there:
        raise FileExistsError(f"{there[0]} exists already")
    for path, template in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template((TEMPLATES / f"{template}.txt").read_text()).substitute(values).lstrip("\n"))
    register(root, name)
    return list(wanted)


def follow_up(root: Path) -> None:
    """Imports sorted, the accepted contracts and the generated pages with the newcomer in them."""
    ruff = str(Path(sys.executable).with_name("ruff"))
    for command in (
        [ruff, "format", "--quiet", "app.py", "functions", "tests", "layers"],  # the list grows too long
        [ruff, "check", "--quiet", "--fix", "app.py", "functions", "tests", "layers"],
        [ruff, "format", "--quiet", "app.py", "functions", "tests", "layers"],
        [sys.executable, "-m", "tests.contracts.snapshot"],
        [sys.executable, "tools/generate_docs.py"],
    ):
        variables = {"PYTHONPATH": f"{root}:{root / 'layers' / 'shared' / 'python'}", "PATH": "/usr/bin:/bin"}
        variables["JSII_NODE"] = str(Path(sys.executable).with_name("node"))
        subprocess.run(command, cwd=root, env=variables, check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        sys.exit("make capability name=coupons")
    try:
        made = scaffold(ROOT, arguments[0])
    except (BadName, FileExistsError) as problem:
        sys.exit(str(problem))
    follow_up(ROOT)
    for path in made:
        print(path.relative_to(ROOT))
    print("app.py, docs/, tests/contracts/snapshot.json")


if __name__ == "__main__":
    main(sys.argv[1:])
