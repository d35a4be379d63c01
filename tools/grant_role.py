"""Gives a person of a stage a role: python tools/grant_role.py --stage dev --email a@b.example --role finance.

Roles that nobody can give himself (finance, operator, moderator) come from here only; --take takes one away. It holds
from the person's next sign-in on.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

import boto3  # noqa: E402 - the import paths come first

from kernel.access import GROUPS  # noqa: E402
from tools.stacks import outputs  # noqa: E402


def grant(pool: str, email: str, role: str, *, take: bool = False) -> str:
    """Of the pool's only person with that address, whose user name is the answer; who is in it stays in it."""
    cognito: Any = boto3.client("cognito-idp")
    found = cognito.list_users(UserPoolId=pool, Filter=f'email = "{email}"', Limit=2)["Users"]
    if len(found) != 1:
        raise SystemExit(f"{len(found)} people have the address {email}")
    name = str(found[0]["Username"])
    act = cognito.admin_remove_user_from_group if take else cognito.admin_add_user_to_group
    act(UserPoolId=pool, Username=name, GroupName=role)
    return name


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--email", required=True)
    parser.add_argument("--role", required=True, choices=GROUPS)
    parser.add_argument("--take", action="store_true")
    given = parser.parse_args()
    pool = outputs(given.stage, "foundation")["UserPoolId"]
    name = grant(pool, given.email, given.role, take=given.take)
    print(f"{given.email} ({name}) {'is no longer' if given.take else 'is'} {given.role}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
