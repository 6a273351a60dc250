"""The newsroom's own label for a conclusion, in the reader's language; and the rating in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from claims.choices import public_rating
from claims.models import LabelEdition
from claims.publication.representation import LabelBody


def label_of(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """As the body has it; None where none was chosen, or nothing is concluded."""
    return body.get("label") or None


def in_words(label: Mapping[str, Any]) -> tuple[str, str]:
    """Its name and definition: of the reader's language if it has one, else the newsroom's own."""
    wanted = (get_language() or "").lower()
    translated = {each["language"]: each for each in label["translations"]}
    found = translated.get(wanted) or translated.get(wanted.partition("-")[0]) or label
    return str(found["name"]), str(found["definition"])


def rating_in_words(body: Mapping[str, Any]) -> str:
    """The answer to "Is it true?": the newsroom's own label, else the public rating.

    Needs only ``status``, ``nature``, ``attribution`` and ``label`` of the body.
    """
    if label := label_of(body):
        return in_words(label)[0]
    return public_rating(body["status"], body["nature"], body["attribution"])


def body_of(edition: LabelEdition) -> LabelBody:
    """An edition as a body has it; PostgreSQL's ``label_body`` has the same for searches."""
    return {
        "key": edition.label.slug,
        "name": edition.name,
        "definition": edition.definition,
        "attribution": edition.attribution,
        "status": edition.status,
        "number": edition.value,
        "worst": edition.worst,
        "best": edition.best,
        "translations": edition.translations,
    }
