"""The form that adds a source: a link, a file or a pasted text, and its details."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.capture import intake
from newsroom.admin import fields
from newsroom.models import User
from sources import capture, pasted_heading
from sources.admin.forms import StatedForm, TextForm
from sources.choices import SourceKind
from sources.documents import LARGEST
from sources.models import CaptureRequest, Snapshot

CAPTIONS = (".srt", ".vtt", ".sbv", ".ttml", ".ass", ".ssa", ".json3")


class AddSourceForm(StatedForm, TextForm):
    """With a file or a text, the link only says where it is from."""

    aside_template = "admin/claims/adding_a_source.html"
    url = fields.line(
        gettext_lazy("Link"),
        required=False,
        most=2000,
        help_text=gettext_lazy(
            "The page is fetched, unless you give a file or a text below: then the link only says"
            " where that is from."
        ),
    )
    file = fields.file(
        gettext_lazy("or a file"),
        LARGEST,
        required=False,
        help_text=format_lazy(
            gettext_lazy("A web page, plain text, PDF or web archive (WARC), at most {most} MB."),
            most=LARGEST // 10**6,
        ),
    )
    kind = fields.choice(gettext_lazy("Kind"), SourceKind.choices, required=False)
    # The text of which the first lines were read into the fields, for whoever sends the form to check.
    heading_of = forms.CharField(required=False, widget=forms.HiddenInput)
    collapsed = (
        (
            gettext_lazy("Details"),
            tuple(name for name in StatedForm.base_fields if name != "title"),
        ),
        (
            gettext_lazy("If the text is an excerpt of something consulted"),
            ("how", "consulted_on", "consulted_url", "timecode"),
        ),
    )
    field_order = ["url", "file", "text", "title"]

    def prepare(self) -> None:
        url, _file, text = ways = [self.fields[name] for name in ("url", "file", "text")]
        for way in ways:
            fields.hide_optional(way)
        url.widget.attrs |= {"autofocus": not self.is_bound, "inputmode": "url"}
        text.label, text.required = _("or a pasted text"), False
        text.help_text = _(
            "All of it; it is stored with its hash and never changes. With a link above, readers"
            " see that we pasted the text and only state where it is from: nothing shows that the"
            " page had it. For a copy of the page leave the text out."
        )
        text.widget.attrs["rows"] = 8

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        text, file = str(data.get("text", "")).strip(), data.get("file")
        if text and file:
            self.add_error("text", _("Give a file or a text, not both."))
        if file and file.name.lower().endswith(CAPTIONS):
            self.add_error(
                "file",
                _("These are captions. Add them as a transcript, which keeps times and speakers."),
            )
        if not text and data.get("how") == "excerpt":
            self.add_error("text", _("Paste the words that were copied or transcribed."))
        elif not (text or file or data.get("url") or self.errors):
            self.add_error("url", _("Paste a link, choose a file, or paste a text."))
        if text and not self.errors:
            self._offer_heading(text)
        return data

    def _offer_heading(self, text: str) -> None:
        """Fill in what the text's first lines state and the form doesn't, once for each text."""
        digest = capture.sha256(text.encode())
        if self.cleaned_data["heading_of"] == digest:
            return
        stated = vars(pasted_heading.read(text)).items()
        offered = {name: value for name, value in stated if value and not self.cleaned_data[name]}
        if not offered:
            return
        typed: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
        typed.update({name: str(value) for name, value in offered.items()})
        typed["heading_of"] = digest
        self.data = typed
        for name in offered:
            self.add_error(
                name, _("From the first lines of the text. Check it, then send the form again.")
            )


def request_capture(by: User, data: dict[str, Any]) -> CaptureRequest | Snapshot:
    """Request the capture; an excerpt is stored at once, as a snapshot."""
    stated = {name: data[name] for name in StatedForm.base_fields}
    if data["how"] == "excerpt":
        stated["kind"] = stated["kind"] or SourceKind.OTHER
        consulted = (data["consulted_on"], data["consulted_url"], data["timecode"])
        return intake.add_excerpt(by, data["url"], data["text"], *consulted, **stated)
    if data["file"] is not None:
        file = data["file"]
        return intake.request_file(by, file.name, file.read(), uri=data["url"], **stated)
    if data["text"].strip():
        return intake.paste(by, data["text"], uri=data["url"], **stated)
    return intake.request_link(by, data["url"], **stated)
