"""What every page shares: who may read it, how it is cached, and the frame around its content."""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from claims.publication.addresses import absolute, address, in_language
from claims.site import logo
from newsroom.identity import newsroom_name
from newsroom.permissions import may

View = Callable[..., HttpResponseBase]
NEEDS_REPORTER = gettext_lazy("You need the role Reporter or higher.")


def reads_desk(request: HttpRequest) -> bool:
    """Whether the request is from somebody of the newsroom: a reporter or above."""
    # An error page may be made before the user is known.
    return hasattr(request, "user") and may(request.user, "read")


def public(view: View) -> View:
    """A page for everybody. Caches may keep the public's copy but must revalidate it each time,
    because hiding takes effect at once; a copy made for the newsroom is never stored.
    """

    @require_safe
    @gzip_page
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        if "Cache-Control" in response:
            return response
        if response.status_code != 200 or reads_desk(request):
            response["Cache-Control"] = "private, no-store"
            return response
        response["Cache-Control"] = "public, no-cache"
        if not isinstance(response, HttpResponse):  # a stream, not read yet
            return response
        etag = quote_etag(hashlib.sha256(response.content).hexdigest())
        response["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return wrapped


def takes(*known: str) -> Callable[[View], View]:
    """Of a view for programs: any other parameter is refused, as one that was mistyped would be ignored."""

    def decorated(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            unknown = sorted(request.GET.keys() - set(known))
            if not unknown:
                return view(request, *args, **kwargs)
            sentence = _("There is no parameter %(name)s.") % {"name": unknown[0][:100]}
            if unknown[0] == "as_of" and "pk" in kwargs:  # of a claim
                query = urlencode({"as_of": request.GET["as_of"][:100]})
                earlier = f"{address('claim', kwargs['pk'])}?{query}"
                sentence += " " + _("The claim as it was then: %(address)s") % {"address": earlier}
            return HttpResponse(
                f"{sentence}\n", status=400, content_type="text/plain; charset=utf-8"
            )

        return wrapped

    return decorated


def internal(view: View) -> View:
    """A page of working claims: for the newsroom, never stored by a cache."""

    @require_safe
    @gzip_page
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not reads_desk(request):
            if request.user.is_authenticated:
                raise PermissionDenied(str(NEEDS_REPORTER))
            return redirect_to_login(request.get_full_path())
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        response["Cache-Control"] = "private, no-store"
        return response

    return wrapped


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    counterpart: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page in its frame.

    ``counterpart``: of a public page the address of the same page of working claims, and the other
    way round; the newsroom gets a link to it.
    """
    page = {
        # Without a prefix, so that choosing another language leads back to the page in that language.
        "back": f"{get_script_prefix().rstrip('/')}{request.get_full_path_info()}",
        **context,
        "reads_desk": reads_desk(request),
        "counterpart": counterpart,
    }
    return render(request, template, page, status=status)


def site_context(request: HttpRequest) -> dict[str, Any]:
    """``canonical``: the page's address, without a language; ``alternates``: in each language, and in the
    reader's own; ``prefix``: "/es" for a page that was asked for by ``/es/…``.
    """
    path = f"{get_script_prefix()}{escape_uri_path(request.path_info).removeprefix('/')}"
    codes = [code for code, _label in settings.LANGUAGES]
    alternates = [(code, in_language(path, code)) for code in codes] if len(codes) > 1 else []
    return {
        "canonical": absolute(path),
        "alternates": [*alternates, ("x-default", absolute(path))] if alternates else [],
        "prefix": getattr(request, "language_prefix", ""),
        "site_name": newsroom_name(),
        "site_languages": settings.LANGUAGES,
        "site_logo": settings.SITE_LOGO,
        "site_logo_width": logo.width(settings.SITE_LOGO) if settings.SITE_LOGO else None,
        "site_accent": settings.SITE_ACCENT,
        "sends_email": settings.SENDS_EMAIL,
    }
