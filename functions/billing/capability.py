"""Money: what viewers give, the books it stands in, and the month that accountants close."""

from contracts.billing import (
    BooksAdjusted,
    DisputeClosed,
    DisputeOpened,
    DonationReceived,
    InvoicePaid,
    PaymentRefunded,
    PayoutPaid,
    ProcessorFeeCharged,
    ProcessorSettled,
    RevenueRecognised,
)
from contracts.channels import ChannelReady
from contracts.identity import ProfileChanged, UserSignedUp
from functions.billing.alerts.store import AlertRow, OverlayRow
from functions.billing.donations.store import DonationRow, GivenRow, RefundRow, TotalRow
from functions.billing.ledger.parties import PartyRow
from functions.billing.ledger.payables import PartyListRow, PayableRow
from functions.billing.ledger.store import BalanceRow, EntryRow, FactRow, HeadRow, RateRow
from functions.billing.names import DonorNameRow
from functions.billing.payees import PayeeRow
from functions.billing.payouts.accounts import AccountRow
from functions.billing.payouts.disputes import DisputedRow
from functions.billing.payouts.rows import CarriedRow, PayoutRow, RunRow, TurnRow
from functions.billing.webhooks import HeardRow
from kernel.capability import Access, Capability, Grant, Http, Schedule, Subscriber, Task
from kernel.idempotency import RequestRow

BOOKS = ("LEDGER_ENTITY", "LEDGER_CURRENCY", "LEDGER_ZONE")
LEDGER = (FactRow, EntryRow, HeadRow, BalanceRow, PartyRow, PayableRow, PartyListRow)
PAYOUTS = (PayoutRow, TurnRow, CarriedRow, RunRow)
FACTS = (
    DonationReceived,
    InvoicePaid,
    RevenueRecognised,
    ProcessorFeeCharged,
    PaymentRefunded,
    DisputeOpened,
    DisputeClosed,
    PayoutPaid,
    ProcessorSettled,
    BooksAdjusted,
)

capability = Capability(
    name="billing",
    tables=(
        PayeeRow,
        DonationRow,
        GivenRow,
        RefundRow,
        TotalRow,
        DonorNameRow,
        AlertRow,
        OverlayRow,
        RequestRow,
        HeardRow,
        *LEDGER,
        RateRow,
        *PAYOUTS,
        AccountRow,
        DisputedRow,
    ),
    emits=(DonationReceived, ProcessorFeeCharged, PaymentRefunded, PayoutPaid),
    functions=(
        Http(
            access=Access(
                reads=(PayeeRow, PartyRow, TotalRow, DonorNameRow),
                writes=(DonationRow, GivenRow, OverlayRow, RequestRow),
                secrets=("STRIPE_KEY",),
                settings=("SITE_URL", "STRIPE_URL", "LEDGER_ENTITY"),
            )
        ),
        Http(
            "webhooks",
            access=Access(
                writes=(HeardRow,),
                secrets=("STRIPE_WEBHOOK_SECRET",),
                settings=("ON_PROCESSOR_EVENT_QUEUE",),
            ),
        ),
        Http(
            "overlay_api",
            access=Access(reads=(AlertRow, DonationRow, DonorNameRow), writes=(OverlayRow,)),
        ),
        Task(
            "on_processor_event",
            access=Access(
                writes=(DonationRow, GivenRow, RefundRow, TotalRow),
                secrets=("STRIPE_KEY",),
                settings=("STRIPE_URL",),
            ),
        ),
        Subscriber("on_name_told", to=(UserSignedUp, ProfileChanged), access=Access(writes=(DonorNameRow,))),
        Subscriber(
            "on_donation_received",
            to=(DonationReceived,),
            access=Access(writes=(DonationRow, AlertRow, OverlayRow)),
        ),
        Subscriber("on_channel_ready", to=(ChannelReady,), access=Access(writes=(PayeeRow,))),
        Subscriber(
            "on_money_moved",
            to=FACTS,
            at_once=2,  # all of them write the head of one chain; SQS knows no fewer
            access=Access(reads=(RateRow,), writes=LEDGER, settings=BOOKS),
        ),
        Subscriber(
            "on_dispute",
            to=(DisputeOpened, DisputeClosed),
            access=Access(writes=(DisputedRow,)),
        ),
        Schedule(
            "run_payouts",
            rate="cron(0 5 * * ? *)",
            timeout_seconds=900,
            access=Access(
                reads=(PartyListRow, PayeeRow, AccountRow, DisputedRow),
                writes=(*PAYOUTS, PayableRow),
                secrets=("STRIPE_KEY",),
                settings=("STRIPE_URL", "LEDGER_ENTITY"),
            ),
        ),
        Http(
            "payouts_api",
            access=Access(
                reads=(PayeeRow, PayableRow, DisputedRow, PayoutRow, TurnRow, CarriedRow, RunRow),
                writes=(AccountRow, RequestRow),
                secrets=("STRIPE_KEY",),
                settings=("SITE_URL", "STRIPE_URL", "LEDGER_ENTITY"),
            ),
        ),
        Schedule(
            "close_month",
            rate="cron(0 3 3 * ? *)",
            timeout_seconds=900,
            memory_mb=1024,
            access=Access(
                reads=(EntryRow, BalanceRow, PayableRow),
                writes=(HeadRow,),
                settings=(*BOOKS, "EXPORTS_BUCKET"),
                grants=(
                    Grant(
                        ("s3:PutObject", "s3:GetObject"),
                        ("{EXPORTS_BUCKET_ARN}/*",),
                        "Exports are named by entity and month; the bucket holds nothing else.",
                    ),
                ),
            ),
        ),
    ),
)
