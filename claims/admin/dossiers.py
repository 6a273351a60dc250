"""Dossiers at the desk: requested by one, signed by another under Approvals, taken offline by one."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.claims_in_order import ClaimsInOrder, finder
from claims.models import Claim, Dossier, DossierEdition, Relation
from claims.workflow import dossiers
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action, Page, when
from newsroom.admin.desk import DeskAdmin, column, page_of
from newsroom.admin.forms import DeskForm, ReasonForm, SlugForm
from newsroom.choices import ApprovalKind
from newsroom.models import Approval, User


class TextForm(DeskForm):
    title = fields.line(_("Title"), most=200)
    introduction = fields.long(
        _("Introduction"),
        rows=8,
        most=dossiers.LONGEST,
        help_text=_(
            "What it is about, for a reader who knows nothing about it. Plain text: an empty line begins"
            " a paragraph. Two people sign it."
        ),
    )
    language = fields.choice(_("Language"), settings.LANGUAGES, initial=settings.LANGUAGE_CODE)
    found = finder(
        _("Add a claim"),
        Relation.to_claim,
        help_text=_("Type its words, speaker or number. It is added at the end."),
    )
    claims = ClaimsInOrder(
        label=_("Claims, in their order"),
        required=False,  # by itself: what was found counts too
        help_text=_("Readers see those that are public; the others appear once they are."),
    )

    def clean(self) -> dict[str, Any]:
        """Where no script added it to the list, what was found comes last."""
        data = self.cleaned_data
        found = data.pop("found", None)
        if found is not None and found.pk not in data.get("claims", []):
            data["claims"] = [*data.get("claims", []), found.pk]
        if not data.get("claims") and "claims" not in self.errors:
            required: Any = self.fields["claims"].error_messages["required"]
            self.add_error("claims", required)
        return data

    def prepare(self) -> None:
        super().prepare()
        # Required, by one way or the other.
        fields.hide_optional(self.fields["claims"])


class AddForm(SlugForm, TextForm):
    slug = fields.slug(
        _("Name in addresses"),
        most=100,
        required=False,
        help_text=_(
            "For addresses: letters without accents, digits and hyphens. Leave it empty to make it from"
            " the title. It can't be changed later."
        ),
        error_messages={"invalid": _("Use letters without accents, digits and hyphens.")},
    )
    field_order = ("title", "slug")
    slug_from = "title"
    no_slug = _("Enter one: the title has no letters for it.")


class EditionForm(TextForm):
    reason = fields.long(_("Reason"), help_text=_("For whoever approves it; kept in history."))

    @classmethod
    def initial_values(cls, subject: Dossier) -> dict[str, Any]:
        latest = subject.editions.first()
        if latest is None:
            return {}
        return {
            "title": latest.title,
            "introduction": latest.introduction,
            "language": latest.language,
            "claims": "\n".join(map(str, latest.claims)),
        }


def request_of(dossier: Dossier) -> Approval | None:
    waiting = Approval.objects.open().filter(kind=ApprovalKind.SIGN_DOSSIER)
    found: Approval | None = waiting.filter(subject_id=dossier.pk).first()
    return found


@admin.register(Dossier)
class DossierAdmin(DeskAdmin):
    add_permission = "request_approval"
    list_display = ("name", "slug", "made_by", "made_at", "state")
    list_select_related = ("made_by",)
    page_template = "admin/claims/dossier.html"
    verbs = (
        Action(
            "change",
            _("Change title, introduction or order"),
            "request_approval",
            EditionForm,
            lambda dossier, by, data: dossiers.request_edition(dossier.pk, by, **data),
            when(lambda dossier: request_of(dossier) is None),
            REQUESTED,
            main=True,
        ),
        Action(
            "take-offline",
            _("Take offline"),
            "take_down",
            ReasonForm,
            lambda dossier, by, data: dossiers.take_offline(dossier.pk, by, data["reason"]),
            when(lambda dossier: dossier.offline_at is None and dossier.editions.exists()),
            _("Offline. A new edition, signed by two people, brings it back."),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("editions")

    @column(_("title"))
    def name(self, dossier: Dossier) -> str:
        latest = next(iter(dossier.editions.all()), None)
        return latest.title if latest else gettext("not signed yet")

    @column(_("state"), label={"offline": "danger", "public": "success", "waits": "info"})
    def state(self, dossier: Dossier) -> tuple[str, str]:
        if dossier.offline_at is not None:
            return "offline", gettext("offline")
        if dossier.editions.all():
            return "public", gettext("public")
        return "waits", gettext("waits for a second person")

    def about(self, subject: Dossier) -> str:
        latest = subject.editions.first()
        return latest.title if latest else subject.slug

    def page_context(self, request: HttpRequest, subject: Dossier, by: User) -> dict[str, Any]:
        editions = list(subject.editions.all())
        numbers = editions[0].claims if editions else []
        found = Claim.objects.select_related("speaker").in_bulk(numbers)
        waiting = request_of(subject)
        return {
            "editions": editions,
            "listed": [found[number] for number in numbers if number in found],
            "waiting": waiting,
            "waiting_url": page_of(waiting) if waiting else "",
            "public_url": reverse("site:dossier", args=[subject.slug])
            if DossierEdition.objects.filter(dossier=subject).current().readable().exists()
            else "",
        }

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add a dossier"),
            form=AddForm,
            call=lambda data: dossiers.add(by, **data),
            back=self.url_of("changelist"),
            submit=_("Request the dossier"),
            done=REQUESTED,
            goes_to=page_of,
        )
