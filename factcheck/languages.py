"""The site is in the reader's language, or the one in its address (``/es/claims/1/``; ``?lang=es`` leads there);
the desk is in that of the newsroom, the API in English.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.encoding import escape_uri_path

from claims.publication.addresses import WITHOUT_LANGUAGE, below, with_language


class LanguageMiddleware:
    """After Django's LocaleMiddleware, which chose the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = request.GET.get("lang", "")
        if request.path_info.removeprefix("/") in dict(settings.LANGUAGES):
            return HttpResponsePermanentRedirect(f"{request.path}/")
        if prefix := _prefix(request.path_info):
            code = prefix
            # ``path`` keeps the prefix, so that forms and redirects do.
            request.path_info = request.path_info.removeprefix(f"/{prefix}")
            request.language_prefix = f"/{prefix}"  # type: ignore[attr-defined]
        elif request.method in ("GET", "HEAD") and _is_page_in(code, request.path_info):
            # So links on the page, relative ones too, lead to pages in that language.
            return HttpResponsePermanentRedirect(_with_prefix(request, code))
        elif request.path_info.startswith("/admin/"):
            code = settings.DESK_LANGUAGE
        elif request.path_info.startswith("/api/"):
            code = settings.LANGUAGE_CODE
        if code in dict(settings.LANGUAGES) or code == settings.LANGUAGE_CODE:
            translation.activate(code)
            request.LANGUAGE_CODE = code
        with below(prefix):
            return self.get_response(request)


def _is_page_in(code: str, path: str) -> bool:
    return code != "" and _prefix(f"/{code}{path}") == code


def _with_prefix(request: HttpRequest, code: str) -> str:
    """The address of ``?lang=es`` as ``/es/…``, with all other parameters."""
    query = request.GET.copy()
    del query["lang"]
    path = with_language(escape_uri_path(request.path), code)
    return f"{path}?{query.urlencode()}" if query else path


def _prefix(path: str) -> str:
    """The language before the address of a public page; empty where there is none."""
    code, slash, rest = path.removeprefix("/").partition("/")
    if not slash or code not in dict(settings.LANGUAGES) or rest.startswith(WITHOUT_LANGUAGE):
        return ""
    # One that lacks its slash is redirected, with the language.
    return code if _is_of_the_site(f"/{rest}") or _is_of_the_site(f"/{rest}/") else ""


def _is_of_the_site(path: str) -> bool:
    try:
        return resolve(path).namespace == "site"
    except Resolver404:
        return False
