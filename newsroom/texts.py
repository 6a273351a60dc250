"""How long each text may be, and which characters it may not hold.

A text field's ``max_length`` is the limit: for forms, the API and PostgreSQL. A text without one, and those
in ``OF_OTHERS``, are made by the software or copied from a source. ``NESTED`` are the columns of other kinds
that hold words of people.
"""

import re
from typing import Any

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual, Regex
from django.utils.translation import gettext_lazy as _

# Code points.
REASON = 5_000
STATEMENT = 10_000
NOTE = 10_000
LONG = 30_000
NESTED_LONG = 250_000  # all of one value, as PostgreSQL writes it

# By model, the fields that no person writes; a source's words stay as it has them. Of names, more is refused
# (newsroom.names.visible).
OF_OTHERS = {
    "newsroom.User": "password public_name first_name last_name",
    "newsroom.ApiToken": "digest token_key",
    "newsroom.PasswordLink": "first_digest second_digest",
    "newsroom.SignIn": "network user_agent",
    "newsroom.RepeatableAnswer": "key request_sha256",
    "newsroom.CacheEntry": "cache_key",
    "newsroom.Event": "table row action database_role",
    "newsroom.EventText": "sha256 salt key",
    "newsroom.SignerKey": "pseudonym",
    "sources.Speaker": "name",
    "sources.Publisher": "name",
    "sources.Alias": "name",
    "claims.Topic": "name",
    "sources.Snapshot": "text_sha256 raw_sha256 raw_name media_type read_by",
    "sources.Recording": "sha256 media_type",
    "sources.Transcript": "format",
    "sources.Cue": "speaker",
    "sources.CaptureRequest": "raw_sha256 raw_name",
    "sources.Sighting": "raw_sha256",
    "sources.TimeStamp": "authority failure",
    "sources.ArchiveRequest": "address service_job",
    "sources.ArchivedCopy": "service address",
    "claims.Appearance": "verb described_as",
    "claims.Anchor": "prefix suffix",
    "claims.Relay": "verb",
    "claims.LogAhead": "root",
    "claims.Round": "version",
    "claims.Evidence": "file_sha256",
    "claims.Publication": (
        "salt body_sha256 previous_sha256 sha256 nature status attribution reason_kind language"
    ),
    "claims.PublishedQuantity": "unit",
    "claims.Erasure": "requested_by approved_by removed_sha256",
    "claims.ErasureSearch": "reading",
    "claims.ErrorReport": "sender",
    "claims.ImportRun": "mapping_sha256 file_sha256 raw_name",
    "claims.ImportRecord": "sha256",
    "claims.ImportNote": "column",
    "claims.Candidate": "key described_as speaker_name verb relay said_note method score_model",
    "claims.ClaimVector": "model",
    "claims.ReaderRequest": "key",
    "claims.Relation": "method method_version",
    "claims.ReplyRequest": "file_sha256",
    "claims.Assent": "version",
    "claims.SearchWords": "language",
    "claims.Signature": "version pseudonym",
    "claims.Subscription": "address_hash",
    "claims.ReaderSending": "key",
    "claims.Translation": "original",
}
# By model, the arrays and JSON, with how PostgreSQL gets a text of it.
AS_TEXT = "(%(expressions)s)::text"
NESTED = {
    "claims.LabelEdition": {"translations": AS_TEXT},
    "claims.Review": {"harms": AS_TEXT},
    "claims.Synonyms": {"terms": AS_TEXT},
    # The quotes of an appearance are a source's, and so are spellings that are to be erased.
    "newsroom.Approval": {"payload": "(%(expressions)s - '{appearance,names}'::text[])::text"},
    "sources.CaptureRequest": {"stated": AS_TEXT},
    "sources.Speaker": {"same_as": AS_TEXT},
}
OURS = ("newsroom", "sources", "claims")

# Not seen, or shown in another order than stored. Tabulators and line ends are neither; the joiners of Arabic
# and Indic scripts stay.
CONTROLS = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
# Within JSON, PostgreSQL writes the first of them as \\u0001, \\b or \\f.
NESTED_CONTROLS = rf"{CONTROLS}|(?:^|[^\\])(?:\\\\)*\\(?:u00[01]|b|f)"
_CONTROLS = re.compile(CONTROLS)

# As the API's schema has it, which knows no inverse match.
without_controls = RegexValidator(
    rf"^[^{CONTROLS[1:-1]}]*$",
    _("Remove the characters that are not seen or change the direction of writing."),
    "control_character",
)


def without_controls_within(value: Any) -> None:
    """Raises ValidationError."""
    if isinstance(value, str):
        without_controls(value)
    elif isinstance(value, dict | list | tuple):
        for each in value.items() if isinstance(value, dict) else value:
            without_controls_within(each)


class TextLimits(models.CheckConstraint):
    """The limits of a table's texts. Each field validates its own, and names itself."""

    def validate(self, *_arguments: Any, **_options: Any) -> None:
        pass


def with_symbols(text: str) -> str:
    """For display: each such character as one that is seen, so that places in the text stay."""
    return _CONTROLS.sub(lambda found: _symbol(ord(found[0])), text)


def _symbol(number: int) -> str:
    if number < 0x20:
        return chr(0x2400 + number)
    if number in (0x200B, 0x2060, 0xFEFF):
        return "\u2423"
    return "\u2421" if number == 0x7F else "\ufffd" if number < 0xA0 else "\u21c4"


def has_controls(text: str) -> bool:
    return _CONTROLS.search(text) is not None


def stripped(text: str) -> str:
    """For what a source states of itself, such as its title."""
    return _CONTROLS.sub("", text)


def written(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields of a model that hold words of people."""
    of_others = OF_OTHERS.get(model._meta.label, "").split()
    return [
        each
        for each in model._meta.local_fields
        if isinstance(each, models.CharField | models.TextField)
        and each.max_length
        and not each.choices
        and each.name not in of_others
    ]


def limit(sender: type[models.Model], **_more: Any) -> None:
    """The constraint of a model, from its fields."""
    nested = NESTED.get(sender._meta.label, {})
    if sender.__module__.split(".")[0] not in OURS or not (written(sender) or nested):
        return
    condition = Q()
    for field in written(sender):
        own: list[Any] = [without_controls]
        if isinstance(field, models.TextField):
            own.append(MaxLengthValidator(field.max_length))
            condition &= Q(LessThanOrEqual(Length(field.name), field.max_length))
        # Not those that migrations state: the constraint says the same.
        field.validators = [*field.validators, *own]
        condition &= ~Q(**{f"{field.name}__regex": CONTROLS})
    options = sender._meta
    for name, template in nested.items():
        whole: Any = options.get_field(name)
        whole.validators = [*whole.validators, without_controls_within]
        text = Func(name, template=template, output_field=models.TextField())
        condition &= Q(LessThanOrEqual(Length(text), NESTED_LONG))
        condition &= ~Q(Regex(text, NESTED_CONTROLS))
    rule = TextLimits(
        name=f"texts_of_{options.db_table}",
        condition=condition,
        violation_error_message=_(
            "A text is too long, or holds a character that is not seen or changes the direction of writing."
        ),
    )
    options.constraints = [*options.constraints, rule]
    options.original_attrs["constraints"] = options.constraints
