"""Absolute addresses of pages and API objects, as readers use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from asgiref.local import Local
from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

# Addresses of the site without a language: reporters' pages, and the form that chooses the language.
WITHOUT_LANGUAGE = ("working/", "language/")
# A number that stands in no address by chance.
SOME_NUMBER = 10**17 + 1
PAGES = {
    "page": "site:claim",
    "working-page": "site:working-claim",
    **{f"{name}-page": f"site:{name}" for name in ("speaker", "source", "publisher")},
    **{f"working-{name}-page": f"site:working-{name}" for name in ("speaker", "publisher")},
}
DESK_PAGES = {
    "candidate-desk": "admin:claims_candidate_change",
    "capture-desk": "admin:sources_capturerequest_change",
    "claim-desk": "admin:claims_claim_change",
    "import-desk": "admin:claims_importrun_change",
    "relation-desk": "admin:claims_relation_change",
    "speaker-desk": "admin:sources_speaker_change",
    "webhook-desk": "admin:claims_webhook_change",
}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def with_language(path: str, code: str) -> str:
    """A public page's path in one language, whichever the reader has chosen."""
    prefix = get_script_prefix()
    return f"{prefix}{code}/{path.removeprefix(prefix)}"


_page = Local()


@contextmanager
def below(code: str) -> Iterator[None]:
    """A page that was asked for by ``/es/…``: its links to other pages of the site keep the language."""
    _page.code = code
    try:
        yield
    finally:
        _page.code = ""


def link(name: str, *args: Any) -> str:
    """The path of a page of the site, as a link on the present page has it. What names a page for others,
    such as a canonical address or a feed's identifier, comes from ``reverse`` and has no language.
    """
    if not args:
        path = _path(name, get_script_prefix(), get_urlconf())
    elif len(args) == 1 and isinstance(args[0], int):
        before, after = _parts(name, get_script_prefix(), get_urlconf())
        path = f"{before}{args[0]}{after}"
    else:
        path = reverse(name, args=args)
    code = getattr(_page, "code", "")
    return with_language(path, code) if code and path and _has_languages(name, path) else path


def _has_languages(name: str, path: str) -> bool:
    first = path.removeprefix(get_script_prefix())
    return name.startswith("site:") and not first.startswith((*WITHOUT_LANGUAGE, "brand/"))


def in_language(path: str, code: str) -> str:
    return absolute(with_language(path, code))


def cited(path: str) -> str:
    """A page's address as a citation has it: in the language that it was read in."""
    code = get_language() or settings.LANGUAGE_CODE
    return absolute(path) if code == settings.LANGUAGE_CODE else in_language(path, code)


def without_language(path: str) -> tuple[str, str]:
    """A path below the site's root, without the language before it; and that language, empty if there is none."""
    code, slash, rest = path.removeprefix("/").partition("/")
    return (f"/{rest}", code) if slash and code in dict(settings.LANGUAGES) else (path, "")


def page_in_language(claim: int, code: str) -> str:
    return in_language(reverse(PAGES["page"], args=[claim]), code)


def address(name: str, number: int) -> str:
    """Of one thing in the API: ``claim``, ``working-claim``, ``speaker``, ``source``, ``publisher``.

    Of pages of the site: ``page`` (of a claim, with its ClaimReview), ``working-page``,
    ``speaker-page``, ``source-page``, ``publisher-page``. Of pages at the desk: ``candidate-desk`` and
    the others of ``DESK_PAGES``.
    """
    before, after = _around(name, get_script_prefix())
    return absolute(f"{before}{number}{after}")


def beginning(name: str) -> str:
    """What comes before the number in an address; after it there is a slash (not at the desk)."""
    before, _after = _around(name, get_script_prefix())
    return absolute(before)


@cache
def _around(name: str, prefix: str) -> tuple[str, str]:
    named = {**PAGES, **DESK_PAGES}.get(name, f"api:{name}")
    return _parts(named, prefix, None)


@cache
def _path(name: str, _prefix: str, urlconf: str | None) -> str:
    """Kept because a page has some thirty of them."""
    return reverse(name, urlconf)


@cache
def _parts(name: str, _prefix: str, urlconf: str | None) -> tuple[str, str]:
    """The path before and after the number, kept because a page of a list needs it fifty times."""
    path = reverse(name, urlconf, args=[SOME_NUMBER])
    before, _number, after = path.partition(str(SOME_NUMBER))
    return before, after
