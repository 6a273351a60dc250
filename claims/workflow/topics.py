"""Adding and renaming topics."""

from claims.models import Topic
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from sources.saving import save


def add(by: User, name: str, slug: str) -> Topic:
    require(by, "edit_claim")
    with acting(by):
        return save(Topic(name=name.strip(), slug=slug), {})


def rename(topic_id: int, by: User, name: str) -> Topic:
    """The slug stays: addresses and publications hold it."""
    require(by, "edit_claim")
    with acting(by):
        topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic_id)
        return save(topic, {"name": name.strip()})
