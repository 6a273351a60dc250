"""The settings of Django's plain admin; see ``stock_site``."""

from factcheck.settings import *  # noqa: F403
from factcheck.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [app for app in OURS if app != "unfold"]
ROOT_URLCONF = "benchmarks.newsroom.stock_site"
