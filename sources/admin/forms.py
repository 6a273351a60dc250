"""What adding and editing a source or a publisher asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newsroom.admin import fields
from newsroom.admin.desk import DeskForm
from sources.capture import LONGEST_TEXT
from sources.choices import PublisherKind, SourceKind
from sources.models import Publisher, Source

STATED = (
    *("kind", "title", "byline", "publisher", "published_on", "published_note", "language"),
    *("licence", "syndicated_from", "note"),
)


class StatedForm(DeskForm):
    """What a source states of itself; what it does not state stays empty."""

    title = fields.line(_("Title"), required=False, most=500)
    kind = fields.choice(_("Kind"), SourceKind.choices)
    publisher = fields.found(
        Source.publisher,
        _("Publisher"),
        Publisher.objects.all(),
        required=False,
        help_text=_("Leave empty where the source states none."),
    )
    byline = fields.line(_("Byline"), required=False)
    published_on = fields.day(_("Published on"), required=False)
    published_note = fields.line(_("How the date is known"), required=False, most=500)
    language = fields.line(
        _("Language"), required=False, most=12, help_text=_("BCP 47, such as en or es-EC.")
    )
    licence = fields.line(_("Licence"), required=False)
    syndicated_from = fields.found(
        Source.syndicated_from, _("Syndicated from"), Source.objects.all(), required=False
    )
    note = fields.long(_("Note"), required=False, help_text=_("Internal; never public."))

    def stated(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in STATED}


class TextForm(DeskForm):
    """The text of a source, and whether it is the whole or words copied from something consulted."""

    text = fields.LongText(
        label=_("Text"),
        strip=False,
        max_length=LONGEST_TEXT,
        widget=fields.UnfoldAdminTextareaWidget(attrs={"rows": 14}),
        help_text=_("Paste it whole. It is stored with its hash and never changes."),
    )
    how = fields.radio(
        _("What is pasted"),
        [
            ("capture", _("the text of the source")),
            ("excerpt", _("an excerpt: words copied or transcribed from something consulted")),
        ],
        initial="capture",
    )
    consulted_on = fields.day(_("Excerpt: consulted on"), required=False)
    consulted_url = fields.line(_("Excerpt: address consulted"), required=False, most=2000)
    timecode = fields.line(_("Excerpt: timecode"), required=False, most=50)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("how") == "excerpt" and not data.get("consulted_on"):
            self.add_error("consulted_on", _("An excerpt says on which day it was consulted."))
        return data


class EditSourceForm(StatedForm):
    @classmethod
    def starts_with(cls, subject: Source) -> dict[str, Any]:
        return {name: getattr(subject, name) for name in STATED}


class PublisherForm(DeskForm):
    name = fields.line(_("Name"))
    kind = fields.choice(_("Kind"), PublisherKind.choices)
    domain = fields.line(_("Domain"), required=False, most=253)
    country = fields.line(
        _("Country"), required=False, most=2, help_text=_("Two capital letters, such as EC.")
    )
    whole_texts = forms.BooleanField(
        label=_("The public may read whole texts"),
        required=False,
        widget=fields.UnfoldBooleanWidget(),
        help_text=_(
            "Only with the publisher's permission, or where the licence gives it. A senior editor"
            " decides."
        ),
    )
    organisation = fields.found(
        Publisher.organisation,
        _("The organisation it is as a speaker"),
        Publisher.organisation.field.remote_field.model._default_manager.all(),
        required=False,
    )

    @classmethod
    def starts_with(cls, subject: Publisher | None) -> dict[str, Any]:
        if subject is None:
            return {}
        return {name: getattr(subject, name) for name in cls.base_fields}
