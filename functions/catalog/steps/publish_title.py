"""Publish: the title appears in the catalogue; on a replacement the caches forget what they had."""

from functools import cache
from typing import Any

import botocore.session

from functions.catalog.domain import Rendition
from functions.catalog.ladder import Media
from functions.catalog.service import Transcoded
from functions.catalog.wiring import catalog
from kernel import environment
from kernel.observability import logger


@cache
def _cloudfront() -> Any:
    return botocore.session.get_session().create_client("cloudfront", region_name=environment.region())


def invalidate(title_id: str, execution: str) -> None:
    """`execution` makes a repeated request the same invalidation."""
    paths = [f"/vod/{title_id}/*", f"/thumbnails/{title_id}/*"]
    _cloudfront().create_invalidation(
        DistributionId=environment.required("DISTRIBUTION_ID"),
        InvalidationBatch={"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": execution},
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, str]:
    title = catalog().publish(
        event["title_id"],
        Transcoded(
            media_prefix=event["media_prefix"],
            media=Media(**event["media"]),
            duration_seconds=event["transcoded_seconds"],
            renditions=tuple(Rendition(**rendition) for rendition in event["renditions"]),
            sprite=event["sprite"],
            poster=event["poster"],
            notes=tuple(event["notes"]),
        ),
    )
    invalidate(title.id, title.execution_name)
    return {"title_id": title.id, "state": title.state.value}
