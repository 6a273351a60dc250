"""Labels at the desk: added, changed and retired by request, signed by another under Approvals."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.choices import CONCLUDED, Attribution
from claims.models import Label, LabelEdition
from claims.workflow import labels
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action, Page, when
from newsroom.admin.desk import DeskAdmin, column, page_of
from newsroom.admin.forms import DeskForm, ReasonForm, SlugForm
from newsroom.choices import ApprovalKind
from newsroom.models import Approval, User


def _others() -> list[tuple[str, str]]:
    """The languages of the site that a label may be translated to, with their names."""
    return [
        (code, str(name)) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE
    ]


def untranslated(name: str, translations: Iterable[Mapping[str, str]]) -> list[str]:
    """For each language of the site that the label has no text in, what its readers see."""
    translated = {each["language"] for each in translations}
    sentence = gettext(
        "The label has no text in %(language)s: readers in %(language)s see “%(name)s” and its definition"
        " as they are."
    )
    return [
        sentence % {"language": gettext(language), "name": name}
        for code, language in _others()
        if code not in translated
    ]


def _warning(requested: Approval) -> str:
    return " ".join(untranslated(requested.payload["name"], requested.payload["translations"]))


class ContentForm(DeskForm):
    attribution = fields.radio(
        _("Attribution that it stands for"),
        [(each.value, each.word_and_public) for each in Attribution],
    )
    status = fields.radio(
        _("Rating that it stands for"),
        [(each.value, f"{each.word_and_public}: {each.meaning}") for each in CONCLUDED],
        help_text=_(
            "A claim needs the same evidence as for this rating. A name that admits something missing, such"
            " as “Mostly true”, can't stand for “verified”. A label for misattributed claims stands for"
            " “unrated”."
        ),
    )
    name = fields.line(
        _("Name"), most=60, help_text=_("Readers see it in place of the rating: “Half true”.")
    )
    definition = fields.line(
        _("Definition"),
        most=500,
        help_text=_("What it takes, in one or two sentences. Don't say what somebody intended."),
    )
    value = fields.number(
        _("Number on the scale"),
        required=False,
        min_value=1,
        help_text=_(
            "For search engines, and only for verified, refuted and mixed. Leave all three numbers empty for"
            " a label in words only."
        ),
    )
    worst = fields.number(_("Lowest number of the scale"), required=False, min_value=1)
    best = fields.number(_("Highest number of the scale"), required=False, min_value=1)

    def prepare(self) -> None:
        written = {each["language"]: each for each in (self.initial.get("translations") or ())}
        for code, name in _others():
            for part, most in (("name", 60), ("definition", 500)):
                words = {
                    "name": _("Name in %(language)s"),
                    "definition": _("Definition in %(language)s"),
                }
                self.fields[f"{part}_{code}"] = fields.line(
                    words[part] % {"language": gettext(name)},
                    most=most,
                    required=False,
                    help_text=_("Empty: readers in %(language)s see it as it is above.")
                    % {"language": gettext(name)},
                )
                self.initial[f"{part}_{code}"] = written.get(code, {}).get(part, "")
        if "reason" in self.fields:
            self.order_fields([*(each for each in self.fields if each != "reason"), "reason"])

    def clean(self) -> dict[str, Any]:
        for code, _name in _others():
            given = [
                bool(self.cleaned_data.get(f"{part}_{code}")) for part in ("name", "definition")
            ]
            if any(given) and not all(given):
                missing = "definition" if given[0] else "name"
                sentence = gettext("Translate both the name and the definition, or neither.")
                self.add_error(f"{missing}_{code}", ValidationError(sentence))
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        data = dict(super().arguments())
        translations = [
            {
                "language": code,
                "name": data.pop(f"name_{code}"),
                "definition": data.pop(f"definition_{code}"),
            }
            for code, _name in _others()
        ]
        return {**data, "translations": translations}


class AddForm(SlugForm, ContentForm):
    slug = fields.slug(
        _("Name in addresses"),
        most=60,
        required=False,
        help_text=_(
            "For the API: letters without accents, digits and hyphens; each label has its own. Leave it"
            " empty to make it from the name. It can't be changed later."
        ),
        error_messages={"invalid": _("Use letters without accents, digits and hyphens.")},
    )
    field_order = ("attribution", "status", "name", "slug")
    no_slug = _("Enter one: the name has no letters for it.")

    def clean(self) -> dict[str, Any]:
        is_typed = bool(self.cleaned_data.get("slug"))
        data = super().clean()
        if not data.get("slug") or not data.get("attribution"):
            return data
        free = labels.free_slug(data["slug"], data["attribution"])
        if not is_typed:
            data["slug"] = free
        elif free != data["slug"]:
            sentence = gettext("Another label has this name in addresses. “%(free)s” is free.")
            self.add_error("slug", ValidationError(sentence % {"free": free}))
        return data


class EditionForm(ContentForm):
    reason = fields.long(_("Reason"), help_text=_("For whoever approves it; kept in history."))

    @classmethod
    def initial_values(cls, subject: Label) -> dict[str, Any]:
        latest = latest_of(subject)
        return {name: getattr(latest, name) for name in labels.CONTENT} if latest else {}


def latest_of(label: Label) -> LabelEdition | None:
    return next(iter(label.editions.all()), None)


def request_of(label: Label) -> Approval | None:
    waiting = Approval.objects.open().filter(kind=ApprovalKind.SIGN_LABEL)
    found: Approval | None = waiting.filter(subject_id=label.pk).first()
    return found


def _is_in_use(label: Label) -> bool:
    latest = latest_of(label)
    return latest is not None and not latest.retired


@admin.register(Label)
class LabelAdmin(DeskAdmin):
    add_permission = "request_approval"
    list_display = ("name", "stands_for", "scale", "since", "state")
    list_before_template = "admin/claims/labels.html"
    page_template = "admin/claims/label.html"
    verbs = (
        Action(
            "change",
            _("Change the label"),
            "request_approval",
            EditionForm,
            lambda label, by, data: labels.request_edition(label.pk, by, **data),
            when(lambda label: request_of(label) is None),
            REQUESTED,
            warning=_warning,
            main=True,
        ),
        Action(
            "retire",
            _("Retire"),
            "request_approval",
            ReasonForm,
            lambda label, by, data: labels.request_retirement(label.pk, by, data["reason"]),
            when(lambda label: _is_in_use(label) and request_of(label) is None),
            REQUESTED,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("editions")

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        any_in_use = LabelEdition.objects.in_use().exists()
        return {"any_in_use": any_in_use, "statuses": CONCLUDED, "attributions": list(Attribution)}

    @column(_("name"))
    def name(self, label: Label) -> str:
        latest = latest_of(label)
        return latest.name if latest else label.slug

    @column(_("stands for"))
    def stands_for(self, label: Label) -> str:
        return stands_for(latest_of(label))

    @column(_("number"))
    def scale(self, label: Label) -> str:
        latest = latest_of(label)
        if latest is None or latest.value is None:
            return "—"
        return f"{latest.value} ({latest.worst}–{latest.best})"

    @column(_("since"))
    def since(self, label: Label) -> Any:
        latest = latest_of(label)
        return latest.signed_at if latest else "—"

    @column(_("state"), label={"in_use": "success", "retired": "default", "waits": "info"})
    def state(self, label: Label) -> tuple[str, str]:
        latest = latest_of(label)
        if latest is None:
            return "waits", gettext("not signed yet")
        if latest.retired:
            return "retired", gettext("retired")
        return "in_use", gettext("in use")

    def about(self, subject: Label) -> str:
        latest = latest_of(subject)
        return latest.name if latest else subject.slug

    def page_context(self, request: HttpRequest, subject: Label, by: User) -> dict[str, Any]:
        waiting = request_of(subject)
        editions = list(subject.editions.all())
        return {
            "editions": editions,
            "untranslated": untranslated(editions[0].name, editions[0].translations)
            if editions
            else [],
            "stands_for": stands_for(editions[0] if editions else None),
            "waiting": waiting,
            "waiting_url": page_of(waiting) if waiting else "",
        }

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add a label"),
            form=AddForm,
            call=lambda data: labels.add(by, **data),
            back=self.url_of("changelist"),
            submit=_("Request the label"),
            done=REQUESTED,
            warning=_warning,
            goes_to=page_of,
        )


def stands_for(edition: LabelEdition | None) -> str:
    """The two answers: "reported · mixed"."""
    if edition is None:
        return "—"
    return f"{edition.get_attribution_display()} · {edition.get_status_display()}"
