-- That a claim may say a protected name. Two people record that another person of that name is meant. One
-- person only leaves public what is public, in the transaction in which they protect the speaker.
CREATE OR REPLACE FUNCTION namesake_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  is_decided boolean;
BEGIN
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  NEW.recorded_at := now();
  NEW.round_id := (signed_round(NEW.claim_id)).id;
  is_decided := CASE
    WHEN NEW.approval_id IS NOT NULL THEN EXISTS (
      SELECT FROM newsroom_approval
       WHERE id = NEW.approval_id AND kind = 'another_person' AND subject_id = NEW.claim_id
         AND (payload ->> 'speaker')::bigint = NEW.speaker_id
         AND outcome = 'done' AND changed_in_this_transaction('newsroom_approval', id))
    ELSE EXISTS (SELECT FROM sources_protectedname
                  WHERE speaker_id = ANY (merged_speakers(NEW.speaker_id)) AND since = now()
                    AND changed_in_this_transaction('sources_speaker', speaker_id))
      AND EXISTS (SELECT FROM claims_publication
                   WHERE claim_id = NEW.claim_id AND shown_until IS NULL AND standing <> 'hidden')
    END;
  IF NOT is_decided THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'another_person_takes_two',
      MESSAGE = 'That a claim means another person of that name is recorded by two people.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER namesake_guard BEFORE INSERT ON claims_namesake
  FOR EACH ROW EXECUTE FUNCTION namesake_guard();

CREATE OR REPLACE FUNCTION show_with_namesake() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(ARRAY[NEW.claim_id]);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER show_with_namesake AFTER INSERT ON claims_namesake
  FOR EACH ROW EXECUTE FUNCTION show_with_namesake();
