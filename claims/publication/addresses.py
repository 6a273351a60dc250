"""Absolute addresses of pages and API objects, as readers use them."""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

# A number that stands in no address by chance.
SOME_NUMBER = 10**17 + 1
PAGES = {
    "page": "site:claim",
    "working-page": "site:working-claim",
    **{f"{name}-page": f"site:{name}" for name in ("speaker", "source", "publisher")},
}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def with_language(path: str, code: str) -> str:
    """A public page's path in one language, whichever the reader has chosen."""
    prefix = get_script_prefix()
    return f"{prefix}{code}/{path.removeprefix(prefix)}"


def in_language(path: str, code: str) -> str:
    return absolute(with_language(path, code))


def page_in_language(claim: int, code: str) -> str:
    return in_language(reverse(PAGES["page"], args=[claim]), code)


def address(name: str, number: int) -> str:
    """Of one thing in the API: ``claim``, ``working-claim``, ``speaker``, ``source``, ``publisher``.

    Of pages of the site: ``page`` (of a claim, with its ClaimReview), ``working-page``,
    ``speaker-page``, ``source-page``, ``publisher-page``.
    """
    before, after = _around(name, get_script_prefix())
    return absolute(f"{before}{number}{after}")


def beginning(name: str) -> str:
    """What comes before the number in an address; after it there is a slash."""
    before, _after = _around(name, get_script_prefix())
    return absolute(before)


@cache
def _around(name: str, _prefix: str) -> tuple[str, str]:
    """The path before and after the number, kept because a page of a list needs it fifty times."""
    path = reverse(PAGES.get(name, f"api:{name}"), args=[SOME_NUMBER])
    before, _number, after = path.partition(str(SOME_NUMBER))
    return before, after
