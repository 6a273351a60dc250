"""The tests' settings, as the servers need them that tests start to see what they keep."""

from typing import Any

from tests import settings
from tests.settings import *  # noqa: F403

CACHES = {**settings.CACHES, "answers": settings.KEPT_ANSWERS}
_framework: Any = settings.REST_FRAMEWORK
REST_FRAMEWORK = _framework | {
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(_framework["DEFAULT_THROTTLE_RATES"])
}
