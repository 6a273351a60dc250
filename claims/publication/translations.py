"""A published review in the reader's language, where two people signed it in that."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from claims.choices import LISTED, PublicationEvent
from claims.models import Publication, Translation
from claims.publication.representation import ReviewTranslationBody

# What a translation is of, and both answers.
_SAME = ("text", "summary", "rationale", "status", "attribution", "language")
Body = TypeVar("Body", bound=Mapping[str, Any])


def translation_of(body: Mapping[str, Any]) -> ReviewTranslationBody | None:
    """In the reader's language; None where the body has none, or the original is in it."""
    translations = body.get("translations")
    if not translations:
        return None
    wanted = (get_language() or "").lower()
    found = {each["language"]: each for each in translations}
    return found.get(wanted) or found.get(wanted.partition("-")[0])


def in_readers_language(body: Body) -> Body:
    """The body with statement, summary and rationale of its translation, if there is one.

    ``language`` is then the translation's. All else, such as quotes, stays as it was signed.
    """
    return _with_words(body, translation_of(body))


def translated_since(body: Body, now: Mapping[str, Any]) -> Body:
    """An earlier body with the translations that the claim has now, if these are of the same words."""
    is_of_the_same = all(body.get(name) == now.get(name) for name in _SAME)
    if not is_of_the_same or "translations" not in now:
        return body
    return cast("Body", {**body, "translations": now["translations"]})


def in_language_of(body: Body, language: str) -> Body:
    """The same in this language, whichever the reader's is."""
    found = (each for each in body.get("translations", ()) if each["language"] == language)
    return _with_words(body, next(found, None))


def may_be_corrected(before: int | None, most: int) -> list[int]:
    """Publications among which are all with a translation that takes another one's place, latest first;
    ``before``: only those with a lower number. Their bodies say which of them it is.
    """
    earlier = Translation.objects.filter(
        review=OuterRef("review"), language=OuterRef("language"), pk__lt=OuterRef("pk")
    )
    replaced = Translation.objects.filter(Exists(earlier)).order_by()
    found = Publication.objects.filter(
        claim__in=replaced.values("claim"),
        # By the second where it was replaced while the claim was offline.
        event__in=[PublicationEvent.SUPPLEMENTED, PublicationEvent.SHOWN],
        standing__in=LISTED,
        withheld=False,
    )
    if before is not None:
        found = found.filter(number__lt=before)
    return list(found.order_by("-number").values_list("number", flat=True)[:most])


def _with_words(body: Body, translation: Mapping[str, Any] | None) -> Body:
    if translation is None:
        return body
    words = {key: value for key, value in translation.items() if key != "by"}
    return cast("Body", {**body, **words})
