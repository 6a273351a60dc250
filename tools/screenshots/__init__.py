"""Pictures of every page, to look at: ``python -m tools.screenshots``."""

import os

import django

# Here, because the modules of this package need Django when they are imported.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# Playwright's event loop runs in the same thread as the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()
