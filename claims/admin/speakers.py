"""Speakers: names, roles, merges and protection. Whoever is published takes two people."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim
from claims.publication import speakers
from newsroom.admin import fields
from newsroom.admin.desk import (
    Action,
    DeskAdmin,
    DeskForm,
    Page,
    answer,
    column,
    leads_to,
    signed_in,
)
from newsroom.choices import DeedKind
from newsroom.models import Deed, User
from sources import speakers as unpublished
from sources.choices import SpeakerKind
from sources.models import Role, Speaker, SpeakerMerge

ABOUT_SPEAKERS = (
    *(DeedKind.CHANGE_SPEAKER, DeedKind.MERGE_SPEAKERS, DeedKind.UNMERGE_SPEAKERS),
    DeedKind.UNPROTECT_SPEAKER,
)


def done(result: Any) -> str:
    if isinstance(result, Deed):
        return _("A publication names this speaker, so a second person does it: asked for.")
    return _("Done.")


class ReasonForm(DeskForm):
    reason = fields.long(gettext_lazy("Reason"))


class ChangeForm(ReasonForm):
    kind = fields.choice(gettext_lazy("Kind"), SpeakerKind.choices)
    name = fields.line(gettext_lazy("Name"), required=False)
    description = fields.line(gettext_lazy("Description"), required=False, most=500)
    field_order = ["kind", "name", "description", "reason"]

    @classmethod
    def starts_with(cls, subject: Speaker) -> dict[str, Any]:
        return {name: getattr(subject, name) for name in ("kind", "name", "description")}

    def asked(self) -> dict[str, Any]:
        changed = {
            name: self.cleaned_data[name]
            for name in ("kind", "name", "description")
            if self.cleaned_data[name] != getattr(self.subject, name)
        }
        return {"changed": changed, "reason": self.cleaned_data["reason"]}


class AliasForm(DeskForm):
    name = fields.line(gettext_lazy("Another name"))


class RoleForm(ReasonForm):
    title = fields.line(gettext_lazy("Post"))
    organisation = fields.found(
        Role.organisation, gettext_lazy("At"), Speaker.objects.pooled(), required=False
    )
    first = fields.day(gettext_lazy("First day"), required=False)
    last_exclusive = fields.day(gettext_lazy("The day after the last"), required=False)
    field_order = ["title", "organisation", "first", "last_exclusive", "reason"]


class MergeForm(ReasonForm):
    into = fields.found(
        SpeakerMerge.into, gettext_lazy("Is the same as"), Speaker.objects.unmerged()
    )
    field_order = ["into", "reason"]


class ProtectForm(ReasonForm):
    description = fields.line(
        gettext_lazy("Description"),
        most=500,
        help_text=gettext_lazy("All that the public sees, such as “a survivor of the attack”."),
    )
    field_order = ["description", "reason"]

    @classmethod
    def starts_with(cls, subject: Speaker) -> dict[str, Any]:
        return {"description": subject.description}


class AddForm(DeskForm):
    kind = fields.choice(gettext_lazy("Kind"), SpeakerKind.choices)
    name = fields.line(gettext_lazy("Name"), required=False)
    description = fields.line(gettext_lazy("Description"), required=False, most=500)
    source = fields.found(
        Speaker.source,
        gettext_lazy("Source"),
        Speaker.source.field.remote_field.model._default_manager.all(),
        required=False,
        help_text=gettext_lazy("Only for one whom the text does not name."),
    )
    aliases = fields.long(
        gettext_lazy("Other names"), required=False, help_text=gettext_lazy("One a line.")
    )


def _standing_merge(speaker: Speaker) -> SpeakerMerge | None:
    return SpeakerMerge.objects.filter(merged=speaker, undone_at__isnull=True).first()


def _unmerge(speaker: Speaker, by: User, data: dict[str, Any]) -> Any:
    standing = SpeakerMerge.objects.filter(merged=speaker).order_by("-pk").first()
    return speakers.unmerge(standing, by, data["reason"]) if standing else None


VERBS = (
    Action(
        "change",
        gettext_lazy("Change name, kind or description"),
        "edit_speaker",
        ChangeForm,
        lambda speaker, by, data: speakers.change(speaker, by, data["reason"], **data["changed"]),
        done=done,
    ),
    Action(
        "add-alias",
        gettext_lazy("Add another name"),
        "add_source",
        AliasForm,
        lambda speaker, by, data: unpublished.add_alias(speaker, by, data["name"]),
    ),
    Action(
        "add-role",
        gettext_lazy("Add a post"),
        "edit_speaker",
        RoleForm,
        lambda speaker, by, data: speakers.add_role(
            speaker,
            by,
            data["reason"],
            data["title"],
            data["organisation"],
            data["first"],
            data["last_exclusive"],
        ),
        done=done,
    ),
    Action(
        "merge",
        gettext_lazy("Merge into another speaker"),
        "merge_speakers",
        MergeForm,
        lambda speaker, by, data: speakers.merge(speaker, data["into"], by, data["reason"]),
        lambda speaker, by: None if _standing_merge(speaker) else "",
        done=done,
    ),
    Action(
        "unmerge",
        gettext_lazy("Take the merge back"),
        "merge_speakers",
        ReasonForm,
        _unmerge,
        lambda speaker, by: "" if _standing_merge(speaker) else None,
        done=done,
    ),
    Action(
        "protect",
        gettext_lazy("Protect, at once"),
        "protect_speaker",
        ProtectForm,
        lambda speaker, by, data: speakers.protect(
            speaker.pk, by, data["description"], data["reason"]
        ),
        lambda speaker, by: None if speaker.protected else "",
        gettext_lazy("Protected: no public page answers to the name any more."),
        danger=True,
    ),
    Action(
        "unprotect",
        gettext_lazy("Ask to end the protection"),
        "protect_speaker",
        ReasonForm,
        lambda speaker, by, data: speakers.unprotect(speaker, by, data["reason"]),
        lambda speaker, by: "" if speaker.protected else None,
        gettext_lazy("Requested. Another senior editor approves it under Approvals."),
    ),
)


@admin.register(Speaker)
class SpeakerAdmin(DeskAdmin):
    add_deed = "add_source"
    verbs = VERBS
    list_display = ("named", "kind", "is_protected")
    list_filter = ("kind", "protected")
    search_fields = ("name",)
    search_help_text = gettext_lazy("A name or an alias, whatever case or accents")
    ordering = ("name", "pk")
    sortable_by = ()

    @column(gettext_lazy("protected"))
    def is_protected(self, speaker: Speaker) -> str:
        return _("protected") if speaker.protected else "—"

    @column(gettext_lazy("speaker"))
    def named(self, speaker: Speaker) -> str:
        return str(speaker)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        return (queryset.named(words) if words else queryset), False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=gettext_lazy("Add a speaker"),
            form=AddForm,
            call=lambda data: unpublished.add_speaker(
                by,
                data["kind"],
                data["name"],
                data["description"],
                data["source"],
                tuple(data["aliases"].splitlines()),
            ),
            back=self.url_of("changelist"),
            goes_to=leads_to(Speaker),
            submit=gettext_lazy("Add the speaker"),
        )
        return answer(request, self, page)

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
        speaker: Speaker = self.subject(request, int(object_id))
        merges = SpeakerMerge.objects.filter(undone_at__isnull=True)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(speaker),
            "speaker": speaker,
            "published": speakers.is_published(speaker.pk),
            "aliases": speaker.aliases.all()[:200],
            "roles": speaker.roles.select_related("organisation")[:200],
            "merged_into": merges.filter(merged=speaker)
            .select_related("into", "merged_by")
            .first(),
            "merged_in": merges.filter(into=speaker).select_related("merged", "merged_by")[:200],
            "claims": Claim.objects.by_speaker(speaker.pk).order_by("-pk")[:50],
            "deeds": Deed.objects.open()
            .filter(subject_id=speaker.pk, kind__in=ABOUT_SPEAKERS)
            .select_related("asked_by"),
            "offers": self.offers(speaker, speaker.pk, by),
        }
        return TemplateResponse(request, "admin/claims/speaker.html", context)
