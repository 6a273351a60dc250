"""Notes stay as they were written; what was asked of many claims at once is decided once each."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = """
CREATE TRIGGER note_is_kept BEFORE UPDATE OR DELETE ON claims_note
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'note_is_kept', 'A note is never changed or deleted. Write another.');
CREATE TRIGGER notice_is_kept BEFORE DELETE ON claims_notice
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'notice_is_kept', 'A notice is seen, never deleted.');
CREATE TRIGGER batch_is_kept BEFORE DELETE ON claims_batch
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'batch_is_kept', 'What was asked of many claims at once stays known. Stop it.');
CREATE TRIGGER batch_item_is_kept BEFORE DELETE ON claims_batchitem
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'batch_item_is_kept', 'What became of a claim in bulk work stays known.');
CREATE TRIGGER batch_item_decided_once BEFORE UPDATE ON claims_batchitem
  FOR EACH ROW WHEN (OLD.outcome <> 'waiting') EXECUTE FUNCTION refuse_change(
    'batch_item_decided_once', 'This claim is done with in this bulk work. Ask again.');
"""

UNDO = """
DROP TRIGGER batch_item_decided_once ON claims_batchitem;
DROP TRIGGER batch_item_is_kept ON claims_batchitem;
DROP TRIGGER batch_is_kept ON claims_batch;
DROP TRIGGER notice_is_kept ON claims_notice;
DROP TRIGGER note_is_kept ON claims_note;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_work_of_the_desk")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        # Not about its claim: nobody acted on that.
        track("claims_note"),
        track("claims_notice"),
        track("claims_batch"),
        track("claims_batchitem"),
        track("claims_savedview"),
    ]
