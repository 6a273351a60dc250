"""Topics: the words under which claims are kept together."""

from claims.models import Topic
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require


def add(by: User, name: str, slug: str) -> Topic:
    """Raises Refused, NotAllowed."""
    require(by, "edit_claim")
    with acting(by):
        topic = Topic(name=name.strip(), slug=slug)
        topic.full_clean()
        topic.save()
        return topic


def rename(topic_id: int, by: User, name: str) -> Topic:
    """The slug stays: addresses and publications hold it. Raises Refused, NotAllowed."""
    require(by, "edit_claim")
    with acting(by):
        topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic_id)
        topic.name = name.strip()
        topic.full_clean()
        topic.save(update_fields=["name"])
        return topic
