"""What a review policy asks for beyond the default, in sentences: for readers and for the desk."""

from django.utils.translation import gettext as _

from claims.models import ReviewPolicy, Topic


def in_words(policy: ReviewPolicy | None) -> list[str]:
    """Empty for the default: an editor proposes, another, senior, editor signs."""
    if policy is None:
        return []
    sentences = []
    if policy.reporters_propose:
        sentences.append(
            _("A reporter may propose a conclusion on their own work; one senior editor signs it.")
        )
    if policy.panel:
        sentences.append(
            _(
                "Three editors who wrote none of it read the same version. It is signed once two of"
                " them agree, one of them a senior editor, and none of them objects."
            )
        )
    if policy.second_sign_off:
        names = Topic.objects.filter(pk__in=policy.topics).order_by("name")
        topics = ", ".join(names.values_list("name", flat=True))
        sentence = _(
            "Besides the signature, each conclusion takes a second sign-off by somebody who wrote"
            " none of it: %(name)s."
        )
        if policy.topics:
            sentence = _(
                "Besides the signature, conclusions on some topics (%(topics)s) take a second"
                " sign-off by somebody who wrote none of it: %(name)s."
            )
        sentences.append(sentence % {"name": policy.second_sign_off, "topics": topics})
    if policy.signed_with_keys:
        sentences.append(
            _(
                "Everybody who proposes, signs or agrees to a conclusion signs it with a key of their"
                " own, too; readers can check these signatures."
            )
        )
    return sentences


def current() -> ReviewPolicy | None:
    """In force for reviews that begin now."""
    return ReviewPolicy.objects.last()
