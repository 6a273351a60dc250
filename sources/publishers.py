"""Publishers: adding and changing one. Whether the public may read whole texts, a senior editor says."""

from typing import Any

from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from sources import speakers
from sources.models import Publisher


def add(by: User, **stated: Any) -> Publisher:
    """``stated``: fields of Publisher. Raises Refused, NotAllowed."""
    if stated.get("whole_texts"):
        require(by, "permit_full_text")
    return speakers.add_publisher(by, **stated)


def change(publisher_id: int, by: User, **stated: Any) -> Publisher:
    """Change what is known of a publisher. Raises Refused, NotAllowed."""
    require(by, "edit_source")
    with acting(by):
        publisher = Publisher.objects.select_for_update(of=("self",)).get(pk=publisher_id)
        if stated.get("whole_texts", publisher.whole_texts) != publisher.whole_texts:
            require(by, "permit_full_text")
        for name, value in stated.items():
            setattr(publisher, name, value)
        publisher.full_clean(validate_constraints=False)
        publisher.save(update_fields=list(stated))
        return publisher
