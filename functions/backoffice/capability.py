"""The back office: a front of finance and operators. Its only own data is the log of what they did."""

from functions.backoffice.audit import DeedRow
from kernel.capability import Access, Capability, Grant, Http
from kernel.idempotency import RequestRow

capability = Capability(
    name="backoffice",
    tables=(DeedRow, RequestRow),
    functions=(
        Http(
            access=Access(
                writes=(DeedRow, RequestRow),
                settings=("BILLING_DESK", "RECOMMENDATIONS_DESK"),
                grants=(Grant(("lambda:InvokeFunction",), ("{BILLING_DESK_ARN}", "{RECOMMENDATIONS_DESK_ARN}")),),
            ),
            memory_mb=1024,
        ),
    ),
)
