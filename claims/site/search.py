"""The front page."""

from django.http import HttpRequest, HttpResponse

from claims.site.pages import public, show


@public
def search(request: HttpRequest) -> HttpResponse:
    """What this is, and the ways in."""
    return show(request, "site/search.html", {})
