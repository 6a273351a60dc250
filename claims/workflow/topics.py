"""Adding and renaming topics."""

from claims.models import Topic
from newsroom.models import User
from newsroom.names import cleaned
from newsroom.verbs import permitted
from sources.saving import save


def add(by: User, name: str, slug: str) -> Topic:
    with permitted(by, "edit_claim"):
        return save(Topic(name=cleaned(name), slug=slug), {})


def rename(topic_id: int, by: User, name: str) -> Topic:
    """The slug stays: addresses and publications hold it."""
    with permitted(by, "edit_claim"):
        topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic_id)
        return save(topic, {"name": cleaned(name)})
