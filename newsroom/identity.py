"""What the newsroom calls itself."""

from django.conf import settings
from django.utils.translation import gettext as _


def newsroom_name() -> str:
    """The name on the site, in the API, in files and in answers for assistants: NEWSROOM_NAME, or a
    general one where that is not set.
    """
    return settings.NEWSROOM_NAME or _("Fact-checking desk")
