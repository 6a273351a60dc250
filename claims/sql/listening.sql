-- A person has listened to a quote of a transcript, in their own name.

-- The application's role may not update these rows.
CREATE OR REPLACE FUNCTION listening_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
BEGIN
  PERFORM lock_claims(ARRAY[CASE TG_OP WHEN 'DELETE' THEN OLD.claim_id ELSE NEW.claim_id END]);
  SELECT * INTO c FROM claims_claim
   WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.claim_id ELSE NEW.claim_id END;
  IF NOT is_editable(c.status) THEN
    PERFORM refuse_frozen();
  END IF;
  IF comes_over_api() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'listening_at_the_desk',
      MESSAGE = 'Programs don''t listen: mark the words at the desk.';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF NEW.listened_by_id IS DISTINCT FROM acting_person() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'listening_in_ones_own_name',
      MESSAGE = 'Everybody marks in their own name what they listened to.';
  END IF;
  IF NEW.speaker_id <> c.speaker_id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'listening_to_the_speaker',
      MESSAGE = 'The voice listened to is that of the claim''s speaker.';
  END IF;
  IF NOT EXISTS (SELECT FROM claims_anchor
                  WHERE claim_id = NEW.claim_id AND snapshot_id = NEW.snapshot_id
                    AND start = NEW.start AND "end" = NEW."end") THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'listening_to_a_quote',
      MESSAGE = 'Only a quote of the claim can be marked as listened to.';
  END IF;
  IF NOT EXISTS (SELECT FROM sources_transcript t JOIN sources_recording r ON r.id = t.recording_id
                  WHERE t.snapshot_id = NEW.snapshot_id AND (NOT r.erased OR r.url <> '')) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'listening_needs_a_recording',
      MESSAGE = 'This transcript names no recording to listen to. Add it again with its recording.';
  END IF;
  NEW.listened_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER listening_guard BEFORE INSERT OR DELETE ON claims_listening
  FOR EACH ROW EXECUTE FUNCTION listening_guard();

CALL track_history('claims_listening', about => '{claim_id}');
