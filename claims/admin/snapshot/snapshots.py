"""Snapshots: the unchangeable text, the claims marked in it, and adding a claim by its quote."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from claims.admin.claim.claim_forms import OWN_FIELDS
from claims.admin.snapshot import selection, takedowns
from claims.admin.snapshot.new_claim_form import NewClaimForm, speaker_of
from claims.models import Claim
from claims.presentation.highlights import quoting, stretches
from claims.workflow import drafting
from newsroom.admin.desk import Action, DeskAdmin, column, leads_to, signed_in
from newsroom.history import acting
from newsroom.models import User
from sources.models import Snapshot, Takedown


def add_by_quote(snapshot: Snapshot, by: User, data: dict[str, Any]) -> Claim:
    """The speaker where new, the claim and its appearance: all of it, or nothing."""
    with acting(by):
        claim = drafting.add_claim(
            by,
            data["text"],
            speaker_of(data, by, snapshot.source),
            data["topics"],
            data["quantities"],
            **{name: data[name] for name in OWN_FIELDS if name != "text"},
        )
        drafting.add_appearance(
            claim.pk, by, snapshot, data["found"], data["relays"], **data["stated"]
        )
    return claim


@admin.register(Snapshot)
class SnapshotAdmin(DeskAdmin):
    list_display = ("of", "kind", "captured_at", "text_hash", "withheld")
    list_filter = ("kind",)
    search_fields = ("source__title",)
    search_help_text = _("Words of the source's title or its address")
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "quote",
            _("Add a claim by its quote"),
            "add_claim",
            NewClaimForm,
            add_by_quote,
            done=_("The claim is written down, unreviewed."),
            goes_to=leads_to(Claim),
            main=True,
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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for word in search_term.split():
            queryset = queryset.filter(
                Q(source__title__icontains=word)
                | Q(source__uri__icontains=word)
                | Q(source__publisher__name__icontains=word)
            )
        return queryset, False

    def get_urls(self) -> list[URLPattern]:
        evidence = path(
            "<int:snapshot_id>/evidence/",
            self.admin_site.admin_view(selection.send),
            name=self._url_name("evidence"),
        )
        return [evidence, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        snapshot = self.subject(request, int(object_id))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(snapshot.source),
            "snapshot": snapshot,
            "stretches": stretches(snapshot),
            "claims": quoting(snapshot),
            **takedowns.context(snapshot),
            "offers": self.offers(snapshot, snapshot.pk, by),
            **selection.context(request, by),
        }
        return TemplateResponse(request, "admin/claims/snapshot.html", context)
