"""The forms of requests for a reply: the letter is read before it is sent."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.evidence_forms import checked
from claims.admin.claim.review_forms import RemoveForm, RevisionForm, chosen, part_field
from claims.admin.envelope import Envelope
from claims.choices import AWAITED, SPOKEN, LetterKind, ReplyChannel, ReplyState
from claims.models import ReplyRequest
from claims.notifications import reply_letters
from claims.presentation import prose
from claims.workflow import evidence_files, replies
from newsroom import emails
from newsroom.admin import fields
from newsroom.errors import Refused
from sources.choices import UNPOOLED

HERE, BY_HAND = "here", "by_hand"
SENDING = [
    (HERE, gettext_lazy("from here, by e-mail")),
    (BY_HAND, gettext_lazy("by other means: you have sent it or asked them yourself")),
]
DETAILS = (
    "addressee",
    "role",
    "channel",
    "contact_name",
    "contact_address",
    "language",
    "time_zone",
    "deadline",
    "deadline_reason",
)
LETTER = reply_letters.Draft._fields


# Where people live: the other names are old ones, or none of a place ("Zulu", "Factory").
PLACES = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
]
NOT_PUBLIC = gettext_lazy("Never public. Editors and the reporter who has the review see it.")


def default_deadline(zone: str, now: datetime) -> datetime:
    """Two working days from now and from the next full hour but one, so that there is time to read the letter."""
    later = (now + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    # From a Friday's last minutes it is longer than from Saturday's first.
    ends = [reply_letters.working_days_after(each, zone) for each in (now, later)]
    return max(ends[0] + (later - now), ends[1]).astimezone(ZoneInfo(zone))


def _zones() -> list[tuple[str, str]]:
    places = {name for name in available_timezones() if name.partition("/")[0] in PLACES}
    return [(name, name) for name in ["UTC", *sorted({*places, settings.TIME_ZONE} - {"UTC"})]]


class LetterFields(RevisionForm):
    """How the letter is sent, and its text."""

    shows_letter = True
    sending = fields.radio(gettext_lazy("How it is sent"), SENDING, initial=HERE)
    by_hand_at = fields.date_time(
        gettext_lazy("Sent by other means at"),
        required=False,
        help_text=gettext_lazy(
            "When you sent it or asked them. Not needed for a letter from here."
        ),
    )
    heading = fields.line(gettext_lazy("Subject"), most=300)
    text = fields.long(
        gettext_lazy("Letter"),
        rows=20,
        help_text=gettext_lazy("It is sent exactly so. Don’t say how you will rate the claim."),
    )

    def prepare(self) -> None:
        super().prepare()
        if why_not := reply_letters.why_not_from_here():
            self.fields["sending"].help_text = why_not
            self.initial["sending"] = BY_HAND
        fields.hide_optional(self.fields["by_hand_at"])

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("sending") == BY_HAND and "by_hand_at" in data:
            if not (at := data["by_hand_at"]):
                if self.shows_letter:
                    self.add_error("by_hand_at", _("Say when you sent it or asked them."))
            elif why_not := replies.why_not_sent_at(at):
                self.add_error("by_hand_at", why_not)
        return data

    def letter(self, data: dict[str, Any]) -> dict[str, Any]:
        at = data["by_hand_at"] if data["sending"] == BY_HAND else None
        return {**{name: data[name] for name in LETTER}, "by_hand_at": at}


class AskForm(LetterFields):
    """In two steps: whom to ask and what, then the letter to read and change."""

    starts_in_field = True
    aside_template = "admin/claims/letter.html"
    addressee = fields.line(
        gettext_lazy("Whom you ask"),
        help_text=gettext_lazy("Public: the person or organisation, not the press contact."),
    )
    role = fields.line(
        gettext_lazy("In what role"),
        required=False,
        most=200,
        help_text=gettext_lazy("Public, such as “press office”."),
    )
    channel = fields.choice(gettext_lazy("How you ask"), ReplyChannel.choices, initial="email")
    contact_name = fields.line(
        gettext_lazy("Contact’s name"),
        required=False,
        most=200,
        help_text=NOT_PUBLIC,
    )
    contact_address = fields.line(
        gettext_lazy("Contact’s address"),
        required=False,
        help_text=format_lazy("{} {}", gettext_lazy("E-mail, telephone …"), NOT_PUBLIC),
    )
    deadline = fields.local_time(
        gettext_lazy("Answer by"), help_text=gettext_lazy("Two working days, if you leave it so.")
    )
    deadline_reason = fields.line(
        gettext_lazy("Why they get less than two working days"),
        required=False,
        help_text=gettext_lazy("Public. Only for an earlier deadline."),
    )
    time_zone = fields.choice(gettext_lazy("Time zone of the deadline"), [], initial="")
    language = fields.choice(gettext_lazy("Language of the letter"), [], initial="en")
    questions = fields.long(gettext_lazy("Your questions"))
    field_order = [
        *DETAILS[:5],
        "deadline",
        "deadline_reason",
        "time_zone",
        "language",
        "questions",
        "sending",
        "by_hand_at",
        *LETTER,
    ]

    def prepare(self) -> None:
        super().prepare()
        names = dict(settings.LANGUAGES)
        languages = [(code, names.get(code, code)) for code in reply_letters.languages()]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = _zones()  # type: ignore[attr-defined]
        self.initial.setdefault("time_zone", settings.TIME_ZONE)
        self.initial.setdefault(
            "deadline", default_deadline(self.initial["time_zone"], timezone.now())
        )
        fields.hide_optional(self.fields["deadline_reason"])
        speaker = self.subject.claim.speaker
        if speaker.kind not in UNPOOLED and not speaker.protected:
            self.initial.setdefault("addressee", speaker.name)
        # It is needed where the letter is sent from here.
        fields.hide_optional(self.fields["contact_address"])
        self.is_drafted = False
        self.widgets = {name: field.widget for name, field in self.fields.items()}
        self._show_letter(bool(self.data.get("text", "").strip()))
        if self.goes_back:
            self._go_back()

    def _go_back(self) -> None:
        """Show the fields again, as they were filled in; the letter is drafted again afterwards."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
        for name in LETTER:
            data.pop(name, None)
        self.data = data
        self._show_letter(shown=False)

    def _show_letter(self, shown: bool) -> None:
        self.shows_letter = shown
        by_hand = self.data.get("sending") == BY_HAND
        send = _("Mark as sent by other means") if by_hand else _("Send the letter")
        self.submit = send if shown else _("Preview the letter")
        self.step_back = _("Back to the form") if shown else ""
        with_letter = {*LETTER, "by_hand_at"} if by_hand else {*LETTER}
        hidden = set(self.fields) - with_letter if shown else {*LETTER}
        for name, field in self.fields.items():
            field.widget = forms.HiddenInput() if name in hidden else self.widgets[name]
        for name in LETTER:
            self.fields[name].required = shown

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if "deadline" in data and "time_zone" in data:
            data["deadline"] = data["deadline"].replace(tzinfo=ZoneInfo(data["time_zone"]))
            self._refuse_early(data)
        if self.shows_letter and set(self.errors) - {*LETTER, "by_hand_at"}:
            self._go_back()  # an error is shown at its field
        elif not self.errors and not self.shows_letter:
            self._draft(data)
        return data

    def _refuse_early(self, cleaned: dict[str, Any]) -> None:
        by_hand_at = cleaned.get("by_hand_at") if cleaned.get("sending") == BY_HAND else None
        if why_not := replies.why_not_deadline(cleaned["deadline"], by_hand_at):
            self.add_error("deadline", why_not)
            return
        sent_at = by_hand_at or timezone.now()
        if not cleaned["deadline_reason"] and cleaned["deadline"] < (
            reply_letters.working_days_after(sent_at, cleaned["time_zone"])
        ):
            self.add_error(
                "deadline_reason",
                _("Give them two working days, or say why they get less: readers see the reason."),
            )

    def _draft(self, cleaned: dict[str, Any]) -> None:
        why_not = reply_letters.why_not_mail(cleaned["contact_address"])
        if cleaned["sending"] == HERE and why_not:
            raise ValidationError({"contact_address": why_not})
        request = ReplyRequest(**{name: cleaned[name] for name in DETAILS})
        try:
            drafted = reply_letters.draft(
                LetterKind.REQUEST, self.subject.claim, request, self.by, cleaned["questions"]
            )
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused
        self.is_drafted = True
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
        data.update(dict(zip(LETTER, drafted, strict=True)))
        self.data = data
        self._show_letter(shown=True)

    def is_valid(self) -> bool:
        """A letter that was only drafted is not sent."""
        return super().is_valid() and not self.is_drafted

    def aside(self) -> dict[str, Any]:
        if not self.shows_letter:
            return {}
        data: Any = self.data
        how = dict(SENDING).get(data.get("sending"), "")
        if data.get("sending") == BY_HAND:
            how = f"{dict(ReplyChannel.choices).get(data.get('channel'), '')}; {how}"
        return {
            "preview": data,
            "how": how,
            "deadline": self._deadline_in_words(),
            "envelope": None
            if data.get("sending") == BY_HAND
            else Envelope(
                data.get("contact_address", ""), answers_to=reply_letters.answers_to(self.by)
            ),
            "unnamed_as": "" if settings.NEWSROOM_NAME else emails.signature(),
        }

    def _deadline_in_words(self) -> str:
        local, zone = self.data.get("deadline", ""), self.data.get("time_zone", "")
        try:
            return prose.deadline(local, zone)
        except ValueError:
            return f"{local} ({zone})"

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {
            "expected_revision": data["expected_revision"],
            "details": {name: data[name] for name in DETAILS},
            "letter": self.letter(data),
        }


