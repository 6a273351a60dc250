"""Form fields as the desk shows them: Unfold's widgets, native date inputs, autocompletes."""

from datetime import UTC
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from newsroom import kept_uploads
from newsroom.models import User

_INPUT = " ".join(INPUT_CLASSES)
_time_zone = lazy(lambda: settings.TIME_ZONE, str)


class Sentence(forms.CharField):
    """One line, in a box of several: a line end that was typed or pasted is a space."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class LongText(forms.CharField):
    """Line ends as typed: a browser sends each as CR LF, whatever the person pasted."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class KeptFileInput(forms.FileInput):
    """Sends a file again that came with a form that was refused, unless another is chosen."""

    template_name = "admin/newsroom/file.html"
    # Who sends the form.
    sender: User | None = None
    # The name and the key of the file that the form would send again.
    kept: tuple[str, str] | None = None
    # Stands for one that is no longer kept.
    GONE = object()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = super().value_from_datadict(data, files, name)
        key = data.get(f"{name}_kept")
        if sent or not key or self.sender is None:
            return sent
        return kept_uploads.find(self.sender, key) or self.GONE

    def keep(self, data: Any, files: Any, name: str) -> None:
        file = self.value_from_datadict(data, files, name)
        if isinstance(file, UploadedFile) and file.size and self.sender is not None:
            self.kept = (file.name or "", kept_uploads.keep(self.sender, file))

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and self.kept is None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["kept"] = self.kept
        return context


class KeptFileField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        if data is KeptFileInput.GONE:
            raise ValidationError(_("This file is no longer kept. Choose it again."))
        return super().clean(data, initial)


def number_of(value: Any) -> int | None:
    """The number of a row as an address or a form gives it; None for anything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class _RowNumbers:
    """Only numbers of rows are looked up, whatever the address or the form holds."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        numbers = [each for each in value if number_of(each)]
        return super().optgroups(name, numbers, attr)  # type: ignore[misc]  # the widget's


class RowSelect(_RowNumbers, AutocompleteSelect):
    pass


class RowSelectMultiple(_RowNumbers, AutocompleteSelectMultiple):
    pass


def line(label: Any, most: int = 300, **more: Any) -> forms.CharField:
    widget = UnfoldAdminTextInputWidget()
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


def counted(field: forms.CharField) -> forms.CharField:
    """A script of the desk shows below the field how many characters it has, of how many."""
    most = field.max_length
    field.widget.attrs |= {
        "data-counted": most,
        "data-words": format_lazy(_("%n of {most} characters"), most=most),
        "data-over": format_lazy(
            _("Too long by %n characters: at most {most} are allowed."), most=most
        ),
    }
    return field


def long(label: Any, rows: int = 3, most: int | None = None, **more: Any) -> LongText:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return LongText(label=label, max_length=most, widget=widget, **more)


def sentence(label: Any, most: int, rows: int = 2, **more: Any) -> Sentence:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return Sentence(label=label, max_length=most, widget=widget, **more)


def slug(label: Any, most: int, **more: Any) -> forms.SlugField:
    widget = UnfoldAdminTextInputWidget()
    return forms.SlugField(label=label, max_length=most, widget=widget, **more)


def file(label: Any, largest: int, **more: Any) -> forms.FileField:
    """``largest``: bytes; a script of the desk says before sending that a file is larger."""
    too_large = format_lazy(_("This file is larger than {most} MB."), most=largest // 10**6)
    attrs = {"class": _INPUT, "data-most-bytes": largest, "data-too-large": too_large}
    return KeptFileField(label=label, widget=KeptFileInput(attrs=attrs), **more)


def day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": _INPUT})
    return forms.DateField(label=label, widget=widget, **more)


def date_time(label: Any, **more: Any) -> forms.DateTimeField:
    """In the newsroom's time zone, which the help text names."""
    zone = format_lazy(_("Time zone: {zone}."), zone=_time_zone())  # type: ignore[no-untyped-call]  # Django's
    help_text = format_lazy("{} {}", more.pop("help_text"), zone) if "help_text" in more else zone
    attrs = {"type": "datetime-local", "class": _INPUT}
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
    return forms.DateTimeField(label=label, widget=widget, help_text=help_text, **more)


class LocalTime(forms.DateTimeField):
    """A time without a zone, which another field names."""

    def to_python(self, value: Any) -> Any:
        with timezone.override(UTC):
            moment = super().to_python(value)
        return moment.replace(tzinfo=None) if moment else None


def local_time(label: Any, **more: Any) -> LocalTime:
    attrs = {"type": "datetime-local", "class": _INPUT}
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
    return LocalTime(label=label, widget=widget, **more)


def number(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, widget=forms.NumberInput(attrs={"class": _INPUT}), **more
    )


def decimal(label: Any, **more: Any) -> forms.DecimalField:
    more |= {"max_digits": 30, "decimal_places": 6}
    widget = forms.NumberInput(attrs={"class": _INPUT, "step": "any"})
    return forms.DecimalField(label=label, widget=widget, **more)


def checkbox(label: Any, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=UnfoldBooleanWidget(), **more)


def choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    options = [*([] if "initial" in more else [("", _("Choose…"))]), *choices]
    widget = UnfoldAdminSelectWidget()
    return forms.ChoiceField(label=label, choices=options, widget=widget, **more)


def radio(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    widget = UnfoldAdminRadioSelectWidget()
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **more)


def checkboxes(label: Any, *, required: bool = False, **more: Any) -> forms.MultipleChoiceField:
    widget = UnfoldAdminCheckboxSelectMultipleWidget()
    return forms.MultipleChoiceField(label=label, required=required, widget=widget, **more)


def one_of(
    label: Any, queryset: models.QuerySet[Any], **more: Any
) -> "forms.ModelChoiceField[Any]":
    """One of the rows, such as users, which are few enough for a plain select."""
    widget = UnfoldAdminSelectWidget()
    return forms.ModelChoiceField(queryset, label=label, widget=widget, **more)


def autocomplete(
    field: Any, label: Any, queryset: models.QuerySet[Any] | None = None, **more: Any
) -> "forms.ModelChoiceField[Any]":
    """One row, found by typing: of the queryset, or any to which the foreign key may point."""
    if queryset is None:
        queryset = field.field.remote_field.model._default_manager.all()
    widget = RowSelect(field.field, admin.site, attrs={"class": _INPUT})
    return forms.ModelChoiceField(queryset, label=label, widget=widget, **more)


def autocomplete_many(field: Any, label: Any, **more: Any) -> "forms.ModelMultipleChoiceField[Any]":
    """Any number of rows, found by typing."""
    more |= {"label": label, "required": False}
    queryset = field.field.remote_field.model._default_manager.all()
    widget = RowSelectMultiple(field.field, admin.site, attrs={"class": _INPUT})
    return forms.ModelMultipleChoiceField(queryset, widget=widget, **more)


def hide_optional(field: forms.Field) -> None:
    """Don't call a field optional that may be empty only for now, or because another is filled in."""
    field.hides_optional = True  # type: ignore[attr-defined]  # read by the field's template


def revision() -> forms.IntegerField:
    """The revision of the row when the form was opened."""
    return forms.IntegerField(widget=forms.HiddenInput(), required=False)
