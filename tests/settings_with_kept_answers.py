"""The tests' settings, as the servers need them that tests start to see what they keep."""

from tests.settings import *  # noqa: F403

CACHES = {**CACHES, "answers": {"BACKEND": "factcheck.memory_cache.MemoryCache"}}  # noqa: F405
REST_FRAMEWORK = {
    **REST_FRAMEWORK,  # noqa: F405
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]),  # noqa: F405
}
