"""Routing: which names are services of AWS is known from botocore's folders, not from what is in them.

ministack 1.5.33 reads every model of botocore, 400 MB that stay, at the first request to a service that it lacks.
"""

import botocore.session
from ministack.core import router

from local.cloud.patching import require


def apply() -> None:
    require(hasattr(router, "_KNOWN_AWS_SERVICE_NAMES"), "the router's names of services moved")
    router._KNOWN_AWS_SERVICE_NAMES = frozenset(botocore.session.get_session().get_available_services())
