-- A reader's suggested correction never changes, and its outcome is noted once.
CREATE OR REPLACE TRIGGER reader_correction_is_kept BEFORE UPDATE ON claims_readercorrection
  FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL
    OR (OLD.claim_id, OLD.publication_id, OLD.words, OLD.contact, OLD.sender, OLD.sent_at)
       IS DISTINCT FROM
       (NEW.claim_id, NEW.publication_id, NEW.words, NEW.contact, NEW.sender, NEW.sent_at))
  EXECUTE FUNCTION refuse_change(
    'reader_correction_is_kept', 'A reader''s text is never changed, and its outcome is noted once.');
