"""Absolute addresses of pages and API objects, as readers use them."""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

# A number that stands in no address by chance.
SOME_NUMBER = 10**17 + 1


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def address(name: str, number: int) -> str:
    """Of one thing in the API: ``claim``, ``working-claim``, ``speaker``, ``source``, ``publisher``.

    ``page``: the site's page of the claim, which carries its ClaimReview.
    """
    before, after = _around(name, get_script_prefix())
    return absolute(f"{before}{number}{after}")


@cache
def _around(name: str, _prefix: str) -> tuple[str, str]:
    """The path before and after the number, kept because a page of a list needs it fifty times."""
    path = reverse("site:claim" if name == "page" else f"api:{name}", args=[SOME_NUMBER])
    before, _number, after = path.partition(str(SOME_NUMBER))
    return before, after
