"""A claim in a frame on other sites, and what tells their software how to make the frame (oEmbed)."""

from functools import partial, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from claims.choices import CORRECTING, PublicationEvent, ReasonKind, Standing
from claims.models import Publication
from claims.presentation.chip import chip_text
from claims.presentation.frames import HEIGHT, WIDTH
from claims.publication import named_speakers
from claims.publication.addresses import absolute, address, in_language, link, without_language
from claims.site.frame import View, public
from claims.site.rows import COLUMNS, published
from newsroom import problems
from newsroom.cors import any_origin
from newsroom.identity import newsroom_name

LARGEST = 10_000
# Of what was signed, a correction, an update or a minor edit.
_CHANGED = Q(event=PublicationEvent.CORRECTED) | Q(
    event=PublicationEvent.SIGNED, reason_kind__in=[*CORRECTING, ReasonKind.NEW_EVIDENCE]
)


def framed(view: View) -> View:
    """A public page that other sites may show in a frame; the setting says which.

    Outside of ``public``: what a browser keeps takes its headers from a 304, too.
    """
    view = public(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
        response["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
            f"frame-ancestors {settings.EMBED_SITES}"
        )
        return response

    return wrapped


@framed
def embed(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim in short. Of one that is not public nothing, as of one that does not exist."""
    publication = Publication.objects.readable().filter(claim=pk).only(*COLUMNS).first()
    if publication is None:
        return render(request, "site/embed.html", status=404)
    row = published(publication)
    context = {
        "row": row,
        "body": row.body,
        "publication": publication,
        "chip": chip_text(row.body, row.standing),
        "url": address("page", pk),
        "page": absolute(link("site:claim", pk)),
    }
    if publication.standing != Standing.WITHDRAWN:
        context |= _changes(pk, publication)
    return render(request, "site/embed.html", context)


@framed
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """A speaker in short, as programs show one that they found. Of others nothing."""
    found = named_speakers.numbered([pk]).first()
    context = {"speaker": found, "url": address("speaker-page", pk)}
    status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
    return render(request, "site/speaker_embed.html", context, status=status)


def _changes(pk: int, publication: Publication) -> dict[str, Any]:
    """Since when it is under review again, and what was last done to what was signed."""
    rows = Publication.objects.filter(claim=pk).order_by("-number")
    rows = rows.only("number", "published_at", "event", "reason_kind")
    reopened = None
    if publication.standing == Standing.UNDER_REVIEW:
        reopened = rows.filter(event=PublicationEvent.REOPENED).first()
    changed = rows.filter(_CHANGED).first()
    return {
        "reopened": reopened,
        "changed": changed,
        "is_correction": changed is not None and changed.reason_kind in CORRECTING,
        "is_update": changed is not None and changed.reason_kind == ReasonKind.NEW_EVIDENCE,
        "signing": rows.filter(event=PublicationEvent.SIGNED).first(),
    }


def snippet(pk: int, width: int = WIDTH, height: int = HEIGHT, code: str = "") -> str:
    """The frame as HTML, in one language if ``code`` names it. It says nothing about the claim: what was
    pasted can't be taken back.
    """
    path = reverse("site:embed", args=[pk])
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
        ' style="border:0;max-width:100%"></iframe>',
        in_language(path, code) if code else absolute(path),
        _("Fact check by %(newsroom)s") % {"newsroom": newsroom_name()},
        width,
        height,
    )


def discovery(pk: int) -> str:
    """The address that a claim's page names to software that embeds it."""
    query = urlencode({"url": address("page", pk), "format": "json"})
    return f"{absolute(reverse('site:oembed'))}?{query}"


@any_origin
@public
def oembed(request: HttpRequest) -> HttpResponse:
    """https://oembed.com/, for the addresses of claims' pages."""
    refused = partial(problems.answer, request.path)
    if request.GET.get("format", "json") != "json":
        return refused(501, _("The only format is json."))
    url = request.GET.get("url", "")
    if not url:
        return refused(400, _("Give the address of a claim’s page in the parameter url."))
    limits = [_limit(request, name) for name in ("maxwidth", "maxheight")]
    if None in limits:
        return refused(400, _("maxwidth and maxheight are whole numbers of pixels above 0."))
    pk, code = _claim_at(url)
    if pk is None or not Publication.objects.readable().filter(claim=pk).exists():
        return refused(404, _("There is no public claim at this address."))
    width, height = (
        min(size, limit or size) for size, limit in zip((WIDTH, HEIGHT), limits, strict=True)
    )
    return JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "title": _("Fact check by %(newsroom)s") % {"newsroom": newsroom_name()},
            "provider_name": newsroom_name(),
            "provider_url": settings.SITE_URL,
            "html": snippet(pk, width, height, code),
            "width": width,
            "height": height,
        }
    )


def _limit(request: HttpRequest, name: str) -> int | None:
    """Pixels; None if it is none."""
    text = request.GET.get(name, str(LARGEST))
    fits = text.isascii() and text.isdecimal() and 0 < len(text) <= 9 and int(text) > 0
    return int(text) if fits else None


def _claim_at(url: str) -> tuple[int | None, str]:
    """The claim whose page or frame is at an address of this site, and the language in that address."""
    nothing = None, ""
    try:
        parts, own = urlsplit(url), urlsplit(settings.SITE_URL)
        is_ours = (parts.hostname, parts.port) == (own.hostname, own.port)
        path, code = without_language(f"/{parts.path.removeprefix(get_script_prefix())}")
        match = resolve(path) if is_ours and parts.scheme in ("http", "https") else None
    except (ValueError, Resolver404):
        return nothing
    if match is None or match.view_name not in ("site:claim", "site:embed"):
        return nothing
    return match.kwargs["pk"], code
