"""Webhooks at the desk: who is told, what was sent and what was answered; for senior editors."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.choices import ALWAYS_TOLD, DeliveryState, PublicationEvent, WebhookState
from claims.models import Delivery, DeliveryAttempt, Webhook
from claims.notifications import deliveries, webhooks
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, Page, answer, column, signed_in
from newsroom.models import User
from newsroom.permissions import may

DEED = "manage_webhooks"
LATEST = 50
CHOSEN = [(event.value, event.label) for event in PublicationEvent if event not in ALWAYS_TOLD]


class WebhookForm(DeskForm):
    name = fields.line(_("Who is told"), most=100)
    url = fields.line(
        _("Address"), most=2000, help_text=_("Their server's; https:// if they have it.")
    )
    events = forms.MultipleChoiceField(
        label=_("Told when a claim is"),
        required=False,
        choices=CHOSEN,
        initial=[value for value, _label in CHOSEN],
        widget=fields.UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("And always when one is reopened, withdrawn, hidden or taken down."),
    )

    @classmethod
    def starts_with(cls, subject: Webhook | None) -> dict[str, Any]:
        if subject is None:
            return {}
        return {"name": subject.name, "url": subject.url, "events": subject.events}


class ReasonForm(DeskForm):
    reason = fields.long(_("Reason"))


def _in(*states: WebhookState) -> Any:
    return lambda webhook, by: "" if webhook.state in states else None


_STANDING = _in(WebhookState.ACTIVE, WebhookState.PAUSED)


def secret_page(
    request: HttpRequest, desk: DeskAdmin, webhook: Webhook, secret: str
) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "title": _("The secret of %(name)s") % {"name": webhook.name},
        "secret": secret,
        "back": desk.url_of("change", webhook.pk),
    }
    shown = TemplateResponse(request, "admin/claims/webhook_secret.html", context)
    shown["Cache-Control"] = "no-store"
    return shown


class _SeniorsDesk(DeskAdmin):
    """An address may hold a key of theirs, so it is shown to those who may register one."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, DEED)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, DEED)

    def page_of(
        self, request: HttpRequest, object_id: str, template: str, title: str, **more: Any
    ) -> HttpResponse:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        number = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        subject = self.subject(request, number)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title % {"of": subject},
            "subject": subject,
            "offers": self.offers(subject, number, by),
            **{name: make(subject) for name, make in more.items()},
        }
        return TemplateResponse(request, template, context)


@admin.register(Webhook)
class WebhookAdmin(_SeniorsDesk):
    add_deed = DEED
    list_display = ("name", "url", "is_told", "failing_since", "added_by")
    list_select_related = ("added_by",)
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "test",
            _("Send a test"),
            DEED,
            DeskForm,
            lambda webhook, by, data: webhooks.test(webhook.pk, by),
            _STANDING,
            _("It is being sent; what was answered stands below in a moment."),
            main=True,
        ),
        Action(
            "change",
            _("Change it"),
            DEED,
            WebhookForm,
            lambda webhook, by, data: webhooks.change(webhook.pk, by, **data),
            _STANDING,
        ),
        Action(
            "pause",
            _("Pause it"),
            DEED,
            ReasonForm,
            lambda webhook, by, data: webhooks.pause(webhook.pk, by, data["reason"]),
            _in(WebhookState.ACTIVE),
        ),
        Action(
            "resume",
            _("Resume it"),
            DEED,
            DeskForm,
            lambda webhook, by, data: webhooks.resume(webhook.pk, by),
            _in(WebhookState.PAUSED),
            _("It is told again. What it missed it can ask for at changes/, or have sent again."),
        ),
        Action(
            "end",
            _("End it for good"),
            DEED,
            ReasonForm,
            lambda webhook, by, data: webhooks.end(webhook.pk, by, data["reason"]),
            _STANDING,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        return super().get_queryset(request).defer("secret")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.renew_view)
        renew = path("<int:number>/renew-secret/", view, name=self._url_name("renew"))
        return [renew, *super().get_urls()]

    @column(_("state"), label={"active": "success", "paused": "warning", "ended": "default"})
    def is_told(self, webhook: Webhook) -> tuple[str, str]:
        return webhook.state, webhook.get_state_display()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Tell somebody of each publication"),
            form=WebhookForm,
            call=lambda data: secret_page(request, self, *webhooks.add(by, **data)),
            back=self.url_of("changelist"),
            submit=_("Register it"),
        )
        return answer(request, self, page)

    def renew_view(self, request: HttpRequest, number: int) -> HttpResponse:
        by = signed_in(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Page(
            title=_("Make a new secret"),
            form=DeskForm,
            call=lambda data: self._renewed(request, number, by),
            back=self.url_of("change", number),
            subject=lambda: self.subject(request, number),
            about=str,
            submit=_("Make a new secret; the old one signs nothing more"),
            danger=True,
        )
        return answer(request, self, page)

    def _renewed(self, request: HttpRequest, number: int, by: User) -> HttpResponse:
        secret = webhooks.renew_secret(number, by)
        return secret_page(request, self, self.subject(request, number), secret)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return self.page_of(
            request,
            object_id,
            "admin/claims/webhook.html",
            "%(of)s",
            events=lambda webhook: [PublicationEvent(each).label for each in webhook.events],
            renew=lambda webhook: "" if webhook.state == WebhookState.ENDED
            else self.url_of("renew", webhook.pk),
            deliveries=lambda webhook: with_last_words(webhook.deliveries)[:LATEST],
        )  # fmt: skip


def with_last_words(deliveries: Any) -> Any:
    """Each with what was last answered, or why nothing was."""
    last = DeliveryAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    return deliveries.select_related("publication").defer(
        "publication__body", "publication__search"
    ).annotate(last_words=Subquery(last.values("sentence")[:1]), last_at=Subquery(last.values("at")[:1]))  # fmt: skip


def _redeliverable(delivery: Delivery, by: User) -> str | None:
    if delivery.state == DeliveryState.WAITING or delivery.webhook.state == WebhookState.ENDED:
        return None
    return ""


@admin.register(Delivery)
class DeliveryAdmin(_SeniorsDesk):
    list_display = ("pk", "to", "what", "became", "asked_at", "words")
    list_filter = ("state",)
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "redeliver",
            _("Send it again"),
            DEED,
            DeskForm,
            lambda delivery, by, data: webhooks.redeliver(delivery.pk, by),
            _redeliverable,
            _("It is being sent."),
            main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        found: QuerySet[Delivery] = with_last_words(super().get_queryset(request))
        return found.select_related("webhook").defer("webhook__secret")

    @column(_("to"))
    def to(self, delivery: Delivery) -> SafeString:
        url = reverse("admin:claims_webhook_change", args=[delivery.webhook_id])
        return format_html('<a class="underline" href="{}">{}</a>', url, delivery.webhook)

    @column(_("publication"))
    def what(self, delivery: Delivery) -> str:
        return str(delivery)

    @column(
        _("state"), label={"waiting": "info", "delivered": "success", "failed": "danger"}
    )  # fmt: skip
    def became(self, delivery: Delivery) -> tuple[str, str]:
        return delivery.state, delivery.get_state_display()

    @column(_("in words"))
    def words(self, delivery: Any) -> str:
        return delivery.last_words or ""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return self.page_of(
            request,
            object_id,
            "admin/claims/delivery.html",
            str(_("Delivery of %(of)s")),
            attempts=lambda delivery: list(delivery.attempts.all()),
            message_id=deliveries.id_of,
        )
