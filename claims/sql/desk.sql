-- Notes, notices and bulk work are never deleted; a note never changes, and each claim of a bulk
-- action is decided once.
CREATE OR REPLACE TRIGGER note_is_kept BEFORE UPDATE OR DELETE ON claims_note
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'note_is_kept', 'A note is never changed or deleted. Write another.');

CREATE OR REPLACE TRIGGER notice_is_kept BEFORE DELETE ON claims_notice
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'notice_is_kept', 'A notice is marked as seen, never deleted.');

CREATE OR REPLACE TRIGGER batch_is_kept BEFORE DELETE ON claims_batch
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'batch_is_kept', 'A bulk action is stopped, never deleted.');

CREATE OR REPLACE TRIGGER batch_item_is_kept BEFORE DELETE ON claims_batchitem
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'batch_item_is_kept', 'The result for a claim in a bulk action is never deleted.');

CREATE OR REPLACE TRIGGER batch_item_decided_once BEFORE UPDATE ON claims_batchitem
  FOR EACH ROW WHEN (OLD.outcome <> 'waiting') EXECUTE FUNCTION refuse_change(
    'batch_item_decided_once', 'This claim is already decided in this bulk action. Start another.');
