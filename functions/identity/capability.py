"""Who people are: sign-up with a verified address and recorded terms, sign-in, profile, roles; ages and guardians."""

from contracts.identity import (
    AdulthoodTold,
    GuardianConsented,
    GuardianConsentWithdrawn,
    ProfileChanged,
    RoleGranted,
    UserSignedUp,
)
from functions.identity.guardians.store import GuardianshipRow, PersonRow
from functions.identity.store import ProfileRow
from kernel.capability import Access, Capability, Grant, Http

capability = Capability(
    name="identity",
    tables=(ProfileRow, PersonRow, GuardianshipRow),
    emits=(UserSignedUp, ProfileChanged, RoleGranted, AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn),
    functions=(
        Http(
            unrouted=True,
            access=Access(
                writes=(ProfileRow,),
                settings=("USER_POOL_ID", "USER_POOL_CLIENT_ID"),
                grants=(
                    Grant(
                        (
                            "cognito-idp:DescribeUserPoolClient",
                            "cognito-idp:AdminAddUserToGroup",
                            "cognito-idp:AdminGetUser",
                        ),
                        ("{USER_POOL_ARN}",),
                    ),
                ),
            ),
        ),
        Http("guardians_api", access=Access(reads=(ProfileRow,), writes=(PersonRow, GuardianshipRow))),
    ),
)
