"""Where to report a vulnerability, the icon, and the answer for unknown addresses."""

from datetime import timedelta

from django.conf import settings
from django.contrib.admin import site
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from newsroom import problems
from newsroom.permissions import may


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability (RFC 9116); 404 if nobody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"{settings.SITE_URL}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks for this address without reading the page, which names an SVG."""
    return redirect(static("site/favicon.ico"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: a page, one of the desk for the newsroom below the desk's address, or JSON for the API."""
    if request.path_info.startswith("/admin/") and may(request.user, "read"):
        context = {**site.each_context(request), "title": _("Page not found")}
        return render(request, "admin/newsroom/not_found.html", context, status=404)
    if not request.path_info.startswith(problems.API):
        return page_not_found(request, exception)
    return problems.answer(request.path_info, 404, _("There is no such address."))
