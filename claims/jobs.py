"""What the workers do for claims; each calls one verb."""

from claims.capture import processing, rechecks
from claims.imports import uploads
from claims.notifications import deliveries, notices, saved_searches
from claims.workflow import batches
from newsroom.jobs import periodic, task


@task(on_give_up=processing.give_up)
def capture_then_read(request_id: int) -> None:
    processing.carry_out(request_id)


@periodic("*/10 * * * *")
def look_again() -> None:
    rechecks.ask_for_rechecks()


@task()
def tell_webhooks(publication_id: int) -> None:
    deliveries.tell(publication_id)


@task(attempts=deliveries.ATTEMPTS, on_give_up=deliveries.give_up)
def deliver(delivery_id: int) -> None:
    deliveries.carry_out(delivery_id)


@task(on_give_up=uploads.give_up)
def import_file(importrun_id: int) -> None:
    uploads.carry_out(importrun_id)


@task(on_give_up=batches.give_up)
def carry_out_batch(batch_id: int) -> None:
    batches.carry_out(batch_id)


@task()
def mail_notices(person_id: int) -> None:
    notices.mail(person_id)


@periodic("*/5 * * * *")
def tell_searches() -> None:
    saved_searches.ask_to_tell()


@task()
def tell_search(search_id: int) -> None:
    saved_searches.tell(search_id)
