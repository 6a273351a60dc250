"""A signed review in another language: written by one person, approved by another, who both read both."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypedDict

from django.conf import settings
from django.utils.translation import gettext as _

from claims.models import Claim, Round, Translation
from claims.models.translation import LONGEST_SUMMARY
from claims.presentation.changes import TRANSLATED
from claims.publication.publishing import require_signed_round, signed_round
from claims.workflow.minor_edits import ADDRESS
from newsroom import texts
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.models import Approval

_FOOTNOTE = re.compile(r"\[\^E\d+\]")
# A minus sign, and digits with marks between thousands or before decimals, which differ from one language
# to another.
_NUMBER = re.compile(
    r"(?:(?<![\w)])([-−–])[$€£¥]?)?"
    r"(\d{1,3}(?:[\u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)*|\d+(?:[.,]\d+)*)"
)
_BETWEEN_THOUSANDS = re.compile(r"[\u00a0\u2009\u202f'’]")
_IN_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)")
_WITH_DECIMALS = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+)([.,])(\d+)")


class TranslationText(TypedDict):
    language: str
    text: str
    summary: str
    rationale: str


def languages() -> list[tuple[str, Any]]:
    """The languages of the site that a review can be translated into: all but the newsroom's own."""
    return [each for each in settings.LANGUAGES if each[0] != settings.LANGUAGE_CODE]


def is_translation(approval: Approval) -> bool:
    return "translation" in approval.payload


def declined(claim: Claim) -> Approval | None:
    """The latest request for a supplement, where it is a translation of what is signed now, declined."""
    last = (
        Approval.objects.filter(kind=ApprovalKind.SUPPLEMENT, subject_id=claim.pk)
        .order_by("-pk")
        .first()
    )
    signed = signed_round(claim)
    if last is None or signed is None or last.outcome != ApprovalOutcome.DECLINED:
        return None
    of = last.payload.get("translation", {}).get("of")
    return last if of == signed.version else None


def require_both_languages(reads_both: bool) -> None:
    """Raises Refused where the person does not state it."""
    if not reads_both:
        raise Refused(
            _("State that you read both languages, and have compared the two texts."),
            "translation_is_read_in_both_languages",
        )


def checked(signed: Round, words: TranslationText) -> dict[str, str]:
    """What is requested: the words, and the signed version that they translate. Raises Refused."""
    made = {name: value.strip() for name, value in words.items()}  # type: ignore[attr-defined]
    made["summary"] = " ".join(made["summary"].split())
    body = json.loads(signed.body)
    if made["language"] not in dict(languages()):
        raise Refused(_("Choose one of the languages of the site."))
    if not all(made[name] for name in TRANSLATED):
        raise Refused(
            _("Translate all parts: the statement, the summary and the rationale."),
            "translation_is_whole",
        )
    if len(made["summary"]) > LONGEST_SUMMARY or len(made["rationale"]) > texts.LONG:
        raise Refused(
            _("A summary has at most %(summary)s characters, a rationale %(rationale)s."),
            summary=LONGEST_SUMMARY,
            rationale=texts.LONG,
        )
    _require_the_same_footnotes(body["rationale"], made["rationale"])
    latest = {each["language"]: each for each in body.get("translations", ())}
    present = latest.get(made["language"], {})
    if all(present.get(name, "") == made[name] for name in TRANSLATED):
        raise Refused(_("Nothing differs from what is signed."))
    return {"of": signed.version, **made}


def _require_the_same_footnotes(original: str, translation: str) -> None:
    first, second = (set(_FOOTNOTE.findall(each)) for each in (original, translation))
    if first != second:
        raise Refused(
            _("The translation must have the footnotes of the original: %(footnotes)s."),
            "translation_is_whole",
            footnotes=", ".join(sorted(first)) or _("none"),
        )


def numbers_that_differ(original: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    """Numbers that only one of the two texts has, for the people who compare them.

    150,000 and 150.000 are the same, 1.5 and 15 are not. Of a number that is written as a word only in one
    text, they see that.
    """
    first, second = (
        Counter(
            f"{'-' if minus else ''}{_without_marks(digits)}"
            for name in TRANSLATED
            for minus, digits in _NUMBER.findall(
                ADDRESS.sub(" ", _FOOTNOTE.sub(" ", text.get(name) or ""))
            )
        )
        for text in (original, words)
    )
    return sorted({*(first - second), *(second - first)})


def _without_marks(number: str) -> str:
    """The digits, with a point before decimals, whichever marks the number has.

    One mark before exactly three digits is between thousands: that is how both languages write 1,250. Digits
    in other groups, such as a date, keep them.
    """
    number = _BETWEEN_THOUSANDS.sub("", number)
    if _IN_THOUSANDS.fullmatch(number):
        return re.sub("[.,]", "", number)
    found = _WITH_DECIMALS.fullmatch(number)
    if found and found[2] not in found[1]:
        return f"{re.sub('[.,]', '', found[1])}.{found[3]}"
    return number.replace(",", ".")


def record(claim: Claim, approval: Approval) -> Translation:
    """The translation, inside the transaction that approves and signs it. Raises Refused."""
    signed = require_signed_round(claim.pk)
    new = approval.payload["translation"]
    if new["of"] != signed.version:
        raise Refused(
            _("The claim changed since this translation was requested. Request it again."),
            "translation_is_of_what_is_signed",
        )
    if approval.decided_by is None:
        raise ValueError("a request that nobody has decided")
    made: Translation = Translation.objects.create(
        claim=claim,
        review=signed.review,
        original=new["of"],
        **{name: new[name] for name in ("language", *TRANSLATED)},
        translated_by=approval.requested_by,
        translator_reads_both=new["reads_both"],
        checked_by=approval.decided_by,
        checker_reads_both=True,
        approval=approval,
    )
    return made
