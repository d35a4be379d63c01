"""Money: what viewers give, the books it stands in, and the month that accountants close."""

from dataclasses import replace

from contracts.ads import AdsBilled, AdsDelivered
from contracts.billing import (
    BooksAdjusted,
    DisputeClosed,
    DisputeOpened,
    DonationReceived,
    EntitlementChanged,
    InvoicePaid,
    OrderSplit,
    PaymentRefunded,
    PayoutPaid,
    ProcessorFeeCharged,
    ProcessorSettled,
    RevenueRecognised,
    SubscriptionEnded,
    SubscriptionPaid,
)
from contracts.channels import ChannelReady
from contracts.identity import AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn, ProfileChanged, UserSignedUp
from contracts.marketplace import OrderPaid, OrderRefunded
from contracts.rewards import PointsExpired, PointsGranted, PointsRedeemed, PointsReversed
from functions.billing.ads.deals import DealRow
from functions.billing.ads.deliveries import AdDeliveryRow
from functions.billing.alerts.store import AlertRow, OverlayRow
from functions.billing.commissions.agreements import AgreementRow
from functions.billing.commissions.store import OrderRow
from functions.billing.disputes.store import DisputeRow
from functions.billing.donations.days import GivenRow
from functions.billing.donations.store import DonationRow, RefundRow, TotalRow
from functions.billing.finance.adjustments import AdjustmentRow
from functions.billing.finance.exports import ExportRow
from functions.billing.finance.funnel import FunnelMonthRow, FunnelPersonRow
from functions.billing.fraud.cases import CaseRow
from functions.billing.fraud.watch import CardRow, WatchRow
from functions.billing.guardians.months import BegunRow
from functions.billing.guardians.store import PayerRow
from functions.billing.ledger.parties import PartyRow
from functions.billing.ledger.payables import PartyListRow, PayableRow
from functions.billing.ledger.store import BalanceRow, EntryRow, FactRow, HeadRow, RateRow
from functions.billing.names import DonorNameRow
from functions.billing.payees import PayeeRow
from functions.billing.payouts.accounts import AccountRow
from functions.billing.payouts.disputes import DisputedRow
from functions.billing.payouts.rows import CarriedRow, PayoutRow, RunRow, TurnRow
from functions.billing.reconciliation.store import ReconciliationRow
from functions.billing.revenue.store import ObligationRow
from functions.billing.settlements.arriving import SettlementRow
from functions.billing.subscriptions.store import CustomerRow, DunningRow, InvoiceRow, SubscriptionRow
from functions.billing.webhooks import HeardRow
from kernel.capability import Access, Capability, Desk, Grant, Http, Schedule, Subscriber, Task
from kernel.idempotency import RequestRow

BOOKS = ("LEDGER_ENTITY", "LEDGER_CURRENCY", "LEDGER_ZONE")
SUBSCRIPTIONS = (CustomerRow, SubscriptionRow, InvoiceRow, DunningRow, ObligationRow)
LEDGER = (FactRow, EntryRow, HeadRow, BalanceRow, PartyRow, PayableRow, PartyListRow)
PAYOUTS = (PayoutRow, TurnRow, CarriedRow, RunRow)
FRAUD = (WatchRow, CaseRow)
DECIDING = (*FRAUD, CardRow, DisputedRow, AccountRow)
FACTS = (
    DonationReceived,
    InvoicePaid,
    OrderSplit,
    RevenueRecognised,
    ProcessorFeeCharged,
    PaymentRefunded,
    DisputeOpened,
    DisputeClosed,
    PayoutPaid,
    ProcessorSettled,
    BooksAdjusted,
    AdsBilled,
    PointsGranted,
    PointsRedeemed,
    PointsExpired,
    PointsReversed,
)
DONATIONS = (DonationRow, GivenRow, RefundRow, TotalRow, DonorNameRow, AlertRow, OverlayRow)
SALES = (AgreementRow, OrderRow, DealRow, AdDeliveryRow)
FUNNEL = (FunnelPersonRow, FunnelMonthRow)
GUARDIANS = (PayerRow, BegunRow)

WHOLE_BUCKET = "Exports are named by entity and month; the bucket holds nothing else."
READ_EXPORTS = Grant(("s3:GetObject",), ("{EXPORTS_BUCKET_ARN}/*",), WHOLE_BUCKET)
EXPORT_DISK_MB = 4096  # a million lines are 2 GB of files, of which the archive is 150 MB
CLOSING = Access(
    reads=(ObligationRow, InvoiceRow, DunningRow, RateRow),
    writes=LEDGER,
    settings=(*BOOKS, "EXPORTS_BUCKET"),
    grants=(
        Grant(("s3:PutObject", "s3:GetObject"), ("{EXPORTS_BUCKET_ARN}/*",), WHOLE_BUCKET),
        Grant(("s3:ListBucket",), ("{EXPORTS_BUCKET_ARN}",)),  # else what is missing looks forbidden
    ),
)