class OfRequest(RemoveForm):
    """Over one of the claim's requests, chosen on its page."""

    part = "request"
    request = part_field()

    def parts(self) -> Any:
        return self.subject.claim.reply_requests.awaited()


class RemindForm(LetterFields, OfRequest):
    aside_template = "admin/claims/reminder.html"
    submit = gettext_lazy("Send, or mark as sent")
    field_order = ["sending", "by_hand_at", *LETTER]

    def prepare(self) -> None:
        super().prepare()
        claim, request = self.subject.claim, chosen(self, "request")
        # Whoever may not send it doesn't read the contact's name in it.
        if request is not None and not self.is_bound and replies.may_ask(claim, self.by):
            try:
                drafted = reply_letters.draft(LetterKind.REMINDER, claim, request, self.by)
            except Refused as refused:
                drafted = reply_letters.Draft("", refused.sentence)
            self.initial = {**self.initial, **dict(zip(LETTER, drafted, strict=True))}

    def aside(self) -> dict[str, Any]:
        request = chosen(self, "request")
        if request is None or not replies.may_ask(self.subject.claim, self.by):
            return super().aside()
        return {
            **super().aside(),
            "envelope": Envelope(
                request.contact_address, answers_to=reply_letters.answers_to(self.by)
            ),
            "why_not_mail": reply_letters.why_not_mail(request.contact_address),
        }

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {
            "expected_revision": data["expected_revision"],
            "request_id": data["request_id"],
            "letter": self.letter(data),
        }


