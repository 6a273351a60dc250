"""What waits for whoever is signed in, and how they are told of it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from claims.models import Notice
from claims.notifications import notices
from newsroom.admin import fields
from newsroom.admin.desk import DeskAdmin, DeskForm, Page, answer, column, signed_in
from newsroom.choices import Told
from newsroom.models import User
from newsroom.permissions import may

COUNTED = 99  # beyond it the sidebar says "99+"


def badge(request: HttpRequest) -> str:
    """How many wait, for the sidebar; counted no further than it says."""
    if not may(request.user, "read"):
        return ""
    own = Notice.objects.to(signed_in(request).pk).unseen().order_by()
    many = len(own.values_list("pk")[: COUNTED + 1])
    return f"{COUNTED}+" if many > COUNTED else str(many or "")


class ToldForm(DeskForm):
    told = fields.radio(_("When something waits for you, you are told"), Told.choices)

    @classmethod
    def starts_with(cls, subject: User) -> dict[str, Any]:
        return {"told": subject.told}


class StillWaits(admin.SimpleListFilter):
    """``?seen=``."""

    title = _("seen")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("not seen yet")), ("yes", _("seen, or done with"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        match self.value():
            case "no":
                return queryset.filter(seen_at__isnull=True)
            case "yes":
                return queryset.filter(seen_at__isnull=False)
        return queryset


@admin.register(Notice)
class NoticeAdmin(DeskAdmin):
    list_display = ("why", "of", "by", "at", "state")
    list_display_links = None
    list_filter = (StillWaits, "kind")
    list_before_template = "admin/claims/notices.html"
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own, whoever one is."""
        found: QuerySet[Any] = super().get_queryset(request)
        return found.filter(person=signed_in(request)).select_related("claim", "by")

    @column(_("why"))
    def why(self, notice: Notice) -> str:
        return notice.get_kind_display().capitalize()

    @column(_("claim"))
    def of(self, notice: Notice) -> SafeString:
        url = reverse("admin:claims_claim_change", args=[notice.claim_id])
        at = f"#note-{notice.note_id}" if notice.note_id else ""
        return format_html(
            '<a class="desk-statement" href="{}{}">{}. {}</a>',
            *(url, at, notice.claim_id, notice.claim),
        )

    @column(_("state"), label={"waits": "warning", "seen": "default"})
    def state(self, notice: Notice) -> tuple[str, str]:
        return ("seen", str(_("seen"))) if notice.seen_at else ("waits", str(_("new")))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("see/", wrap(self.see_view), name=self._url_name("see")),
            path("told/", wrap(self.told_view), name=self._url_name("told")),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A notice leads to its claim."""
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        number = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        notice: Notice = self.subject(request, number)
        return redirect("admin:claims_claim_change", notice.claim_id)

    def see_view(self, request: HttpRequest) -> HttpResponse:
        """Those named, or all; back to the claim, if it was sent from there."""
        by = signed_in(request)
        if request.method != "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        named = [int(n) for n in request.POST.getlist("notice") if n.isdecimal() and len(n) < 19]
        many = notices.mark_seen(by, *named)
        said = ngettext("%(n)d notice seen.", "%(n)d notices seen.", many) % {"n": many}
        messages.success(request, said)
        claim = request.POST.get("claim", "")
        if claim.isdecimal() and len(claim) < 19:
            return redirect(reverse("admin:claims_claim_change", args=[claim]) + "#notes")
        return redirect(self.url_of("changelist"))

    def told_view(self, request: HttpRequest) -> HttpResponse:
        by = signed_in(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Page(
            title=_("How you are told"),
            form=ToldForm,
            call=lambda data: notices.choose_delivery(by, data["told"]),
            back=self.url_of("changelist"),
            subject=lambda: by,
            about=lambda person: person.email or str(_("Your account has no e-mail address yet.")),
        )
        return answer(request, self, page)
