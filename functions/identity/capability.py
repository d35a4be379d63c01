"""Who people are: sign-up with a verified address and recorded terms, sign-in, profile, roles."""

from contracts.identity import ProfileChanged, RoleGranted, UserSignedUp
from functions.identity.store import ProfileRow
from kernel.capability import Access, Capability, Grant, Http

capability = Capability(
    name="identity",
    tables=(ProfileRow,),
    emits=(UserSignedUp, ProfileChanged, RoleGranted),
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
    ),
)
