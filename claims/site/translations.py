"""What a claim's page says of its translation into the reader's language."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from claims.models import Publication
from claims.presentation.changes import corrected_translations, translation_changes
from claims.presentation.prose import Row
from claims.publication import rationale
from claims.publication.addresses import with_language
from claims.publication.representation import ClaimBody
from claims.publication.translations import translation_of


@dataclass(frozen=True)
class ShownTranslation:
    """The translation that a page shows. ``original``: the body as it was signed, with its rationale as HTML
    and its address in the newsroom's own language; ``is_outdated``: a later version has another or none.
    """

    by: list[str]
    original: ClaimBody
    original_rationale: SafeString
    original_language: str
    url: str
    is_outdated: bool

    @property
    def people(self) -> str:
        """Who translated and checked it, as they chose to be named."""
        signed = self.original.get("signed")
        needed = 2 if not signed or signed["four_eyes"] else 1
        if needed == 2 and not self.by:
            return _("two people who chose not to be named")
        names = list(self.by)
        if len(names) < needed:
            names.append(_("somebody who chose not to be named"))
        return get_text_list(names, _("and"))


def shown(publication: Any, original: ClaimBody) -> ShownTranslation | None:
    """The translation of this version into the reader's language, if it has one."""
    translation = translation_of(original)
    if translation is None:
        return None
    is_outdated = False
    if publication.shown_until is not None:
        now = Publication.objects.readable().filter(claim=publication.claim_id)
        current = now.values_list("body", flat=True).first()
        # Supplements and minor edits keep it.
        is_outdated = not current or translation_of(json.loads(current)) != translation
    return ShownTranslation(
        translation.get("by", []),
        original,
        rationale.as_html(original),
        settings.LANGUAGE_CODE,
        with_language(reverse("site:claim", args=[publication.claim_id]), settings.LANGUAGE_CODE),
        is_outdated,
    )


class Version(Protocol):
    """A publication of the claim; ``body``: None where it may not be read."""

    @property
    def publication(self) -> Publication: ...

    @property
    def body(self) -> ClaimBody | None: ...


def outdated(body: ClaimBody, history: Iterable[Version]) -> Publication | None:
    """The last version that was translated into the reader's language, where the current one is not."""
    if translation_of(body):
        return None
    translated = (each for each in history if each.body and translation_of(each.body))
    return next((each.publication for each in translated), None)


@dataclass(frozen=True)
class CorrectedTranslation:
    """``changes``: what it said before and after."""

    publication: Publication
    changes: list[Row]


class Change(Version, Protocol):
    """``before``: the last one that could be read."""

    @property
    def before(self) -> ClaimBody | None: ...


def last_corrected(body: ClaimBody, history: Iterable[Change]) -> CorrectedTranslation | None:
    """The last publication that replaced the reader's translation of what is now signed, if one did."""
    translation = translation_of(body)
    if translation is None:
        return None
    code = translation["language"]
    for each in history:
        if not each.body:
            continue  # hidden
        if translation_of(each.body) is None:
            break  # before it is another review
        if each.before and code in corrected_translations(each.before, each.body):
            changes = translation_changes(each.before, each.body, code)
            return CorrectedTranslation(each.publication, changes)
    return None
