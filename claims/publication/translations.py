"""A published review in the reader's language, where two people signed it in that."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.utils.translation import get_language

from claims.publication.representation import ReviewTranslationBody

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
    translation = translation_of(body)
    if translation is None:
        return body
    words = {key: value for key, value in translation.items() if key != "by"}
    return cast("Body", {**body, **words})
