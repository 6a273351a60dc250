"""The project's settings, as the tests need them."""

import os

# Settings that a server from DATABASE_URL asks for; a test run has no secrets.
os.environ.setdefault("SECRET_KEY", "only for tests, where nothing is worth a secret")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
# Tests of the delay set their own.
os.environ.setdefault("READERS_DELAY_MINUTES", "0")

from factcheck import storage
from factcheck.settings import *  # noqa: F403
from tests import sessions

sessions.use()

INSTALLED_APPS = [*INSTALLED_APPS, "tests.owner_functions"]  # noqa: F405
# The real one is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected in a test run, whatever the database.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
# A file is looked for when it is asked for: every test client would list all files anew.
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": storage.media(""),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# On any server; none of a test reaches a mail server, but for those of tests/smtp.py.
SENDS_EMAIL = True

# Tests that commit change settings, too, which an answer that is kept would not show; but for those of keeping.
KEPT_ANSWERS = CACHES.pop("answers")  # noqa: F405

# Tests of the log make their own.
SIGNED_LOG = None
