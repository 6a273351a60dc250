-- A publication: PostgreSQL fills in what is due, numbers, dates and hashes it, and closes the claim's previous one.
-- Where nothing is due, or that is published already, no row is inserted.

-- Called by: owner.
CREATE OR REPLACE FUNCTION publication_hash(p claims_publication) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n', p.number,
    to_char(p.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    p.claim_id, p.event, p.standing, p.body_sha256, p.previous_sha256), 'UTF8')), 'hex')
$$;

-- Whether no publication says yet that the review of this round was signed.
CREATE OR REPLACE FUNCTION is_first_of_its_review(of_claim bigint, round bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT NOT EXISTS (
    SELECT FROM claims_publication q JOIN claims_round d ON d.id = q.round_id
     WHERE q.claim_id = of_claim AND d.review_id = (SELECT review_id FROM claims_round WHERE id = round))
$$;

-- The event of the claim's next publication, where this one was just done. Of a hidden claim a signing or withdrawal
-- that nobody could see yet comes first, since lists of changes need it; anything else shows the claim again.
CREATE OR REPLACE FUNCTION event_due(of_claim bigint, done text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT CASE
      WHEN shown.number IS NULL THEN 'signed'
      WHEN shown.standing <> 'hidden' THEN done
      WHEN due = 'signed' AND is_first_of_its_review(of_claim, (signed_round(of_claim)).id) THEN 'signed'
      WHEN due = 'withdrawn' AND 'withdrawn' <> (
        SELECT standing FROM claims_publication WHERE claim_id = of_claim AND standing <> 'hidden'
         ORDER BY number DESC LIMIT 1) THEN 'withdrawn'
      WHEN done IN ('reopened', 'supplemented', 'corrected') THEN 'shown'
      ELSE done END
      FROM public_standing(of_claim) due
      LEFT JOIN claims_publication shown ON shown.claim_id = of_claim AND shown.shown_until IS NULL);
END $$;

-- Whether the event names what changed between the shown publication and this one.
-- Called by: owner.
CREATE OR REPLACE FUNCTION publication_event_fits(p claims_publication, shown claims_publication)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN p.event IN ('taken_down', 'restored')
      THEN p.standing = shown.standing AND p.round_id = shown.round_id
           AND sign(taken_down_now - taken_down_before) = CASE p.event WHEN 'taken_down' THEN 1 ELSE -1 END
    -- The same text with more or fewer quotes taken down is no other event.
    ELSE (taken_down_now = taken_down_before OR shown.number IS NULL OR p.standing <> shown.standing
          OR p.round_id <> shown.round_id)
      AND CASE p.event
        WHEN 'signed' THEN p.standing = 'signed' AND is_first_of_its_review(p.claim_id, p.round_id)
        -- By an approval, or because the other end of a signed relation appeared or disappeared.
        WHEN 'supplemented' THEN p.standing = shown.standing AND p.standing <> 'withdrawn'
          AND (p.round_id = shown.round_id OR approved_now('supplement', p.claim_id))
        WHEN 'corrected' THEN p.standing = shown.standing AND p.round_id <> shown.round_id
          AND approved_now('correct', p.claim_id)
        -- Or it turns out to be for another kind of reason.
        WHEN 'reopened' THEN p.standing = 'under_review' AND (
          shown.standing = 'signed' OR shown.standing = 'under_review' AND p.round_id = shown.round_id
          AND p.body::jsonb -> 'reason_kind' IS DISTINCT FROM shown.body::jsonb -> 'reason_kind')
        WHEN 'withdrawn' THEN p.standing = 'withdrawn'
        -- After a hold or a protection, or with the names of speakers no longer protected, also where
        -- only the text around quotes has them.
        WHEN 'shown' THEN shown.standing = 'hidden' AND event_due(p.claim_id, 'shown') = 'shown'
          OR p.standing = shown.standing AND (
          speakers_named(p.body::jsonb) <> shown.speakers
          OR p.round_id = shown.round_id AND p.body::jsonb <> shown.body::jsonb
             AND bare_quotes(p.body::jsonb, true, NULL, NULL) - '{version,derived_from,signatures}'::text[]
                 = bare_quotes(shown.body::jsonb, true, NULL, NULL) - '{version,derived_from,signatures}'::text[])
        ELSE false END
    END
    FROM count_taken_down(p.body::jsonb) taken_down_now, count_taken_down(shown.body::jsonb) taken_down_before
$$;

-- The application names claim and event; what is published of it is worked out here, once: what was signed, where nothing
-- stands against it. A claim that is shown and may not be any more is hidden. The owner's rights let the trigger
-- close the previous row, which the application may not update.
CREATE OR REPLACE FUNCTION publication_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  shown claims_publication;
  last claims_publication;
  is_shown boolean;
  due_standing text;
  due_body jsonb;
BEGIN
  PERFORM require_read_committed();
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  IF NEW.event <> 'hidden' THEN
    PERFORM lock_signed_content(NEW.claim_id);
  END IF;
  SELECT * INTO shown FROM claims_publication
   WHERE claim_id = NEW.claim_id AND shown_until IS NULL;
  is_shown := shown.number IS NOT NULL AND shown.standing <> 'hidden';
  -- What is withheld may be hidden, whatever is due.
  IF NEW.event <> 'hidden' OR shown.withheld IS NOT TRUE THEN
    due_standing := public_standing(NEW.claim_id);
    due_body := public_body(NEW.claim_id);
  END IF;
  IF due_body IS NULL THEN
    IF NOT is_shown THEN
      RETURN NULL;
    END IF;
    NEW.event := 'hidden';
    NEW.standing := 'hidden';
    NEW.body := '{}';
  ELSIF NEW.event = 'hidden' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_is_what_was_signed',
      MESSAGE = 'Not published: there is no reason to hide the claim.';
  ELSIF is_shown AND NOT shown.withheld AND shown.standing = due_standing AND shown.body::jsonb = due_body THEN
    RETURN NULL;
  ELSE
    NEW.standing := due_standing;
    NEW.body := canonical_json(due_body);
    NEW.round_id := CASE WHEN due_standing <> 'withdrawn' THEN (signed_round(NEW.claim_id)).id END;
    IF NOT is_shown THEN
      NEW.event := event_due(NEW.claim_id, NEW.event);
    END IF;
    IF publication_event_fits(NEW, shown) IS NOT TRUE THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_is_what_was_signed',
        MESSAGE = format('Not published: the claim was not %s.', NEW.event);
    END IF;
  END IF;

  -- Last of all, so that numbers are given in the order in which they become visible.
  PERFORM lock_publication_chain();
  PERFORM refuse_behind_the_log();
  SELECT * INTO last FROM claims_publication ORDER BY number DESC LIMIT 1;
  -- A restore's lost numbers are not given again.
  NEW.number := greatest(last.number, (SELECT max(after) FROM claims_epoch), 0) + 1;
  NEW.published_at := greatest(clock_timestamp(), last.published_at + interval '1 microsecond');
  -- With a salt, the hash of a withheld body confirms no guess at it. 128 random bits.
  NEW.salt := left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'), 32);
  NEW.body_sha256 := encode(sha256(convert_to(NEW.salt || E'\n' || NEW.body, 'UTF8')), 'hex');
  NEW.previous_sha256 := coalesce(last.sha256, repeat('0', 64));
  NEW.sha256 := publication_hash(NEW);
  NEW.conclusion_id := CASE
    WHEN NEW.event NOT IN ('signed', 'reopened', 'withdrawn')
      AND (NEW.standing = 'hidden'
           OR NEW.standing = (SELECT standing FROM claims_publication WHERE number = shown.conclusion_id))
    THEN shown.conclusion_id ELSE NEW.number END;
  NEW.shown_until := NULL;
  UPDATE claims_publication SET shown_until = NEW.published_at
   WHERE claim_id = NEW.claim_id AND shown_until IS NULL;
  NEW := publication_columns(NEW);
  -- Here already, so that the row is right from its first event on.
  NEW.withheld := is_held(NEW.claim_id) OR protected_among(NEW.speakers) <> '{}';
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER publication_insert BEFORE INSERT ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION publication_insert();

-- The quantities in a table of their own, for searches by amount.
CREATE OR REPLACE FUNCTION publication_quantities() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_publishedquantity (publication_id, unit, low, high)
  SELECT NEW.number, q ->> 'unit', (q ->> 'low')::numeric, (q ->> 'high')::numeric
    FROM jsonb_path_query(NEW.body::jsonb, '$.quantities[*]') q;
  PERFORM withhold(ARRAY[NEW.claim_id]);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER publication_quantities AFTER INSERT ON claims_publication
  FOR EACH ROW WHEN (NEW.standing <> 'hidden') EXECUTE FUNCTION publication_quantities();
