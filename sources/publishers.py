"""Publishers: adding and changing one. Only a senior editor permits the public to read full texts."""

from typing import Any

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.names import cleaned
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources.models import Publisher
from sources.saving import save


def add(by: User, **stated: Any) -> Publisher:
    """``stated``: fields of Publisher. Raises Refused, NotAllowed."""
    with permitted(by, "permit_full_text" if stated.get("whole_texts") else "add_source"):
        return save(Publisher(), _with_clean_name(stated))


def find_or_add(by: User, name: str, domain: str = "", **stated: Any) -> tuple[Publisher, bool]:
    """The publisher of this name and domain, and whether it is new. Raises Refused, NotAllowed.

    Without a domain, the only one of that name; a name that readers can't tell from it is the same.
    """
    with permitted(by, "add_source"):
        known = Publisher.objects.called(cleaned(name))
        found = list((known.filter(domain=domain) if domain else known).order_by("pk")[:2])
        if len(found) > 1:
            raise Refused(
                _("There are several publishers “%(name)s”. Give the domain, too."), name=name
            )
        if found:
            return found[0], False
        return save(Publisher(), _with_clean_name({"name": name, "domain": domain, **stated})), True


def change(publisher_id: int, by: User, **stated: Any) -> Publisher:
    """Raises Refused, NotAllowed."""
    with acting(by):
        publisher: Publisher = Publisher.objects.select_for_update(of=("self",)).get(
            pk=publisher_id
        )
        opens_texts = stated.get("whole_texts", publisher.whole_texts) != publisher.whole_texts
        require(by, "permit_full_text" if opens_texts else "edit_source")
        return save(publisher, _with_clean_name(stated))


def _with_clean_name(stated: dict[str, Any]) -> dict[str, Any]:
    return {**stated, "name": cleaned(stated["name"])} if "name" in stated else stated
