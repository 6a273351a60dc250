"""What every page has: whose it is, how long a copy may be kept, and the frame around it."""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from newsroom.permissions import may

View = Callable[..., HttpResponseBase]


def reads_desk(request: HttpRequest) -> bool:
    """Whether a reporter or above asks; everybody else is an outsider."""
    # An error page may be made before anybody knows who asks.
    return hasattr(request, "user") and may(request.user, "read")


def public(view: View) -> View:
    """A page for everybody. Outsiders' copies may be kept, and are asked about at each use, since
    hiding is immediate; a page made for someone of the newsroom is theirs alone.
    """

    @require_safe
    @gzip_page
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        patch_vary_headers(answer, ["Cookie", "Accept-Language"])
        if "Cache-Control" in answer:
            return answer
        if answer.status_code != 200 or reads_desk(request):
            answer["Cache-Control"] = "private, no-store"
            return answer
        answer["Cache-Control"] = "public, no-cache"
        if not isinstance(answer, HttpResponse):  # a stream, which nobody has read yet
            return answer
        etag = quote_etag(hashlib.sha256(answer.content).hexdigest())
        answer["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=answer) or answer

    return answered


def internal(view: View) -> View:
    """A page of what is at work: for the newsroom, and kept by nobody."""

    @require_safe
    @gzip_page
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not reads_desk(request):
            if request.user.is_authenticated:
                raise PermissionDenied(_("This takes the role Reporter or higher."))
            return redirect_to_login(request.get_full_path())
        answer = view(request, *args, **kwargs)
        patch_vary_headers(answer, ["Cookie", "Accept-Language"])
        answer["Cache-Control"] = "private, no-store"
        return answer

    return answered


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    twin: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page in its frame.

    ``twin``: for the newsroom, the address of the same in its present state; on such a page, of
    what the public sees.
    """
    return render(
        request,
        template,
        {
            "back": request.get_full_path(),
            **context,
            "reads_desk": reads_desk(request),
            "twin": twin,
        },
        status=status,
    )


def name(request: HttpRequest) -> dict[str, Any]:
    """For every template: what the site is called, and the languages that it speaks."""
    return {
        "site_name": settings.NEWSROOM_NAME or _("Fact-checking desk"),
        "site_languages": settings.LANGUAGES,
    }
