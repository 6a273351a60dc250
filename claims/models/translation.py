"""A review in another language: written by one person, agreed to by another, who both read both languages."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.review import Review
from newsroom import texts
from newsroom.models import Approval, User
from newsroom.schema import check, key_to

# Characters. A summary has 200; many languages take a fifth more than English.
LONGEST_SUMMARY = 300


class Translation(models.Model):
    """Wording, summary and rationale as two people signed them. Never changed or deleted.

    The body of a signed round repeats it (``claims.publication.approved``), and publications with that. It
    belongs to one review: what the next one signs has no translation yet. ``original``: the version of the
    signed text that is translated.
    """

    claim = key_to(Claim, "translations", _("claim"))
    review = key_to(Review, "translations", _("review"))
    original = models.CharField(_("translated version"), max_length=64)
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("statement"), max_length=texts.STATEMENT)
    summary = models.CharField(_("summary"), max_length=LONGEST_SUMMARY)
    rationale = models.TextField(_("public rationale"), max_length=texts.LONG)
    translated_by = key_to(User, "translations_written", _("translated by"))
    translator_reads_both = models.BooleanField(_("translator reads both languages"))
    checked_by = key_to(User, "translations_checked", _("checked by"))
    checker_reads_both = models.BooleanField(_("second person reads both languages"))
    approval = models.OneToOneField(Approval, models.PROTECT, verbose_name=_("approval"))
    signed_at = models.DateTimeField(_("signed at"), db_default=Now())

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["-pk"]
        constraints = [
            check(
                "translation_is_read_in_both_languages",
                Q(translator_reads_both=True, checker_reads_both=True),
                _("Both people state that they read both languages."),
            ),
            check(
                "translation_has_all_parts",
                Q(text__regex=r"\S") & Q(summary__regex=r"\S") & Q(rationale__regex=r"\S"),
                _("A translation has the statement, the summary and the rationale."),
            ),
            check(
                "translation_summary_is_one_line",
                ~Q(summary__regex=r"[\n\r]"),
                _("A summary is one sentence, on one line."),
            ),
            check(
                "translation_names_its_language",
                Q(language__regex=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$"),
                _("Choose one of the languages of the site."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.claim_id} · {self.language}"
