"""What readers wrote stays as they wrote it; what came of it is said once."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = """
CREATE TRIGGER suggestion_is_kept BEFORE UPDATE ON claims_suggestion
  FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL
    OR (OLD.claim_id, OLD.publication_id, OLD.words, OLD.contact, OLD.sender, OLD.sent_at)
       IS DISTINCT FROM
       (NEW.claim_id, NEW.publication_id, NEW.words, NEW.contact, NEW.sender, NEW.sent_at))
  EXECUTE FUNCTION refuse_change(
    'suggestion_is_kept', 'What a reader wrote is never changed, and what came of it is said once.');
"""

UNDO = "DROP TRIGGER suggestion_is_kept ON claims_suggestion;"


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_suggested_corrections")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        # How to reach a reader is for the one who answers, not for a record that is never erased.
        track("claims_suggestion", without=("contact", "sender")),
    ]
