"""Recordings that we hold and their captions, for the player beside a quote."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from claims.formats.held_recordings import held_file
from claims.presentation import players
from newsroom import file_parts
from sources.models import Transcript


@require_safe
def recording(request: HttpRequest, pk: int, text_sha256: str) -> HttpResponseBase:
    """Whole, or the range that the player asks for."""
    held = held_file(_public(pk, text_sha256))
    if held is None:
        raise Http404
    answer = file_parts.answer(request, held.path, held.sha256, held.media_type)
    for name, value in players.HEADERS.items():
        answer[name] = value
    return answer


@require_safe
def captions(request: HttpRequest, pk: int, text_sha256: str) -> HttpResponse:
    # With the labels: where one names somebody protected, the recording is not public.
    words = players.captions(_public(pk, text_sha256))
    return HttpResponse(words, content_type=players.CAPTIONS, headers=players.HEADERS)


def _public(source: int, text_sha256: str) -> Transcript:
    """Raises Http404 unless a listed publication names it and readers may hear it."""
    found = players.public_transcript(source, text_sha256)
    if found is None:
        raise Http404
    return found