class MoveDeadlineForm(OfRequest):
    submit = gettext_lazy("Move the deadline")
    deadline = fields.local_time(gettext_lazy("New deadline"))
    reason = fields.long(
        gettext_lazy("Why they get more time"),
        rows=2,
        help_text=gettext_lazy("Kept in history. Readers see the new deadline, not the reason."),
    )

    def prepare(self) -> None:
        super().prepare()
        request = chosen(self, "request")
        if request is None:
            return
        self.fields["deadline"].help_text = _(
            "They have until %(until)s. Time zone of the new one: %(zone)s. They learn it from a"
            " reminder, which you send."
        ) % {"until": prose.request_deadline(request), "zone": request.time_zone}
        self.initial.setdefault(
            "deadline", request.deadline.astimezone(ZoneInfo(request.time_zone))
        )

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        request = data.get("request")
        if request is not None and "deadline" in data:
            moved = data["deadline"].replace(tzinfo=ZoneInfo(request.time_zone))
            if moved <= timezone.now():
                self.add_error("deadline", _("The deadline is in the past. Choose a later day."))
            elif moved <= request.deadline:
                until = {"until": prose.request_deadline(request)}
                self.add_error(
                    "deadline", _("They have until %(until)s. Choose a later day.") % until
                )
            data["deadline"] = moved
        return data


