"""The account's quota of requests, shared by all rooms of the Region: who wants to post takes a place in one queue.

A generic cell rate algorithm (ITU-T I.371) in one number: the instant up to which the rate is spoken for. Taking a
place moves it on by what the posts cost, in one atomic addition, and tells when they may leave. Nobody who waits is
overtaken, so a large room is not starved by many small ones; within any t seconds at most rate x t + burst posts leave
(or one parcel, where that is larger). One row takes about a thousand places a second; who is throttled there sends a
moment later, with more in it.
"""

from datetime import timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.models import Model

from kernel import clock, environment
from kernel.transactions import held

BURST_SECONDS = 0.5  # API Gateway's own burst is half a second of its rate
THROTTLED = {"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"}
MICROSECOND = timedelta(microseconds=1)
_EPOCH = clock.from_iso("1970-01-01T00:00:00Z")


class QuotaRow(Model):
    class Meta:
        table_name = environment.table_name("chatquotas")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    name = UnicodeAttribute(hash_key=True)
    taken_until = NumberAttribute()  # microseconds since 1970


class DynamoQuota:
    def __init__(self, posts_a_second: int, name: str = "posts") -> None:
        self.posts_a_second, self.name = posts_a_second, name

    def take(self, posts: int, patience: float) -> float | None:
        """Seconds until so many posts may leave; None, and nothing is taken, where that is more than `patience`."""
        now = (clock.now() - _EPOCH) // MICROSECOND
        cost = round(posts / self.posts_a_second * 1e6)
        burst = round(BURST_SECONDS * 1e6)
        latest = now + burst - cost + round(patience * 1e6)
        if latest < now:  # even alone
            return None
        row = QuotaRow(self.name)
        try:
            taken = (
                held(lambda: self._join_queue(row, cost, now, latest))
                or held(lambda: self._start_queue(row, cost, now))
                or held(lambda: self._join_queue(row, cost, now, latest))  # another one started it in between
            )
        except UpdateError as error:
            if error.cause_response_code not in THROTTLED:
                raise
            return None
        return max(0.0, (int(row.taken_until) - burst - now) / 1e6) if taken else None

    @staticmethod
    def _join_queue(row: QuotaRow, cost: int, now: int, latest: int) -> None:
        """Where others are before us."""
        condition = (QuotaRow.taken_until >= now) & (QuotaRow.taken_until <= latest)
        row.update(actions=[QuotaRow.taken_until.set(QuotaRow.taken_until + cost)], condition=condition)

    @staticmethod
    def _start_queue(row: QuotaRow, cost: int, now: int) -> None:
        """Where nobody took anything for a while: what was left unused then is not saved up."""
        idle = QuotaRow.taken_until.does_not_exist() | (QuotaRow.taken_until < now)
        row.update(actions=[QuotaRow.taken_until.set(now + cost)], condition=idle)
