"""The queue: what waits, filters and views, work on many claims, notes and notices."""

from datetime import date, timedelta

from django.utils import timezone

from claims.models import Batch, Claim, Notice, SavedView, Topic
from claims.workflow import batches, notes, planning, saved_views
from newsroom.models import User
from tests.claims.admin.desk import list_of, url_of
from tools.screenshots.camera import Shot


def shots() -> list[Shot]:
    editor, senior = (User.objects.get(username=name) for name in ("editor", "senior"))
    open_ = list(Claim.objects.filter(status__in=["unreviewed", "in_review"]).order_by("pk")[:12])
    today = timezone.localdate()
    for number, claim in enumerate(open_):
        planning.plan(claim.pk, senior, number % 4, _due(number, today))
    noted = open_[1]
    notes.write(noted.pk, senior, "Who counted, and when?\nThe release says only “known”.")
    notes.write(noted.pk, editor, "The ministry did; I asked them yesterday.")
    notes.write(noted.pk, senior, "@editor, please add their answer, then I can sign.")
    saved_views.save(editor, "Due this week", f"queue=open&due_by={today + timedelta(days=7)}")
    saved_views.save(editor, "Opinions", "nature=opinion")
    numbers = [claim.pk for claim in Claim.objects.order_by("pk")[:20]]
    done = batches.create(senior, "assign", numbers, {"reviewer": editor.pk})
    batches.run(done.pk)
    topic = Topic.objects.order_by("pk")[0]
    batches.create(editor, "tag", numbers, {"topics": [topic.pk]})
    waiting = Batch.objects.latest("pk")
    ticked = ",".join(str(number) for number in numbers[:9])
    return [
        Shot("to-do", f"{list_of(Claim)}?queue=open", editor),
        Shot("mine", f"{list_of(Claim)}?queue=mine", editor),
        Shot("filtered", f"{list_of(Claim)}?queue=open&nature=fact&said_from=nonsense", editor),
        Shot("notes", f"{url_of(noted)}#notes", editor),
        Shot("plan", url_of(noted, "plan"), editor),
        Shot("notices", list_of(Notice), editor),
        Shot("notice-delivery", f"{list_of(Notice)}delivery/", editor),
        Shot("views", list_of(SavedView), editor),
        Shot("save-view", f"{list_of(SavedView)}add/?query=queue%3Ddue", editor),
        Shot("bulk-asks", f"{list_of(Batch)}add/?kind=assign&claims={ticked}", editor),
        Shot("bulk-list", list_of(Batch), editor),
        Shot("bulk-done", url_of(done), senior),
        Shot("bulk-under-way", url_of(waiting), editor),
    ]


def _due(number: int, today: date) -> date | None:
    return None if number % 3 == 2 else today + timedelta(days=number - 2)
