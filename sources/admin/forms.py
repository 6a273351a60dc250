"""Forms that add and edit sources and publishers."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsroom.admin import fields
from newsroom.admin.actions import SAVE
from newsroom.admin.forms import DeskForm
from newsroom.permissions import may
from sources.capture import LONGEST_TEXT
from sources.choices import PublisherKind, SourceKind
from sources.models import ArchivedCopy, Publisher, Source


class StatedForm(DeskForm):
    """What a source states about itself; what it does not state stays empty."""

    title = fields.line(_("Title"), required=False, most=500)
    kind = fields.choice(_("Kind"), SourceKind.choices)
    publisher = fields.autocomplete(
        Source.publisher,
        _("Publisher"),
        required=False,
        help_text=_("If you leave it empty, the one that the page states is proposed."),
    )
    byline = fields.line(_("Byline"), required=False)
    published_on = fields.day(_("Published on"), required=False)
    published_note = fields.line(_("How we know the date"), required=False, most=500)
    language = fields.line(
        _("Language"), required=False, most=12, help_text=_("BCP 47, such as en or es-EC.")
    )
    licence = fields.line(_("Licence"), required=False)
    syndicated_from = fields.autocomplete(
        Source.syndicated_from, _("Syndicated from"), required=False
    )
    note = fields.long(_("Note"), required=False, help_text=_("Internal; never public."))

    def stated(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in StatedForm.base_fields}


class TextForm(DeskForm):
    """The text of a source, whole or as an excerpt of something consulted."""

    text = fields.long(
        _("Text"),
        rows=14,
        most=LONGEST_TEXT,
        strip=False,
        help_text=_("Paste all of it. It is stored with its hash and never changes."),
    )
    how = fields.radio(
        _("What you pasted"),
        [
            ("capture", _("the whole text of the source")),
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
            self.add_error("consulted_on", _("Enter the day on which it was consulted."))
        return data


class EditSourceForm(StatedForm):
    edits = tuple(StatedForm.base_fields)
    submit = SAVE

    def prepare(self) -> None:
        publisher = self.fields["publisher"]
        # Nothing is read from a text that was pasted.
        if self.subject is not None and not self.subject.url:
            publisher.help_text = ""
        if may(self.by, "add_source"):
            publisher.help_text = format_html(
                '{} <a href="{}">{}</a>',
                publisher.help_text,
                reverse("admin:sources_publisher_add"),
                _("Not in the list? Add the publisher first."),
            )


class CopyForm(DeskForm):
    address = fields.line(
        _("Address of the copy"),
        most=2100,
        help_text=_(
            "At web.archive.org, perma.cc or archive.today. Readers get no link to archive.today."
        ),
    )
    copied_on = fields.day(
        _("Day of the copy"),
        required=False,
        help_text=_("Of a copy at web.archive.org, its address says it."),
    )


class RemoveCopyForm(DeskForm):
    copy = fields.one_of(_("Copy"), ArchivedCopy.objects.none())

    def prepare(self) -> None:
        self.fields["copy"].queryset = self.subject.archived_copies.kept()  # type: ignore[attr-defined]


class PublisherForm(DeskForm):
    edits = ("name", "kind", "domain", "country", "whole_texts", "organisation")
    name = fields.line(_("Name"))
    kind = fields.choice(_("Kind"), PublisherKind.choices)
    domain = fields.line(_("Domain"), required=False, most=253)
    country = fields.line(
        _("Country"), required=False, most=2, help_text=_("Two capital letters, such as EC.")
    )
    whole_texts = fields.checkbox(
        _("The public may read whole texts"),
        help_text=_(
            "Only with the publisher's permission or under a licence that allows it. A senior"
            " editor decides."
        ),
    )
    organisation = fields.autocomplete(
        Publisher.organisation,
        _("The same organisation among the speakers"),
        required=False,
    )

    def prepare(self) -> None:
        if not may(self.by, "permit_full_text"):
            # What is sent for a disabled field is ignored: the publisher keeps what it has.
            self.fields["whole_texts"].disabled = True
            self.fields["whole_texts"].help_text = _(
                "Only a senior editor can change this, with the publisher's permission or under a"
                " licence that allows it."
            )
