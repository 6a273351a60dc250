"""Addresses of pages that need no number, and of files: worked out once, since a page has some thirty of them."""

from functools import lru_cache

from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse

from claims.publication.addresses import linked


def address(name: str) -> str:
    """As ``link``."""
    return linked(name, _reversed(name, get_urlconf(), get_script_prefix()))


@lru_cache(maxsize=1_000)
def _reversed(name: str, urlconf: str | None, _prefix: str) -> str:
    return reverse(name, urlconf)


@lru_cache(maxsize=1_000)
def file_address(path: str) -> str:
    """Of one of our own files, which are the same for as long as this process runs."""
    return static(path)
