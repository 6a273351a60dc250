"""The project's settings, without rate limits."""

from typing import Any

from factcheck.settings import *  # noqa: F403
from factcheck.settings import REST_FRAMEWORK as AS_IT_IS

NO_LIMIT: Any = {"anon": None, "user": None, "export": None}
REST_FRAMEWORK = {**AS_IT_IS, "DEFAULT_THROTTLE_RATES": NO_LIMIT}
