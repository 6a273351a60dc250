"""Speakers: names, roles, merges, protection. Changes to a published speaker need approval."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.erasing.actions import ERASE_PERSON
from claims.admin.new_names import AliasForm, ChangeForm
from claims.admin.protection import ProtectForm, claims_of_others
from claims.admin.protection_end import UnprotectForm
from claims.imports import possible_merges
from claims.models import Claim, ClaimToShow
from claims.publication import speakers
from claims.search.query import clean
from claims.workflow import erasures
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action, Offer, Page, filled, when
from newsroom.admin.desk import DeskAdmin, column, page_of
from newsroom.admin.forms import DeskForm, ReasonForm
from newsroom.choices import ApprovalKind
from newsroom.errors import Refused
from newsroom.models import Approval, User
from newsroom.permissions import may
from sources import speakers as unpublished
from sources.choices import SpeakerKind
from sources.models import Alias, Role, Speaker, SpeakerMerge

ABOUT_SPEAKERS = (
    *(ApprovalKind.CHANGE_SPEAKER, ApprovalKind.MERGE_SPEAKERS, ApprovalKind.UNMERGE_SPEAKERS),
    *(ApprovalKind.UNPROTECT_SPEAKER, ApprovalKind.ERASE_PERSON),
)


def done(result: Any) -> str:
    match result:
        case Approval():
            return _("Requested: a publication names this speaker, so a second person approves it.")
        case Alias():
            sentence = _("%(speaker)s is found by the name “%(name)s”, too.")
            return sentence % {"speaker": result.speaker, "name": result.name}
        case Role():
            sentence = _("The role “%(role)s” of %(speaker)s is added.")
            return sentence % {"speaker": result.speaker, "role": result.title}
        case SpeakerMerge(undone_at=None):
            sentence = _("%(speaker)s is shown as %(into)s from now on.")
        case SpeakerMerge():
            sentence = _("The merge is undone: %(speaker)s and %(into)s are two speakers again.")
        case _none:
            return _("The details of %(speaker)s are saved.") % {"speaker": result}
    return sentence % {"speaker": result.merged, "into": result.into}


class RoleForm(ReasonForm):
    title = fields.line(gettext_lazy("Role"))
    organisation = fields.autocomplete(
        Role.organisation, gettext_lazy("At"), Speaker.objects.pooled(), required=False
    )
    first = fields.day(gettext_lazy("First day"), required=False)
    last_exclusive = fields.day(gettext_lazy("Day after the last"), required=False)
    field_order = ["title", "organisation", "first", "last_exclusive", "reason"]


class MergeForm(ReasonForm):
    into = fields.autocomplete(
        SpeakerMerge.into, gettext_lazy("Is the same as"), Speaker.objects.unmerged()
    )
    field_order = ["into", "reason"]


class AddForm(DeskForm):
    kind = fields.choice(gettext_lazy("Kind"), SpeakerKind.choices)
    name = fields.line(gettext_lazy("Name"), required=False)
    description = fields.line(gettext_lazy("Description"), required=False, most=500)
    source = fields.autocomplete(
        Speaker.source,
        gettext_lazy("Source"),
        required=False,
        help_text=gettext_lazy("Only for a speaker whom the text does not name."),
    )
    aliases = fields.long(
        gettext_lazy("Other names"), required=False, help_text=gettext_lazy("One per line.")
    )

    def prepare(self) -> None:
        # Which of them are needed depends on the kind.
        for name in ("name", "description", "source"):
            fields.hide_optional(self.fields[name])

    def field_of(self, refused: Refused) -> str | None:
        return "name" if refused.rule == "speaker_is_named_or_described" else None


def _merge_of(speaker: Speaker) -> SpeakerMerge | None:
    return SpeakerMerge.objects.filter(merged=speaker, undone_at__isnull=True).first()


def _unmerge(speaker: Speaker, by: User, data: dict[str, Any]) -> Any:
    latest = SpeakerMerge.objects.filter(merged=speaker).order_by("-pk").first()
    return speakers.unmerge(latest, by, data["reason"]) if latest else None


VERBS = (
    Action(
        "change",
        gettext_lazy("Change name, kind or description"),
        "edit_speaker",
        ChangeForm,
        lambda speaker, by, data: speakers.change(speaker, by, **data),
        done=done,
    ),
    Action(
        "add-alias",
        gettext_lazy("Add another name"),
        "add_source",
        AliasForm,
        lambda speaker, by, data: speakers.add_name(speaker, by, **data),
        speakers.why_not_name,
        done=done,
    ),
    Action(
        "add-role",
        gettext_lazy("Add a role"),
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
        when(lambda speaker: not _merge_of(speaker)),
        done=done,
    ),
    Action(
        "unmerge",
        gettext_lazy("Undo the merge"),
        "merge_speakers",
        ReasonForm,
        _unmerge,
        when(_merge_of),
        done=done,
    ),
    Action(
        "protect",
        gettext_lazy("Protect (at once)"),
        "protect_speaker",
        ProtectForm,
        lambda speaker, by, data: speakers.protect(speaker.pk, by, **data),
        when(lambda speaker: not speaker.protected),
        gettext_lazy(
            "Protected: the whole name is no longer public, except in claims that you left public."
            " The surname alone is not looked for: check claims that say only that."
        ),
        danger=True,
    ),
    Action(
        "unprotect",
        gettext_lazy("Request an end to the protection"),
        "protect_speaker",
        UnprotectForm,
        lambda speaker, by, data: speakers.unprotect(speaker, by, **data),
        when(lambda speaker: speaker.protected),
        REQUESTED,
        reauthenticate=True,
    ),
    ERASE_PERSON,
)


@admin.register(Speaker)
class SpeakerAdmin(DeskAdmin):
    add_permission = "add_source"
    verbs = VERBS
    list_display = ("named", "kind", "is_protected")
    list_filter = ("kind", "protected")
    search_fields = ("name",)
    search_help_text = gettext_lazy("A name or an alias")
    ordering = ("name", "pk")
    page_template = "admin/claims/speaker.html"

    @column(gettext_lazy("protected"))
    def is_protected(self, speaker: Speaker) -> str:
        return _("protected") if speaker.protected else "—"

    @column(gettext_lazy("speaker"))
    def named(self, speaker: Speaker) -> str:
        return str(speaker)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By a part of a name; where nobody has it, by similar names, as the site's search does."""
        words = clean(search_term)
        found = queryset.named(words) if words else queryset
        if words and not found.exists():
            found = queryset.resembling(words, protected=True)
        return found, False

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
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
            goes_to=page_of,
            submit=gettext_lazy("Add the speaker"),
            done=filled(gettext_lazy("The speaker %(name)s is added."), name=str),
        )

    def offers(self, subject: Speaker, by: User) -> list[Offer]:
        return [] if subject.erased else super().offers(subject, by)

    def why_not(self, action: Action, subject: Speaker, by: User) -> str:
        return str(speakers.ERASED) if subject.erased else super().why_not(action, subject, by)

    def page_context(self, request: HttpRequest, subject: Speaker, by: User) -> dict[str, Any]:
        claims = Claim.objects.by_speaker(subject.pk).order_by("-pk")[:50]
        if subject.erased:
            return {"erasure": erasures.erasure_of(subject), "claims": claims}
        merges = SpeakerMerge.objects.filter(undone_at__isnull=True)
        requests = Approval.objects.open().filter(subject_id=subject.pk, kind__in=ABOUT_SPEAKERS)
        return {
            "published": speakers.is_published(subject.pk),
            "look_alikes": Speaker.objects.looking_like(subject)[:20],
            "look_alikes_note": _(
                "Merge those who are one, and say in the description who is who."
            ),
            "possible_merges": possible_merges.of_speaker(subject),
            "may_merge": may(by, "merge_speakers"),
            "aliases": subject.aliases.all()[:200],
            "roles": subject.roles.select_related("organisation")[:200],
            "merged_into": merges.filter(merged=subject)
            .select_related("into", "merged_by")
            .first(),
            "merged_in": merges.filter(into=subject).select_related("merged", "merged_by")[:200],
            "claims_of_others": claims_of_others(subject),
            "waiting": ClaimToShow.objects.filter(after_restore=False).count(),
            "claims": claims,
            "pending_approvals": requests.select_related("requested_by"),
        }
