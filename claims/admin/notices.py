"""Notices of what waits for the user who is signed in, and how they receive them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from claims.admin import requests
from claims.choices import NoticeKind
from claims.models import Notice, Publication, Relation
from claims.notifications import notices
from claims.workflow.relations import ANNOUNCED_KINDS
from newsroom.admin import fields
from newsroom.admin.actions import Page, answer, signed_in
from newsroom.admin.desk import DeskAdmin, column, page_of, wrapped
from newsroom.admin.fields import number_of
from newsroom.admin.forms import DeskForm
from newsroom.choices import PEOPLE_KINDS, NoticeDelivery
from newsroom.permissions import may
from newsroom.quotation import quoted


class DeliveryForm(DeskForm):
    edits = ("notice_delivery",)
    notice_delivery = fields.radio(
        _("When something waits for you, notify you"),
        [
            *NoticeDelivery.choices[:2],
            # Notices of rights can't be switched off.
            (NoticeDelivery.NOT, _("only of what concerns people’s rights")),
        ],
    )

    def prepare(self) -> None:
        if not self.subject.email:
            self.fields["notice_delivery"].help_text = _(
                "Your account has no e-mail address yet. A senior editor enters one under People."
            )


class SeenFilter(admin.SimpleListFilter):
    title = _("seen")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("not seen yet")), ("yes", _("seen or settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        match self.value():
            case "no":
                return queryset.filter(seen_at__isnull=True)
            case "yes":
                return queryset.filter(seen_at__isnull=False)
        return queryset


def _new_statement() -> QuerySet[Relation, Any]:
    """What is said again in the claim of a notice, which is made just after the relation of the two."""
    again = Relation.objects.filter(
        Q(from_claim=OuterRef("claim")) | Q(to_claim=OuterRef("claim")),
        suggested_at__lte=OuterRef("at"),
        kind__in=ANNOUNCED_KINDS,
    )

    def other(field: str) -> Case:
        return Case(
            When(from_claim=OuterRef("claim"), then=f"to_claim__{field}"),
            default=f"from_claim__{field}",
        )

    speaker = Coalesce(
        NullIf(other("speaker__name"), Value("")), other("speaker__description"), Value("")
    )
    new = JSONObject(number=other("pk"), text=other("text"), speaker=speaker)
    return again.order_by("-pk").values(json=new)[:1]


@admin.register(Notice)
class NoticeAdmin(DeskAdmin):
    when_empty = _(
        "No notices. You get one when somebody needs you, or when something happens to your claims."
    )
    list_display = ("why", "of", "by", "at", "state")
    list_display_links = None
    list_filter = (SeenFilter, "kind")
    list_before_template = "admin/claims/notices.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        by = signed_in(request)
        published = Publication.objects.filter(
            claim=OuterRef("claim"), published_at__lte=OuterRef("at")
        )
        found = super().get_queryset(request).filter(person=by)
        found = found.annotate(
            was_public=Exists(published.order_by()),
            again=Case(When(kind=NoticeKind.SAID_AGAIN, then=Subquery(_new_statement()))),
        )
        shown: QuerySet[Any] = requests.with_subject(found, "approval__")
        return shown.select_related("claim", "by", "person", "approval")

    @column(_("why"))
    def why(self, notice: Any) -> str:
        if notice.kind == NoticeKind.DECIDED and notice.approval is not None:
            outcome = notice.approval.get_outcome_display()
            return gettext("Your request: %(outcome)s") % {"outcome": outcome}
        if notice.kind == NoticeKind.OFFLINE and not notice.was_public:
            return gettext("Hold: not published")
        return str(notice.get_kind_display()).capitalize()

    @column(_("what"))
    def of(self, notice: Any) -> SafeString:
        if notice.approval is not None:
            words = notice.sentence or requests.in_words(notice.approval, notice.subject_name)
            if notice.approval.kind in PEOPLE_KINDS and not may(notice.person, "manage_people"):
                return wrapped(words)
            address = reverse("admin:newsroom_approval_change", args=[notice.approval_id])
            return format_html('<a class="desk-statement" href="{}">{}</a>', address, words)
        if notice.kind in (NoticeKind.JOBS, NoticeKind.LOOKED):
            address = notices.address_of(notice)
            return format_html(
                '<a class="desk-statement" href="{}">{}</a>', address, notice.sentence
            )
        if notice.claim is None:
            return wrapped(notice.sentence)
        if notice.again:
            new = notice.again
            return format_html(
                '<a class="desk-statement" href="{}">{}. {}</a><br>'
                '<a class="desk-statement" href="{}">{} {}. <bdi>{}</bdi>: {}</a>',
                *(page_of(notice.claim), notice.claim_id, notice.claim),
                reverse("admin:claims_claim_change", args=[new["number"]]),
                *(gettext("New:"), new["number"], new["speaker"], quoted(new["text"])),
            )
        at = f"#note-{notice.note_id}" if notice.note_id else ""
        return format_html(
            '<a class="desk-statement" href="{}{}">{}. {}</a>',
            *(page_of(notice.claim), at, notice.claim_id, notice.claim),
        )

    @column(_("state"), label={"waits": "warning", "seen": "default"})
    def state(self, notice: Notice) -> tuple[str, str]:
        return ("seen", str(_("seen"))) if notice.seen_at else ("waits", str(_("new")))

    def get_urls(self) -> list[URLPattern]:
        return [
            self.at("see/", self.see_view, "see"),
            self.at("delivery/", self.delivery_view, "delivery"),
            *super().get_urls(),
        ]

    def leads_to(self, subject: Notice) -> str:
        return notices.address_of(subject)

    def see_view(self, request: HttpRequest) -> HttpResponse:
        """Marks the notices named as seen, or all; back to the claim, if it was sent from there."""
        by = signed_in(request)
        if request.method != "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        named = [number for each in request.POST.getlist("notice") if (number := number_of(each))]
        count = notices.mark_seen(by, *named)
        message = ngettext("%(n)d notice marked as seen.", "%(n)d notices marked as seen.", count)
        messages.success(request, message % {"n": count})
        if claim := number_of(request.POST.get("claim")):
            return redirect(reverse("admin:claims_claim_change", args=[claim]) + "#notes")
        return redirect(self.url_of("changelist"))

    def delivery_view(self, request: HttpRequest) -> HttpResponse:
        by = signed_in(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Page(
            title=_("How you are notified"),
            form=DeliveryForm,
            call=lambda data: notices.choose_delivery(by, data["notice_delivery"]),
            back=self.url_of("changelist"),
            subject=lambda: by,
            about=lambda user: user.email,
            done=_("Your choice is saved."),
        )
        return answer(request, self, page)
