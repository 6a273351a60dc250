"""Snapshots: the immutable text, the claims marked in it, and adding a claim by quoting it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from claims.admin.claim.claim_forms import OWN_FIELDS
from claims.admin.snapshot import cues, selection, stamps, takedowns
from claims.admin.snapshot.new_claim_form import NewClaimForm
from claims.capture.speech import request_transcript_of
from claims.formats.held_recordings import held_file
from claims.models import Claim
from claims.presentation import players
from claims.presentation.highlights import claims_appearing_in, segments
from claims.workflow import drafting
from newsroom import file_parts
from newsroom.admin.actions import Action, when
from newsroom.admin.desk import DeskAdmin, column, page_of
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from sources import speech
from sources.models import Snapshot, Takedown, Transcript


def add_by_quote(snapshot: Snapshot, by: User, data: dict[str, Any]) -> Claim:
    return drafting.add_quoted_claim(
        by,
        snapshot,
        data["found"],
        speaker=data["speaker"] or data["new_speaker"],
        topics=data["topics"],
        quantities=data["quantities"],
        relays=data["relays"],
        appearance=data["stated"],
        **{name: data[name] for name in OWN_FIELDS},
    )


def holds_recording(snapshot: Snapshot) -> bool:
    rows = Transcript.objects.filter(pk=snapshot.pk, recording__file_name__gt="")
    return speech.is_on() and rows.exists()


@admin.register(Snapshot)
class SnapshotAdmin(DeskAdmin):
    list_display = ("of", "kind", "captured_at", "text_hash", "withheld")
    list_filter = ("kind",)
    search_fields = ("source__title", "source__uri", "source__publisher__name")
    search_help_text = _("Words of the source's title or its address")
    page_template = "admin/claims/snapshot.html"
    verbs = (
        Action(
            "quote",
            _("Add a claim from a quote"),
            "add_claim",
            NewClaimForm,
            add_by_quote,
            done=_("The claim is added, unreviewed."),
            goes_to=page_of,
            main=True,
        ),
        Action(
            "make-transcript",
            _("Transcribe by speech recognition"),
            "add_source",
            DeskForm,
            lambda snapshot, by, data: request_transcript_of(snapshot.pk, by),
            when(holds_recording),
            _("Requested. This page says how far it is."),
            goes_to=page_of,
            at_once=True,
        ),
        *takedowns.VERBS,
    )

    @column(_("source"))
    def of(self, snapshot: Snapshot) -> str:
        return str(snapshot.source)

    @column(_("SHA-256 of the text"))
    def text_hash(self, snapshot: Snapshot) -> str:
        return f"{snapshot.text_sha256[:16]}…"

    @column(_("public"), label={"down": "danger"})
    def withheld(self, snapshot: Any) -> tuple[str, str] | str:
        return ("down", str(_("taken down"))) if snapshot.is_taken_down else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        found = found.annotate(is_taken_down=Takedown.objects.standing().of("pk"))
        return found.defer("text").select_related("source__publisher")

    def get_urls(self) -> list[URLPattern]:
        evidence = self.at("<int:snapshot_id>/evidence/", selection.send, "evidence")
        hashes = self.at("<int:snapshot_id>/hashes/", stamps.hashes, "hashes")
        token = self.at("<int:snapshot_id>/stamps/<str:authority>/", stamps.token, "stamp")
        recording = self.at("<int:number>/recording/", self.recording_view, "recording")
        captions = self.at("<int:number>/captions.vtt", self.captions_view, "captions")
        return [evidence, hashes, token, recording, captions, *super().get_urls()]

    def recording_view(self, request: HttpRequest, number: int) -> HttpResponseBase:
        """For the desk's players, whole or the range that they ask for."""
        self.reader(request)
        held = held_file(players.transcript_of(number))
        if held is None:
            raise Http404
        answer = file_parts.answer(request, held.path, held.sha256, held.media_type)
        for name, value in players.HEADERS.items():
            answer[name] = value
        return answer

    def captions_view(self, request: HttpRequest, number: int) -> HttpResponse:
        self.reader(request)
        transcript = players.transcript_of(number)
        if transcript is None:
            raise Http404
        words = players.captions(transcript)
        return HttpResponse(words, content_type=players.CAPTIONS, headers=players.HEADERS)

    def about(self, subject: Snapshot) -> str:
        return str(subject.source)

    def page_context(self, request: HttpRequest, subject: Snapshot, by: User) -> dict[str, Any]:
        return {
            "stretches": segments(subject),
            "claims": claims_appearing_in(subject),
            **stamps.context(subject),
            **takedowns.context(subject),
            **selection.context(request, by),
            **cues.context(request, subject),
        }
