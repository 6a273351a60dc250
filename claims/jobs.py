"""The jobs of claims; each calls one function."""

from claims.capture import processing, rechecks, speech
from claims.imports import quantities, uploads
from claims.matching import indexing, suggestions
from claims.notifications import (
    announcements,
    chat,
    deliveries,
    notices,
    reader_letters,
    reply_letters,
    report_answers,
    retention,
    saved_searches,
)
from claims.publication import epochs, showing_again
from claims.workflow import archiving, batches, erasure_runs, erasure_searches
from newsroom import kept_uploads
from newsroom.jobs import periodic, task


@task(on_give_up=processing.mark_failed)
def process_capture(request_id: int) -> None:
    processing.process(request_id)


@task(on_give_up=processing.mark_failed)
def recognise_speech(request_id: int) -> None:
    speech.recognise(request_id)


@task(on_give_up=archiving.mark_failed)
def save_at_archive(request_id: int) -> None:
    archiving.process(request_id)


@periodic("*/10 * * * *")
def recheck_sources() -> None:
    rechecks.enqueue_rechecks()


@task()
def show_again() -> None:
    showing_again.show_waiting()


@periodic("*/5 * * * *")
def show_again_if_waiting() -> None:
    showing_again.enqueue_if_waiting()


@periodic("* * * * *")
def compare_with_the_log() -> None:
    epochs.is_behind_the_log()


@task(sends=True)
def create_deliveries(publication_id: int) -> None:
    deliveries.create_deliveries(publication_id)


@task(attempts=deliveries.ATTEMPTS, on_give_up=deliveries.mark_failed, sends=True)
def deliver(delivery_id: int) -> None:
    deliveries.deliver(delivery_id)


@task(on_give_up=uploads.mark_failed)
def import_file(importrun_id: int) -> None:
    uploads.run_upload(importrun_id)


@task()
def read_quantities(importrun_id: int) -> None:
    quantities.read_quantities(importrun_id)


@task(on_give_up=batches.mark_failed)
def run_batch(batch_id: int) -> None:
    batches.run(batch_id)


@task(attempts=3, on_give_up=erasure_runs.mark_failed)
def carry_out_erasure(erasurerun_id: int) -> None:
    erasure_runs.run(erasurerun_id)


@task(on_give_up=erasure_searches.mark_failed)
def look_for_names(erasuresearch_id: int) -> None:
    erasure_searches.run(erasuresearch_id)


@task(sends=True)
def mail_notices(person_id: int) -> None:
    notices.mail(person_id)


@periodic("17 3 * * *")
def apply_retention() -> None:
    retention.apply()


@periodic("*/10 * * * *")
def remove_kept_uploads() -> None:
    kept_uploads.remove_old()


@task(sends=True)
def post_hold(row_id: int) -> None:
    chat.post_hold(row_id)


@task(sends=True)
def post_request(row_id: int) -> None:
    chat.post_request(row_id)


@task(sends=True)
def post_proposal(row_id: int) -> None:
    chat.post_proposal(row_id)


@periodic("23 * * * *")
def remind_of_requests() -> None:
    announcements.enqueue_reminders()


@task()
def remind_of_request(approval_id: int) -> None:
    announcements.remind(approval_id)


@periodic("*/10 * * * *")
def announce_overdue_replies() -> None:
    announcements.enqueue_overdue_replies()


@task()
def announce_overdue_reply(claim_id: int) -> None:
    announcements.of_overdue_reply(claim_id)


@task(sends=True, on_give_up=reply_letters.mark_failed)
def mail_reply_letter(letter_id: int) -> None:
    reply_letters.mail(letter_id)


@task(sends=True)
def mail_report_answer(report_id: int) -> None:
    report_answers.mail(report_id)


@periodic("*/5 * * * *")
def notify_saved_searches() -> None:
    saved_searches.enqueue_notifications()


@task(sends=True)
def notify_saved_search(search_id: int) -> None:
    saved_searches.notify_saved_search(search_id)


@task(sends=True)
def mail_confirmation(subscription_id: int) -> None:
    reader_letters.mail_confirmation(subscription_id)


@task(sends=True)
def mail_reader(subscription_id: int) -> None:
    reader_letters.mail_reader(subscription_id)


@task(sends=True)
def mail_reminder(subscription_id: int) -> None:
    reader_letters.mail_reminder(subscription_id)


@periodic("*/5 * * * *")
def notify_readers() -> None:
    reader_letters.enqueue_letters()


@periodic("* * * * *")
def read_claims_for_matching() -> None:
    indexing.bring_up_to_date()


@task()
def suggest_relations(claim_id: int) -> None:
    suggestions.suggest_for(claim_id)
