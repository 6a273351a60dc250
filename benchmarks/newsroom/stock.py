"""The settings of Django's plain admin; see ``stock_site``."""

from factcheck.settings import *  # noqa: F403
from factcheck.settings import INSTALLED_APPS as OURS

# First, so that its templates come before the desk's own.
ADMIN = "django.contrib.admin"
INSTALLED_APPS = [
    ADMIN,
    *(app for app in OURS if app not in ("factcheck.theme.ThemeConfig", ADMIN)),
]
ROOT_URLCONF = "benchmarks.newsroom.stock_site"
