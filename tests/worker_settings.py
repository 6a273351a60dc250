"""The tests' settings, as the workers that tests start need them."""

from tests.settings import *  # noqa: F403

PROCRASTINATE_IMPORT_PATHS = ["tests.jobs"]
PUBLISH_DUE_EVERY = 0.2
# They are quick to look and to try again.
JOBS_POLLED_EVERY, JOBS_BACK_OFF = 1, 0
