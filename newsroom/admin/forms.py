"""Forms of the desk: what each is initialised with, shows beside its fields, and keeps when stale."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.forms.utils import ErrorDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from newsroom.admin import fields
from newsroom.errors import Refused
from newsroom.models import User

EMPTY: tuple[Any, ...] = (None, "", [], False)


class DeskForm(forms.Form):
    """What an action needs to know. ``subject`` is the row it changes, ``by`` who changes it."""

    # A template shown before the fields, with what ``aside`` returns.
    aside_template = ""
    # Whether the aside is shown next to the fields where there is room.
    beside = False
    # Whether the cursor starts in the first field, although something is shown before it.
    starts_in_field = False
    # Kinds of rows, as history's differences name them, whose changes a stale form takes over.
    takes_changes_of: tuple[str, ...] = ()
    # Fields that show at first what the subject has under their names.
    edits: tuple[str, ...] = ()
    # What the button says, where that is not the action's label.
    submit: Any = ""
    # Of a dangerous action's form in two steps: that the first one changes nothing.
    asks_first = False
    # Of a form in two steps: what the button back to the first one says.
    step_back: Any = ""
    # Fields that most people skip, collapsed under a heading each.
    collapsed: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        subject: Any,
        by: User,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.subject, self.by = subject, by
        initial = {**(initial or {}), **self.initial_values(subject)}
        super().__init__(data, files, initial=initial)
        for field in self.fields.values():
            if isinstance(field.widget, fields.KeptFileInput):
                field.widget.sender = by
        self.prepare()

    def focus_first(self) -> None:
        """Put the cursor into the first field, unless something is to be read before it."""
        read_first = self.aside_template and not (self.beside or self.starts_in_field)
        if self.is_bound or read_first:
            return
        shown = [field for field in self.open_fields() if not field.is_hidden]
        if shown and not any("autofocus" in each.widget.attrs for each in self.fields.values()):
            shown[0].field.widget.attrs["autofocus"] = True

    @property
    def goes_back(self) -> bool:
        """Of a form in two steps: whether the first one is shown again, with what was filled in."""
        return "back" in self.data

    def full_clean(self) -> None:
        if self.goes_back:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        return super().is_valid() and not self.goes_back

    @classmethod
    def initial_values(cls, subject: Any) -> dict[str, Any]:
        return {name: getattr(subject, name) for name in cls.edits} if subject else {}

    def prepare(self) -> None:
        """Adapt the fields to the subject."""

    def aside(self) -> dict[str, Any]:
        return {}

    def open_fields(self) -> list[forms.BoundField]:
        collapsed = {name for _heading, names in self.collapsed for name in names}
        return [field for field in self if field.name not in collapsed]

    def collapsed_fields(self) -> list[tuple[Any, list[forms.BoundField], bool]]:
        """Heading, fields, and whether it is open: where something is filled in, or wrong."""
        groups = []
        for heading, names in self.collapsed:
            bound = [self[name] for name in names if name in self.fields]
            is_open = any(
                field.errors or field.value() not in (*EMPTY, field.field.initial)
                for field in bound
            )
            groups.append((heading, bound, is_open))
        return groups

    def keep_files(self) -> None:
        """Each file that was sent, or sent again: no browser sends one with the form that comes back."""
        for name, field in self.fields.items():
            if isinstance(field.widget, fields.KeptFileInput):
                field.widget.keep(self.data, self.files, name)

    def arguments(self) -> dict[str, Any]:
        """What the action is called with, from a valid form."""
        return self.cleaned_data

    def field_of(self, refused: Refused) -> str | None:
        """The field at which a refusal is shown; above the form, where it concerns no field."""
        return None

    def show_refusal(self, refused: Refused) -> None:
        self.add_error(self.field_of(refused), refused.sentence)

    def current_values(self) -> dict[str, str]:
        """Fields that a stale form takes from the subject as it is now, such as its revision."""
        return {}

    def refreshed(self, differences: Sequence[Mapping[str, Any]], subject: Any) -> Self:
        """The same form over the subject as it is now.

        What the person typed stays. A field that they left unchanged takes the value that somebody
        else gave it meanwhile, so that sending the form again does not undo the other's work.
        """
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
        for name in self.fields:
            changes = [
                each
                for each in differences
                if each["what"] in self.takes_changes_of and each["field"] in (name, f"{name}_id")
            ]
            if changes and _typed(data.get(name)) == _typed(changes[0]["old"]):
                data[name] = _typed(changes[-1]["new"])
        form = type(self)(data, self.files, subject=subject, by=self.by)
        for name, value in form.current_values().items():
            data[name] = value
        return form


def _typed(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


class SlugForm(DeskForm):
    """With a field ``slug`` that is made from another one where it is empty. A mixin: it comes first."""

    # The field, and what is said where it has no letters for a slug.
    slug_from = "name"
    no_slug: Any = ""

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if not data.get("slug") and "slug" not in self.errors:
            words = data.get(self.slug_from, "")
            most = self.fields["slug"].max_length  # type: ignore[attr-defined]  # a CharField
            data["slug"] = slugify(words)[:most].strip("-")
            if words and not data["slug"]:
                self.add_error("slug", self.no_slug)
        return data


class ReasonForm(DeskForm):
    reason = fields.long(_("Reason"))
