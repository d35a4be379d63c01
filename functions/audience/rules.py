"""By which rule a channel's audience is divided; every version stays."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.audience.segments import Rule
from kernel import environment
from kernel.clock import iso
from kernel.transactions import transaction


class RuleRow(Model):
    class Meta:
        table_name = environment.table_name("audiencerules")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(range_key=True)
    rule = UnicodeAttribute()
    made_at = UnicodeAttribute()


class DynamoRules:
    def of(self, channel_id: str) -> Rule:
        newest = next(iter(RuleRow.query(channel_id, scan_index_forward=False, limit=1, consistent_read=True)), None)
        return Rule(**json.loads(newest.rule)) if newest else Rule()

    def version(self, channel_id: str, number: int) -> Rule | None:
        if number == Rule.version:
            return Rule()
        try:
            return Rule(**json.loads(RuleRow.get(channel_id, number, consistent_read=True).rule))
        except RuleRow.DoesNotExist:
            return None

    def replace(self, channel_id: str, change: Mapping[str, Any], at: datetime) -> Rule:
        """The next version; Contention where somebody else made it at the same time."""
        before = self.of(channel_id)
        rule = Rule(**{**asdict(before), **change, "version": before.version + 1})
        row = RuleRow(channel_id, rule.version, rule=json.dumps(asdict(rule)), made_at=iso(at))
        with transaction() as write:
            write.save(row, condition=RuleRow.version.does_not_exist())
        return rule
