"""A hold that stands on a claim, in words for the newsroom."""

from django.utils.translation import gettext as _


def in_words(*, is_offline: bool, is_held: bool) -> str:
    """Empty for a claim that is neither held nor hidden."""
    if is_offline:
        return _("Offline: hold") if is_held else _("Offline")
    return _("Hold: not published") if is_held else ""
