"""How the desk shows a status, and why evidence is not independent."""

from django.utils.translation import gettext_lazy

from claims.choices import Status

# The codes of evidence_not_independent().
NOT_INDEPENDENT = {
    "speaker": gettext_lazy("the speaker of the claim was the one contacted"),
    "no_inputs": gettext_lazy("the calculation names no evidence that it is made from"),
    "input": gettext_lazy("something that the calculation is made from is not independent"),
    "appearance": gettext_lazy("it comes from a source in which the claim itself appears"),
    "syndicated": gettext_lazy("it is the same text as, or syndicated with, an appearance"),
    "own": gettext_lazy("the source is the speaker's own, or of an organisation of theirs"),
}

# How each status looks; the word always stands beside it.
LOOKS = {
    Status.UNREVIEWED: ("", "radio_button_unchecked"),
    Status.IN_REVIEW: ("info", "pending"),
    Status.AWAITING_SIGNOFF: ("primary", "signature"),
    Status.VERIFIED: ("success", "check_circle"),
    Status.REFUTED: ("danger", "cancel"),
    Status.MIXED: ("warning", "contrast"),
    Status.DISPUTED: ("warning", "compare_arrows"),
    Status.UNVERIFIABLE: ("", "help"),
    Status.UNRATED: ("", "do_not_disturb_on"),
    Status.WITHDRAWN: ("", "block"),
}
