-- A webhook ends once and is never deleted; what was sent to it stays on record.
CREATE OR REPLACE TRIGGER webhook_is_kept BEFORE DELETE ON claims_webhook
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'webhook_is_kept', 'A webhook is ended, never deleted: its deliveries stay on record.');

CREATE OR REPLACE TRIGGER webhook_ends_once BEFORE UPDATE ON claims_webhook
  FOR EACH ROW WHEN (OLD.state = 'ended') EXECUTE FUNCTION refuse_change(
    'webhook_ends_once', 'This webhook has ended. Add another.');

CREATE OR REPLACE TRIGGER delivery_is_kept BEFORE DELETE ON claims_delivery
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'delivery_is_kept', 'Deliveries stay on record.');

CREATE OR REPLACE TRIGGER attempt_is_kept BEFORE UPDATE OR DELETE ON claims_deliveryattempt
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'attempt_is_kept', 'A delivery attempt is never changed or deleted.');
