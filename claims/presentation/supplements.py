"""What a supplement added to a published claim, in sentences."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import REPLIED, RelationKind
from claims.presentation.languages import language_name
from claims.presentation.prose import external_review_words, reply_request, source_words


def added(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Empty where it added nothing, as where a relation was taken back."""
    return " ".join(_sentences(before, after))


def _sentences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[str]:
    sources = [each["source"]["id"] for each in before.get("appearances", ())]
    for each in after.get("appearances", ()):
        if each["source"]["id"] not in sources:
            yield _("Added: it also appears in %(source)s.") % {
                "source": source_words(each["source"])
            }
    for each in _new("relations", before, after):
        yield _relation(each)
        if each["rationale"]:
            yield each["rationale"]
    for each in _new("external_reviews", before, after):
        yield _("Added: a review by others: %(review)s.") % {"review": external_review_words(each)}
    languages = [each["language"] for each in before.get("translations", ())]
    for each in after.get("translations", ()):
        if each["language"] not in languages:
            yield _("Added: a translation (%(language)s).") % {
                "language": language_name(each["language"])
            }
    for each in _new("requests", before.get("reply", {}), after.get("reply", {})):
        if each["state"] in REPLIED:
            yield _("Added: a reply.")
        yield f"{reply_request(each).removesuffix('.')}."


def _new(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[Mapping[str, Any]]:
    """The parts of this name that were not there."""
    return [each for each in after.get(name, ()) if each not in before.get(name, ())]


def _relation(relation: Mapping[str, Any]) -> str:
    kind = RelationKind(relation["relation"]).label
    values = {"kind": kind, "number": relation["claim"]}
    if relation["direction"] == "in":
        return _("Added: claim %(number)s %(kind)s this one.") % values
    return _("Added: this claim %(kind)s claim %(number)s.") % values
