"""The tests' settings, as the workers that tests start need them."""

from tests.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["tests.jobs"]
PUBLISH_DUE_EVERY = 0.2
