"""The newsroom's own logo and colour on the site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from claims.site.frame import public
from newsroom import public_version

TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}


@public
def logo(request: HttpRequest) -> HttpResponse:
    """Opened by itself, an SVG runs no script: the site's policy holds here, too."""
    if settings.SITE_LOGO is None:
        raise Http404
    public_version.depends_on_more()  # the file
    return HttpResponse(
        settings.SITE_LOGO.read_bytes(), content_type=TYPES[settings.SITE_LOGO.suffix]
    )


@public
def colours(request: HttpRequest) -> HttpResponse:
    if not settings.SITE_ACCENT:
        raise Http404
    light, dark = settings.SITE_ACCENT
    rule = f":root {{ --link: light-dark({light}, {dark}); }}\n"
    return HttpResponse(rule, content_type="text/css; charset=utf-8")