capability = Capability(
    name="billing",
    tables=(
        PayeeRow,
        *DONATIONS,
        RequestRow,
        HeardRow,
        *LEDGER,
        RateRow,
        *SUBSCRIPTIONS,
        DisputeRow,
        AdjustmentRow,
        ExportRow,
        ReconciliationRow,
        SettlementRow,
        *PAYOUTS,
        AccountRow,
        DisputedRow,
        *SALES,
        *FUNNEL,
        *GUARDIANS,
        *FRAUD,
        CardRow,
    ),
    emits=(
        DonationReceived,
        ProcessorFeeCharged,
        PaymentRefunded,
        InvoicePaid,
        OrderSplit,
        RevenueRecognised,
        EntitlementChanged,
        SubscriptionPaid,
        SubscriptionEnded,
        DisputeOpened,
        DisputeClosed,
        BooksAdjusted,
        AdsBilled,
        PayoutPaid,
        ProcessorSettled,
    ),
    functions=(
        Http(
            access=Access(
                reads=(PayeeRow, PartyRow, TotalRow, DonorNameRow, SubscriptionRow, PayerRow),
                writes=(DonationRow, GivenRow, OverlayRow, RequestRow, *FRAUD),
                secrets=("STRIPE_KEY",),
                settings=("SITE_URL", "STRIPE_URL", "LEDGER_ENTITY"),
            )
        ),
        Http(
            "plans_api",
            access=Access(
                reads=(PayeeRow, ObligationRow, PayerRow),
                writes=(CustomerRow, SubscriptionRow, InvoiceRow, RequestRow, GivenRow, BegunRow, *FRAUD),
                secrets=("STRIPE_KEY",),
                settings=("SITE_URL", "STRIPE_URL", *BOOKS),
            ),
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
                reads=(PayeeRow, PayerRow),
                writes=(
                    DonationRow,
                    GivenRow,
                    BegunRow,
                    RefundRow,
                    TotalRow,
                    DisputeRow,
                    AccountRow,
                    SettlementRow,
                    *SUBSCRIPTIONS,
                    *FRAUD,
                    CardRow,
                    DisputedRow,
                ),
                secrets=("STRIPE_KEY",),
                settings=("STRIPE_URL", *BOOKS),
            ),
        ),
        Http(
            "guardians_api",
            access=Access((DonationRow, DonorNameRow), (RequestRow,), ("STRIPE_KEY",), ("STRIPE_URL",)),
        ),
        Subscriber(
            "on_guardian_told",
            to=(AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn),
            access=Access(writes=(PayerRow,)),
        ),
        Subscriber("on_name_told", to=(UserSignedUp, ProfileChanged), access=Access(writes=(DonorNameRow, WatchRow))),
        Subscriber(
            "on_donation_received",
            to=(DonationReceived,),
            access=Access(writes=(DonationRow, AlertRow, OverlayRow)),
        ),
        Subscriber("on_channel_ready", to=(ChannelReady,), access=Access(writes=(PayeeRow,))),
        Subscriber(
            "on_order_paid",
            to=(OrderPaid, OrderRefunded),
            access=Access(reads=(AgreementRow,), writes=(OrderRow,), settings=BOOKS),
        ),
        Subscriber(
            "on_funnel_step",
            to=(UserSignedUp, EntitlementChanged, InvoicePaid),
            access=Access(writes=FUNNEL, settings=BOOKS),
        ),
        Subscriber(
            "on_ads_delivered",
            to=(AdsDelivered,),
            access=Access(writes=(AdDeliveryRow,), settings=BOOKS),
        ),
        Subscriber(
            "on_money_moved",
            to=FACTS,
            at_once=2,  # all of them write the head of one chain; SQS knows no fewer
            access=Access(reads=(RateRow,), writes=LEDGER, settings=BOOKS),
        ),
        Desk(
            access=Access(
                reads=(EntryRow, BalanceRow, HeadRow, DonationRow, InvoiceRow, RateRow, FunnelMonthRow),
                writes=(AdjustmentRow, ExportRow, ReconciliationRow, *DECIDING),
                secrets=("STRIPE_KEY",),
                settings=(*BOOKS, "STRIPE_URL", "EXPORTS_BUCKET", "EXPORT_MONTH_QUEUE"),
                grants=(READ_EXPORTS,),
            ),
        ),
        Schedule(
            "reconcile",
            rate="cron(0 6 * * ? *)",
            timeout_seconds=300,
            access=Access(
                reads=(EntryRow, HeadRow),
                writes=(ReconciliationRow,),
                secrets=("STRIPE_KEY",),
                settings=(*BOOKS, "STRIPE_URL"),
            ),
        ),
        Schedule(
            "recognise_revenue",
            rate="cron(15 0 * * ? *)",
            timeout_seconds=900,
            memory_mb=1024,
            access=Access(writes=(ObligationRow,), settings=BOOKS),
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
            disk_mb=EXPORT_DISK_MB,
            packages="columnar",
            access=CLOSING,
        ),
        Task(
            "export_month",
            timeout_seconds=900,
            memory_mb=1024,
            disk_mb=EXPORT_DISK_MB,
            packages="columnar",
            at_once=2,
            access=replace(CLOSING, writes=(*LEDGER, ExportRow)),
        ),
    ),
)
