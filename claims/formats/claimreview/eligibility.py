"""What prevents a body from being a ClaimReview, and what would improve one."""

import re
from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.choices import CONCLUDED, Attribution, Status
from claims.formats.claimreview.claims import NOBODY, address_of, author_of_claim, day_said
from claims.publication.labels import label_of, rating_in_words
from claims.publication.representation import ClaimBody

# The ratings that have a ClaimReview; only the first three can have a number.
RATED = (
    Status.REFUTED,
    Status.MIXED,
    Status.VERIFIED,
    Status.DISPUTED,
    Status.UNVERIFIABLE,
)
# Search engines show about this many characters of a claim.
SHOWN = 75


def blocks(body: ClaimBody) -> list[str]:
    """What prevents a body, published or proposed, from being a ClaimReview, in sentences."""
    if "status" not in body:
        return [_("It has no public conclusion.")]
    found = []
    if "reason" in body:
        found.append(_("It is under review again: no conclusion is in force."))
    if body["status"] not in RATED and not _is_labelled_misquotation(body):
        found.append(_("It is not rated, and a ClaimReview is a rating."))
    elif body["attribution"] == Attribution.MISATTRIBUTED and not author_of_claim(body, None):
        found.append(
            _(
                "Who spread the words is not known, and whom they are attributed to is not their"
                " author: name the publisher of the first known appearance, or through whom it has them."
            )
        )
    if _begins_with_a_verdict(body["text"]):
        found.append(
            _(
                "The statement begins with a verdict, but it is shown as the speaker's words:"
                " state only what was claimed."
            )
        )
    if not _has_an_origin(body):
        found.append(
            _(
                "No speaker is named or described, and no appearance has a publisher or a web"
                " address: a claim needs an origin other than us."
            )
        )
    elif _is_ours(body):
        found.append(
            _("The speaker is this newsroom, and a ClaimReview is about somebody else's claim.")
        )
    return found


def advises(body: ClaimBody) -> list[str]:
    """Suggested improvements, in sentences; none of them prevents the ClaimReview."""
    found = []
    if (length := len(body["text"])) > SHOWN:
        found.append(
            _("The statement has %(length)d characters; search engines show about %(shown)d.")
            % {"length": length, "shown": SHOWN}
        )
    rating = re.escape(rating_in_words(body))
    if re.search(rf"\b{rating}\b", body["text"], re.IGNORECASE):
        found.append(_("The statement contains its own rating; search engines may reject it."))
    if author_of_claim(body, None) is None:
        found.append(_("The ClaimReview has no author, because the text names nobody."))
    if day_said(body) is None:
        found.append(
            _("The ClaimReview has no date, because the exact day of the statement is not known.")
        )
    if not any(address_of(each["source"]) for each in body["appearances"]):
        found.append(_("The ClaimReview lists no appearance, because none has a web address."))
    if not any(piece["primary"] for piece in body["evidence"]):
        found.append(_("It cites no primary evidence, which search engines ask for."))
    if not settings.NEWSROOM_NAME:
        found.append(
            _("The newsroom's name is not set (NEWSROOM_NAME), so only its address is given.")
        )
    return found


def _begins_with_a_verdict(text: str) -> bool:
    return _verdict(get_language()).match(text) is not None


@cache
def _verdict(_language: str | None) -> re.Pattern[str]:
    labels = [str(words) for status in CONCLUDED for words in (status.label, status.public)]
    words = "|".join(map(re.escape, labels))
    return re.compile(rf"\W*({words}|true|false|fake)\s*[:—–]", re.IGNORECASE)


def _has_an_origin(body: ClaimBody) -> bool:
    return body["speaker"]["kind"] not in NOBODY or any(
        each["source"]["publisher"] or address_of(each["source"]) for each in body["appearances"]
    )


def _is_labelled_misquotation(body: ClaimBody) -> bool:
    return body["attribution"] == Attribution.MISATTRIBUTED and label_of(body) is not None


def _is_ours(body: ClaimBody) -> bool:
    author = author_of_claim(body, None)
    ours = settings.NEWSROOM_NAME.casefold()
    return bool(ours) and author is not None and author["name"].casefold() == ours
