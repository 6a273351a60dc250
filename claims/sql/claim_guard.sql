-- A claim: the transitions of its status, and what is frozen while it is proposed or signed.

CREATE OR REPLACE FUNCTION is_concluded(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN ('verified', 'refuted', 'mixed', 'disputed', 'unverifiable', 'unrated')
$$;

CREATE OR REPLACE FUNCTION is_editable(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN ('unreviewed', 'in_review')
$$;

-- Whether a change comes over the API, as the application states it. It is not verified: it only marks
-- words, which nobody gains by. What forbids something asks history_context().
CREATE OR REPLACE FUNCTION comes_over_api() RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(current_setting('history.context', true) LIKE '%"via": "api"%', false)
$$;

-- Whether words are marked as written over the API after a change: until an editor changes or accepts
-- them at the desk.
CREATE OR REPLACE FUNCTION still_via_api(before boolean, after boolean, words_change boolean) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  IF words_change THEN
    RETURN comes_over_api() OR (before AND NOT is_editor(acting_person()));
  END IF;
  IF after <> before AND (after OR comes_over_api() OR NOT is_editor(acting_person())) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'api_words_accepted_by_an_editor',
      MESSAGE = 'An editor accepts at the desk what was written over the API.';
  END IF;
  RETURN after;
END $$;

-- A claim is created unreviewed, keeps its number and is never deleted. Its status follows the
-- allowed transitions; its content changes only while editable, or its wording by a minor edit that
-- two people make. No embargo is set once it is public.
CREATE OR REPLACE FUNCTION claim_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'unreviewed' THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_starts_unreviewed',
        MESSAGE = 'A new claim starts unreviewed.';
    END IF;
    NEW.via_api := comes_over_api();
    RETURN NEW;
  END IF;
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_keeps_its_number',
      MESSAGE = 'A claim keeps its number.';
  END IF;
  IF NEW.status <> OLD.status AND NOT (
       (OLD.status IN ('unreviewed', 'withdrawn') AND NEW.status = 'in_review')
    OR (OLD.status = 'in_review' AND NEW.status = 'awaiting_signoff')
    OR (OLD.status = 'awaiting_signoff' AND (NEW.status = 'in_review' OR is_concluded(NEW.status)))
    OR (is_concluded(OLD.status) AND NEW.status = 'in_review')
    OR NEW.status = 'withdrawn') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_status_transition',
      MESSAGE = format('A claim can''t change from %s to %s.', OLD.status, NEW.status);
  END IF;
  -- A review may begin over the API, so that evidence can be written.
  IF NEW.status <> OLD.status AND (OLD.status, NEW.status) <> ('unreviewed', 'in_review')
     AND history_context() ->> 'via' = 'api' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'no_conclusion_over_the_api',
      MESSAGE = 'A conclusion is proposed, signed, reopened and withdrawn at the desk, by people.';
  END IF;
  -- The public reads the reason without a second person's signature.
  IF (NEW.status = 'withdrawn' AND OLD.status <> 'withdrawn'
      OR (NEW.withdrawn_reason, NEW.withdrawn_wording)
         IS DISTINCT FROM (OLD.withdrawn_reason, OLD.withdrawn_wording))
     AND NOT is_senior(acting_person()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'withdrawn_by_a_senior',
      MESSAGE = 'A senior editor withdraws a claim, and says why, in their own name.';
  END IF;
  IF (NEW.text, NEW.speaker_id, NEW.nature, NEW.said_from, NEW.said_to, NEW.said_basis,
      NEW.said_note, NEW.language)
     IS DISTINCT FROM
     (OLD.text, OLD.speaker_id, OLD.nature, OLD.said_from, OLD.said_to, OLD.said_basis,
      OLD.said_note, OLD.language)
     AND NOT (is_editable(OLD.status)
              OR ((NEW.speaker_id, NEW.nature, NEW.said_from, NEW.said_to, NEW.said_basis,
                   NEW.said_note, NEW.language)
                  IS NOT DISTINCT FROM
                  (OLD.speaker_id, OLD.nature, OLD.said_from, OLD.said_to, OLD.said_basis,
                   OLD.said_note, OLD.language)
                  AND is_concluded(OLD.status) AND approved_now('correct', OLD.id))) THEN
    PERFORM refuse_frozen();
  END IF;
  IF NEW.embargo_until IS DISTINCT FROM OLD.embargo_until
     AND EXISTS (SELECT FROM claims_publication WHERE claim_id = OLD.id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'embargo_before_publication',
      MESSAGE = 'An embargo is set before the first publication, and this claim is public already. Take it offline instead.';
  END IF;
  NEW.via_api := still_via_api(OLD.via_api, NEW.via_api,
    (NEW.text, NEW.speaker_id, NEW.nature, NEW.said_from, NEW.said_to, NEW.said_basis,
     NEW.said_note, NEW.language)
    IS DISTINCT FROM
    (OLD.text, OLD.speaker_id, OLD.nature, OLD.said_from, OLD.said_to, OLD.said_basis,
     OLD.said_note, OLD.language));
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER claim_guard BEFORE INSERT OR UPDATE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claim_guard();

-- An embargo on a signed claim can be extended, not shortened or removed.
CREATE OR REPLACE FUNCTION embargo_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'embargo_of_signed_only_extended',
    MESSAGE = 'The embargo of a signed claim can be extended, not shortened. To publish earlier, reopen the claim and have it signed again.';
END $$;
CREATE OR REPLACE TRIGGER embargo_guard BEFORE UPDATE OF embargo_until ON claims_claim
  FOR EACH ROW WHEN (is_concluded(OLD.status) AND is_concluded(NEW.status)
                     AND (NEW.embargo_until IS NULL OR NEW.embargo_until < OLD.embargo_until)
                     AND OLD.embargo_until IS NOT NULL)
  EXECUTE FUNCTION embargo_guard();
