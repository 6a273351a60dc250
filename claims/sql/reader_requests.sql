-- What a reader sent never changes. An editor decides on it, in their own name; that it is not checked is
-- final, because readers got that answer.

CREATE OR REPLACE FUNCTION reader_request_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' OR NEW.senders <> 1 THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reader_request_starts_open',
        MESSAGE = 'A request comes from one reader, and nobody has decided on it yet.';
    END IF;
    RETURN NEW;
  END IF;
  IF (OLD.id, OLD.text, OLD.url, OLD.key, OLD.sent_at) IS DISTINCT FROM (NEW.id, NEW.text, NEW.url, NEW.key, NEW.sent_at)
     OR NEW.senders < OLD.senders THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reader_request_is_kept',
      MESSAGE = 'What a reader sent is never changed, nor how many sent it made less.';
  END IF;
  IF (OLD.state, OLD.capture_id, OLD.claim_id, OLD.reason, OLD.note, OLD.decided_by_id, OLD.decided_at)
     IS NOT DISTINCT FROM (NEW.state, NEW.capture_id, NEW.claim_id, NEW.reason, NEW.note, NEW.decided_by_id, NEW.decided_at) THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'declined' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reader_request_is_declined_once',
      MESSAGE = 'Readers got the answer that this is not checked. That stays; whoever sends it again makes a new request.';
  END IF;
  IF NEW.state = 'open' OR NEW.state = 'captured' AND OLD.state = 'linked' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reader_request_goes_on',
      MESSAGE = 'What was decided on a request is not undone: link it to another claim, or don''t check it.';
  END IF;
  IF NEW.decided_by_id IS DISTINCT FROM acting_person() OR NOT is_editor(NEW.decided_by_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reader_request_is_decided_by_who_acts',
      MESSAGE = 'An editor decides on a request, in their own name.';
  END IF;
  IF contains_a_protected_name(NEW.note) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reader_request_names_nobody_protected',
      MESSAGE = 'The text contains a name that is also a protected speaker''s. Remove it.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER reader_request_guard BEFORE INSERT OR UPDATE ON claims_readerrequest
  FOR EACH ROW EXECUTE FUNCTION reader_request_guard();
-- How many sent it is counted without an event each.
CALL track_history('claims_readerrequest', about => '{claim_id}', without => '{senders}');
