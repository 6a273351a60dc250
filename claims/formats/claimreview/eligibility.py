"""The export gate: what keeps a body from being a ClaimReview, and what its readers would like."""

import re
from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.choices import CONCLUDED, Status
from claims.formats.claimreview.claims import NOBODY, address_of, author_of, day_said
from claims.publication.representation import ClaimBody, SpeakerBody

# What is signed with one of these is reviewed; only the first three have a number.
RATED = (
    Status.REFUTED,
    Status.MIXED,
    Status.VERIFIED,
    Status.DISPUTED,
    Status.UNVERIFIABLE,
)
NUMBERED = RATED[:3]
# Readers show about so many characters of a claim.
SHOWN = 75


def blocks(said: ClaimBody) -> list[str]:
    """What keeps a body, published or proposed, from being a ClaimReview, in sentences."""
    if "status" not in said:
        return [_("Nothing is concluded of it in public.")]
    found = []
    if "reason" in said:
        found.append(_("It is under review again: no conclusion is in force."))
    if said["status"] not in RATED:
        found.append(_("Whether it is so is not rated, and a ClaimReview is a rating."))
    if _begins_with_a_verdict(said["text"]):
        found.append(
            _(
                "The statement begins with a verdict. Readers show it as the speaker's words:"
                " state what was claimed alone."
            )
        )
    if not _has_an_origin(said):
        found.append(
            _(
                "Neither who said it is named or described, nor a publisher or a web address where"
                " it appeared: a claim needs an origin other than us."
            )
        )
    elif _is_ours(said["speaker"]):
        found.append(_("The speaker is this newsroom, and a ClaimReview is of what others say."))
    return found


def advises(said: ClaimBody) -> list[str]:
    """What readers of ClaimReview would like better, in sentences; none of it keeps it from them."""
    found = []
    if (length := len(said["text"])) > SHOWN:
        found.append(
            _("The statement has %(length)d characters; readers show about %(shown)d.")
            % {"length": length, "shown": SHOWN}
        )
    rating = re.escape(str(Status(said["status"]).public))
    if re.search(rf"\b{rating}\b", said["text"], re.IGNORECASE):
        found.append(_("The statement holds the word of its own rating; readers may object."))
    if author_of(said["speaker"], None) is None:
        found.append(_("No author is named: the text names nobody."))
    if day_said(said) is None:
        found.append(_("The very day on which it was said is not known, so none is given."))
    if not any(address_of(each["source"]) for each in said["appearances"]):
        found.append(_("None of its appearances has a web address, so none is given."))
    if not any(piece["primary"] for piece in said["evidence"]):
        found.append(_("No primary evidence is cited, which readers ask for."))
    if not settings.NEWSROOM_NAME:
        found.append(
            _("The newsroom's name is not set (NEWSROOM_NAME): only its address is given.")
        )
    return found


def _begins_with_a_verdict(text: str) -> bool:
    return _verdict(get_language()).match(text) is not None


@cache
def _verdict(_language: str | None) -> re.Pattern[str]:
    labels = [str(words) for status in CONCLUDED for words in (status.label, status.public)]
    words = "|".join(map(re.escape, labels))
    return re.compile(rf"\W*({words}|true|false|fake)\s*[:—–]", re.IGNORECASE)


def _has_an_origin(said: ClaimBody) -> bool:
    return said["speaker"]["kind"] not in NOBODY or any(
        each["source"]["publisher"] or address_of(each["source"]) for each in said["appearances"]
    )


def _is_ours(speaker: SpeakerBody) -> bool:
    ours = settings.NEWSROOM_NAME.casefold()
    return bool(ours) and (speaker["name"] or "").casefold() == ours