class AnswerFields(OfRequest):
    starts_in_field = True
    state = fields.radio(
        gettext_lazy("What became of it"),
        [(each.value, each.label) for each in (ReplyState.ANSWERED, ReplyState.DECLINED)],
    )
    answered_on = fields.day(gettext_lazy("On"), required=False)
    answer = fields.long(
        gettext_lazy("Their answer"),
        rows=8,
        required=False,
        help_text=gettext_lazy("Public, word for word, without the press contact’s name."),
    )
    file = fields.file(
        gettext_lazy("Or a file with it"),
        evidence_files.LARGEST,
        required=False,
        help_text=gettext_lazy("Never public; only editors can read it."),
    )

    def clean_file(self) -> Any:
        return checked(self.cleaned_data["file"]) if self.cleaned_data["file"] else None

    def prepare(self) -> None:
        super().prepare()
        # Whether they are needed depends on what became of it.
        for name in ("answered_on", "answer", "file"):
            fields.hide_optional(self.fields[name])

    def parts(self) -> Any:
        """Also of those that did not answer in time."""
        return self.subject.claim.reply_requests.public().unanswered()

    def outcome(self, data: dict[str, Any]) -> dict[str, Any]:
        names = ("state", "answered_on", "answer")
        return {**{name: data[name] for name in names}, "raw": data["file"]}


class AnswerForm(AnswerFields):
    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {
            "expected_revision": data["expected_revision"],
            "request_id": data["request_id"],
            "outcome": self.outcome(data),
        }


class SupplementForm(AnswerFields):
    """For a signed claim: two people publish it."""

    reason = fields.long(gettext_lazy("Why the published claim should include it"))

    def prepare(self) -> None:
        super().prepare()
        closed = (ReplyState.ANSWERED, ReplyState.DECLINED, ReplyState.NO_ANSWER)
        states: list[tuple[str, Any]] = [(each.value, each.label) for each in closed]
        request = chosen(self, "request")
        if request is not None:
            unanswered = replies.published_as_unanswered(self.subject.claim)
            if replies.is_yet_to_publish(request, unanswered):
                self.initial.setdefault("state", ReplyState.NO_ANSWER)
        if request is not None and request.state in AWAITED:
            awaited = _("none yet: publish the deadline as it is now, and reminders")
            states.append((request.state, awaited))
        self.fields["state"].choices = states  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {
            "reason": data["reason"],
            "request_id": data["request_id"],
            "outcome": self.outcome(data),
        }


class ReturnForm(OfRequest):
    """Of what was sent, and not answered."""

    def parts(self) -> Any:
        sent = self.subject.claim.reply_requests.exclude(channel__in=SPOKEN)
        return sent.public().unanswered()


class LeaveOutForm(OfRequest):
    def parts(self) -> Any:
        return self.subject.claim.reply_requests.filter(left_out=False)


class TakeInForm(OfRequest):
    def parts(self) -> Any:
        return self.subject.claim.reply_requests.filter(left_out=True)
