"""Dated releases: a page for each, and its files."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from claims.formats.releases import metadata, stored
from claims.formats.releases.stored import Release
from claims.site.frame import public, show
from newsroom import file_parts
from newsroom.cors import any_origin

# What files of a release hold beside tables; it is stored in English, and shown translated.
MEANINGS = (
    gettext_lazy("Our ratings, as schema.org's ClaimReview"),
    gettext_lazy("What each column means: a Frictionless Data Package of the CSV files"),
    gettext_lazy("How to cite"),
    gettext_lazy("The entry for data catalogues: DCAT"),
    gettext_lazy("Checksums of the other files"),
)


@public
def release(request: HttpRequest, day: str) -> HttpResponse:
    found = _release(day)
    is_served = found.day in stored.served_days([found])
    context = {
        "release": found,
        "is_served": is_served,
        "files": [(each, _(each.means), found.address(each.name)) for each in found.files],
        "check": f"sha256sum --ignore-missing --check {stored.CHECKSUMS}",
        "citation": metadata.citation(found),
    }
    status = HTTPStatus.OK if is_served else HTTPStatus.GONE
    return show(request, "site/release.html", context, status=status)


@any_origin
@require_safe
def file(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """One of its files, or a part of it, as long as all of the release may be shown."""
    found = _release(day)
    stated = found.file(name)
    if stated is None:
        raise Http404
    if found.day not in stored.served_days([found]):
        sentence = _(
            "Something in this release was taken offline. The release will be made again without it."
        )
        gone = HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=410)
        gone["Cache-Control"] = "no-store"
        return gone
    try:
        path = stored.local_path(found, stated)
    except OSError as error:
        raise Http404 from error
    content_type = "application/gzip" if stated.compressed else stated.media_type
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    answer = file_parts.answer(request, path, stated.sha256, content_type)
    answer["Cache-Control"] = "public, no-cache"
    answer["Content-Disposition"] = f'attachment; filename="{stated.name}"'
    answer["As-Of-Publication"] = str(found.number)
    return answer


def _release(day: str) -> Release:
    found = stored.find(day)
    if found is None:
        raise Http404
    return found
