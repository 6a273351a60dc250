"""Webhooks, for senior editors: who receives publications, what was sent, and how they answered."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.choices import ALWAYS_SENT, DeliveryState, PublicationEvent, WebhookState
from claims.models import Delivery, DeliveryAttempt, Webhook
from claims.notifications import deliveries, webhooks
from newsroom.admin import fields
from newsroom.admin.actions import Action, Page, answer, filled, signed_in, when
from newsroom.admin.desk import DeskAdmin, column, page_of, state_column
from newsroom.admin.forms import DeskForm, ReasonForm
from newsroom.models import User

PERMISSION = "manage_webhooks"
LATEST = 50
CHOSEN = [(event.value, event.label) for event in PublicationEvent if event not in ALWAYS_SENT]


class WebhookForm(DeskForm):
    edits = ("name", "url", "events")
    name = fields.line(_("Name of the receiver"), most=100)
    url = fields.line(
        _("Address"), most=2000, help_text=_("Of their server; https:// if possible.")
    )
    events = fields.checkboxes(
        _("Notify when a claim is"),
        choices=CHOSEN,
        initial=[value for value, _label in CHOSEN],
        help_text=_("Reopened, withdrawn, hidden and taken down are always sent."),
    )


def _in(*states: WebhookState) -> Any:
    return when(lambda webhook: webhook.state in states)


_NOT_ENDED = _in(WebhookState.ACTIVE, WebhookState.PAUSED)


class _SeniorsDesk(DeskAdmin):
    """An address may contain a secret of the receiver's, so only those who manage webhooks see it."""

    view_permission = PERMISSION


@admin.register(Webhook)
class WebhookAdmin(_SeniorsDesk):
    add_permission = PERMISSION
    list_display = ("name", "url", "standing", "failing_since", "added_by")
    list_select_related = ("added_by",)
    page_template = "admin/claims/webhook.html"
    verbs = (
        Action(
            "test",
            _("Send a test"),
            PERMISSION,
            DeskForm,
            lambda webhook, by, data: webhooks.test(webhook.pk, by),
            _NOT_ENDED,
            _("Sending; the answer appears below in a moment."),
            main=True,
        ),
        Action(
            "change",
            _("Edit"),
            PERMISSION,
            WebhookForm,
            lambda webhook, by, data: webhooks.change(webhook.pk, by, **data),
            _NOT_ENDED,
            filled(_("The webhook “%(name)s” is saved."), name=str),
        ),
        Action(
            "pause",
            _("Pause"),
            PERMISSION,
            ReasonForm,
            lambda webhook, by, data: webhooks.pause(webhook.pk, by, data["reason"]),
            _in(WebhookState.ACTIVE),
            filled(_("“%(name)s” is sent nothing until the webhook is resumed."), name=str),
        ),
        Action(
            "resume",
            _("Resume"),
            PERMISSION,
            DeskForm,
            lambda webhook, by, data: webhooks.resume(webhook.pk, by),
            _in(WebhookState.PAUSED),
            _("Resumed. What it missed can be read at changes/ or sent again below."),
        ),
        Action(
            "end",
            _("End permanently"),
            PERMISSION,
            ReasonForm,
            lambda webhook, by, data: webhooks.end(webhook.pk, by, data["reason"]),
            _NOT_ENDED,
            filled(_("The webhook “%(name)s” has ended, and its secret is deleted."), name=str),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        return super().get_queryset(request).defer("secret")

    def get_urls(self) -> list[URLPattern]:
        renew = self.at("<int:number>/renew-secret/", self.renew_view, "renew")
        return [renew, *super().get_urls()]

    standing = state_column(active="success", paused="warning", ended="default")

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add a webhook"),
            form=WebhookForm,
            call=lambda data: self._new_secret(request, *webhooks.add(by, **data)),
            back=self.url_of("changelist"),
            submit=_("Add the webhook"),
            done="",
        )

    def renew_view(self, request: HttpRequest, number: int) -> HttpResponse:
        by = signed_in(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        webhook = self.subject(request, number)
        page = Page(
            title=_("Make a new secret"),
            form=DeskForm,
            call=lambda data: self._new_secret(request, webhook, webhooks.renew_secret(number, by)),
            back=self.url_of("change", number),
            subject=lambda: webhook,
            about=str,
            submit=_("Replace the secret"),
            done="",
            danger=True,
        )
        return answer(request, self, page)

    def _new_secret(self, request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
        return self.secret_page(
            request,
            gettext("The secret of %(name)s") % {"name": webhook.name},
            secret,
            page_of(webhook),
            _("The receiver uses it to check that a message is from us. Give it only to them."),
            _(
                "Messages are signed as in Standard Webhooks: the header webhook-signature, over"
                " webhook-id, webhook-timestamp and the body."
            ),
        )

    def page_context(self, request: HttpRequest, subject: Webhook, by: User) -> dict[str, Any]:
        ended = subject.state == WebhookState.ENDED
        return {
            "events": [PublicationEvent(each).label for each in subject.events],
            "renew": "" if ended else self.url_of("renew", subject.pk),
            "deliveries": with_latest_answer(subject.deliveries)[:LATEST],
        }


def with_latest_answer(deliveries: Any) -> Any:
    """Each with the latest answer, or why there was none."""
    latest = DeliveryAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    return (
        deliveries.select_related("publication")
        .defer("publication__body", "publication__search")
        .annotate(
            answer=Subquery(latest.values("sentence")[:1]),
            answered_at=Subquery(latest.values("at")[:1]),
        )
    )


def _redeliverable(delivery: Delivery) -> bool:
    ended = delivery.webhook.state == WebhookState.ENDED
    return delivery.state != DeliveryState.WAITING and not ended


@admin.register(Delivery)
class DeliveryAdmin(_SeniorsDesk):
    list_display = ("pk", "to", "what", "standing", "requested_at", "answer")
    list_filter = ("state",)
    page_template = "admin/claims/delivery.html"
    verbs = (
        Action(
            "redeliver",
            _("Send again"),
            PERMISSION,
            DeskForm,
            lambda delivery, by, data: webhooks.redeliver(delivery.pk, by),
            when(_redeliverable),
            _("Sending again; the answer appears below in a moment."),
            main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        found: QuerySet[Delivery] = with_latest_answer(super().get_queryset(request))
        return found.select_related("webhook").defer("webhook__secret")

    @column(_("to"))
    def to(self, delivery: Delivery) -> SafeString:
        return format_html(
            '<a class="underline" href="{}">{}</a>', page_of(delivery.webhook), delivery.webhook
        )

    @column(_("publication"))
    def what(self, delivery: Delivery) -> str:
        return str(delivery)

    standing = state_column(waiting="info", delivered="success", failed="danger")

    @column(_("answer"))
    def answer(self, delivery: Any) -> str:
        return delivery.answer or ""

    def about(self, subject: Delivery) -> str:
        return gettext("Delivery of %(of)s") % {"of": subject}

    def page_context(self, request: HttpRequest, subject: Delivery, by: User) -> dict[str, Any]:
        return {"attempts": list(subject.attempts.all()), "message_id": deliveries.id_of(subject)}
