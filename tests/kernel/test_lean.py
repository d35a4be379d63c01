"""Lean imports change what is loaded, never what a name means."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise

import pytest
from ulid import ULID

from infra.code import ROOT
from kernel import lean
from kernel.clock import now
from kernel.identifiers import first_id, new_id

FOREIGN = (
    "asyncio",
    "importlib.metadata",
    "html.parser",
    "aws_xray_sdk",
    "boto3",
    "cryptography.x509.base",
    "jwt.jwks_client",
)


def fresh(code: str) -> str:
    """What a new interpreter prints."""
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'shared' / 'python'}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", ["live.api", "rights.api", "identity.api", "live.on_stream_event"])
def test_what_a_function_does_not_use_is_not_imported(name: str):
    loaded = json.loads(fresh(f"import functions.{name}, sys, json; print(json.dumps(sorted(sys.modules)))"))
    assert not set(FOREIGN) & set(loaded)
    assert f"functions.{name}" in loaded


@pytest.mark.parametrize("module", [name for name, homes in lean.HOMES.items() if homes])
def test_each_name_has_a_home_that_exists(module: str):
    names = list(lean.HOMES[module])
    assert json.loads(
        fresh(f"import kernel, json, {module} as m; print(json.dumps([callable(getattr(m, n)) for n in {names}]))")
    ) == [True] * len(names)


@pytest.mark.parametrize(
    "statement",
    [
        "from aws_lambda_powertools import Metrics, Tracer, single_metric",
        "from aws_lambda_powertools.event_handler import AppSyncResolver, CORSConfig, content_types",
        "from aws_lambda_powertools.utilities.data_classes import SQSEvent, event_source",
        "from botocore.docs.docstring import LazyLoadedDocstring",
        "from botocore.docs import generate_docs",
        "from cryptography.x509 import Certificate, load_pem_x509_certificate",
        "from cryptography import x509; x509.Name; x509.verification",
        "from jwt import PyJWKClient, decode, ExpiredSignatureError",
        "import jwt; jwt.api_jws; jwt.__version__",
        "from urllib3.http2 import inject_into_urllib3, probe",
    ],
)
def test_whatever_else_a_package_offers_is_there_when_asked_for(statement: str):
    assert fresh(f"import kernel; {statement}; print('there')") == "there"


def test_an_unknown_name_is_refused_as_python_refuses_it():
    refused = "import kernel, jwt\ntry:\n    jwt.nonsense\nexcept AttributeError as error:\n    print(error)"
    assert fresh(refused) == "module 'jwt' has no attribute 'nonsense'"


def test_late_patterns_match_and_only_where_they_are_wanted():
    code = (
        "import kernel, re, json; from urllib3.util.url import parse_url, _IPV6_RE; "
        "print(json.dumps([parse_url('http://[::1]:8/a?b').host, bool(_IPV6_RE.match('::1')), "
        "isinstance(re.compile('a'), re.Pattern)]))"
    )
    assert json.loads(fresh(code)) == ["[::1]", True, True]


def test_schemas_are_made_of_plain_dicts_and_other_typed_dicts_stay_typed():
    code = (
        "import kernel, json, typing_extensions as t; from pydantic_core import SchemaValidator, core_schema as c; "
        "import pydantic; "
        "made = c.CoreConfig(strict=True); "
        "read = pydantic.TypeAdapter(t.TypedDict('T', {'a': int})).validate_python({'a': '1'}); "
        "print(json.dumps([made, type(made) is dict, SchemaValidator(c.int_schema()).validate_python('7'), read]))"
    )
    assert json.loads(fresh(code)) == [{"strict": True}, True, 7, {"a": 1}]


def test_what_a_late_module_imports_is_compiled_at_once():
    code = (
        "import kernel, botocore.compat as late, http.client as client; "
        "print(type(late.IPV4_RE).__name__, type(client._is_legal_header_name.__self__).__name__)"
    )
    assert fresh(code) == "_LatePattern Pattern"


@pytest.mark.parametrize("name", sorted(lean.LATE_PATTERNS))
def test_a_module_of_late_patterns_uses_them_by_their_methods_only(name: str):
    """Nothing of ours asks whether they are patterns, and each of them compiles."""
    code = (
        f"import kernel, importlib; m = importlib.import_module({name!r}); from kernel.lean import _LatePattern as L; "
        "late = [v for v in vars(m).values() if isinstance(v, L)]; "
        "late += [v for c in vars(m).values() if isinstance(c, type) for v in vars(c).values() if isinstance(v, L)]; "
        "print(len(late), all(isinstance(p.pattern, (str, bytes)) for p in late))"
    )
    count, all_compile = fresh(code).split()
    assert int(count) > 0
    assert all_compile == "True"


def test_botocore_still_makes_clients_and_signs():
    code = (
        "import kernel, botocore.session as s; c = s.get_session().create_client('s3', region_name='us-east-1', "
        "aws_access_key_id='a', aws_secret_access_key='b'); "
        "url = c.generate_presigned_url('get_object', Params={'Bucket': 'court', 'Key': 'k'}); "
        "print(url.split('?')[0], c.get_object.__doc__)"
    )
    assert fresh(code) == "https://court.s3.amazonaws.com/k"


def test_identifiers_are_ulids_of_now():
    made = [new_id("chn") for _ in range(200)]
    assert all(re.fullmatch(r"chn_[0-9a-hjkmnp-tv-z]{26}", one) for one in made)
    read = [ULID.from_str(one.removeprefix("chn_").upper()) for one in made]
    assert all(abs((now() - one.datetime).total_seconds()) < 5 for one in read)
    assert all(a.milliseconds <= b.milliseconds for a, b in pairwise(read))
    assert len(set(made)) == 200
    first = ULID.from_str(first_id("chn", now()).removeprefix("chn_").upper())
    assert made[-1] < first_id("chn", now() + timedelta(milliseconds=1))
    assert abs(first.timestamp - now().timestamp()) < 5
