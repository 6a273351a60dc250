"""What was sent to a webhook stays known; its secret stays out of history."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = """
CREATE TRIGGER webhook_is_kept BEFORE DELETE ON claims_webhook
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'webhook_is_kept', 'A webhook is ended, never deleted: what was sent to it stays known.');
CREATE TRIGGER webhook_ends_once BEFORE UPDATE ON claims_webhook
  FOR EACH ROW WHEN (OLD.state = 'ended') EXECUTE FUNCTION refuse_change(
    'webhook_ends_once', 'This webhook has ended. Add another.');
CREATE TRIGGER delivery_is_kept BEFORE DELETE ON claims_delivery
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'delivery_is_kept', 'What was sent to a webhook stays known.');
CREATE TRIGGER attempt_is_kept BEFORE UPDATE OR DELETE ON claims_deliveryattempt
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'attempt_is_kept', 'What became of an attempt is never changed or deleted.');
"""

UNDO = """
DROP TRIGGER attempt_is_kept ON claims_deliveryattempt;
DROP TRIGGER delivery_is_kept ON claims_delivery;
DROP TRIGGER webhook_ends_once ON claims_webhook;
DROP TRIGGER webhook_is_kept ON claims_webhook;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_webhooks")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        track("claims_webhook", without=["secret"]),
        track("claims_delivery"),
        track("claims_deliveryattempt"),
    ]
