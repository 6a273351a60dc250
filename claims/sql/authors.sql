-- Who wrote a proposal, by the history: the application writes rows, but can't write or forge events.

-- Whether the event adds or removes a row, or changes one of these columns.
CREATE OR REPLACE FUNCTION changes_any(e newsroom_event, columns text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT e.action <> 'update'
      OR EXISTS (SELECT FROM unnest(columns) c WHERE e.old -> c IS DISTINCT FROM e.new -> c)
$$;

-- The number of the event with which a row began.
CREATE OR REPLACE FUNCTION first_event(of_table text, of_row bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT min(id) FROM newsroom_event
   WHERE "table" = of_table AND "row" = of_row::text AND action = 'insert'
$$;

-- Whether the event only begins a review as the last one ended, or copies a piece of its evidence:
-- whoever reopens a claim has not written these words. Nor has who accepts what came over the API.
CREATE OR REPLACE FUNCTION only_copies(e newsroom_event) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT e.action = 'update' AND e.old - 'via_api' = e.new - 'via_api'
        -- To doubt that evidence is independent writes no word, and whoever signs may do it.
        OR e.action = 'update' AND e."table" = 'claims_evidence' AND e.new ->> 'independence_doubted' = 'true'
           AND e.old - 'independence_doubted' = e.new - 'independence_doubted'
        OR e.action = 'insert' AND CASE e."table"
      WHEN 'claims_review' THEN NOT EXISTS (
        SELECT FROM unnest('{summary,rationale,reply_not_sought}'::text[]) c
         WHERE coalesce(stated.new ->> c, '') <> coalesce((
                 SELECT to_jsonb(v) ->> c FROM claims_review v
                  WHERE v.claim_id = (stated.new ->> 'claim_id')::bigint
                    AND v.number = (stated.new ->> 'number')::int - 1), ''))
        -- Copied only where the reply is still awaited.
        AND coalesce(stated.new ->> 'reply_not_awaited', '') IN ('', (
              SELECT v.reply_not_awaited FROM claims_review v
               WHERE v.claim_id = (stated.new ->> 'claim_id')::bigint
                 AND v.number = (stated.new ->> 'number')::int - 1))
      WHEN 'claims_evidence' THEN EXISTS (
        SELECT FROM claims_evidence v
         WHERE v.id = (stated.new ->> 'copied_from_id')::bigint
           AND to_jsonb(v) - '{id,review_id,copied_from_id,added_at}'::text[]
               = stated.new - '{id,review_id,copied_from_id,added_at}'::text[])
      WHEN 'claims_anchor' THEN EXISTS (
        SELECT FROM claims_anchor n
         WHERE n.claim_id = (stated.new ->> 'claim_id')::bigint AND n.evidence_id IS NOT NULL
           AND n.id < (stated.new ->> 'id')::bigint
           AND to_jsonb(n) - '{id,evidence_id}'::text[] = stated.new - '{id,evidence_id}'::text[])
      END
      -- Once, and with the texts that stand beside the event.
      FROM (SELECT event_values(e.new) AS new OFFSET 0) stated);
END $$;

-- Whether a body states the relation, as read from one of its two claims.
CREATE OR REPLACE FUNCTION states_relation(body jsonb, l claims_relation, of_claim bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(body -> 'relations' @> jsonb_build_array(relation_body(l, of_claim)), false)
$$;

CREATE OR REPLACE FUNCTION states_external_review(body jsonb, x claims_externalreview) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(body -> 'external_reviews' @> jsonb_build_array(jsonb_build_object(
    'publisher', jsonb_build_object('id', x.publisher_id), 'rating', x.rating, 'url', x.url,
    'reviewed_on', x.reviewed_on)), false)
$$;

CREATE OR REPLACE FUNCTION states_evidence(body jsonb, v claims_evidence) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(body -> 'evidence' @> jsonb_build_array(jsonb_build_object(
    'bears_on', v.bears_on, 'direction', v.direction, 'kind', v.kind,
    'description', v.description)), false)
$$;

-- The rows that a proposal states and that other claims may state too, each with the columns that count:
-- what it quotes of them, and what the independence of its evidence depends on.
CREATE OR REPLACE FUNCTION shared_rows(r claims_review, body jsonb)
RETURNS TABLE (tracked text, id bigint, columns text[])
LANGUAGE plpgsql STABLE ROWS 20 SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH RECURSIVE snapshots AS (
    SELECT p.snapshot_id AS id FROM claims_appearance p WHERE p.claim_id = r.claim_id
    UNION
    SELECT n.snapshot_id FROM claims_evidence v JOIN claims_anchor n ON n.evidence_id = v.id
     WHERE v.review_id = r.id AND NOT v.private
  ), sources AS (
    SELECT s.id, s.publisher_id FROM sources_source s WHERE s.id IN (
      SELECT t.source_id FROM sources_snapshot t WHERE t.id IN (SELECT id FROM snapshots)
      UNION ALL
      SELECT v.source_id FROM claims_evidence v WHERE v.review_id = r.id AND NOT v.private)
  ), above AS (
    -- What these were syndicated from.
    SELECT s.syndicated_from_id AS id FROM sources_source s WHERE s.id IN (SELECT id FROM sources)
    UNION
    SELECT s.syndicated_from_id FROM sources_source s JOIN above a ON a.id = s.id
  ), same AS (
    SELECT unnest(merged_speakers(c.speaker_id)) AS id FROM claims_claim c WHERE c.id = r.claim_id
  ), roles AS (
    SELECT o.id, o.organisation_id FROM claims_claim c JOIN sources_role o ON o.speaker_id = c.speaker_id
     WHERE c.id = r.claim_id AND o.title = body #>> '{speaker,role,title}'
    UNION
    SELECT o.id, o.organisation_id FROM sources_role o
     WHERE o.organisation_id IS NOT NULL AND o.speaker_id IN (
       SELECT id FROM same UNION ALL
       SELECT v.speaker_id FROM claims_evidence v WHERE v.review_id = r.id AND NOT v.private)
  )
  SELECT 'sources_snapshot', id, '{}'::text[] FROM snapshots
  UNION ALL
  SELECT 'sources_source', id,
         '{uri,kind,title,byline,publisher_id,published_on,language,licence,syndicated_from_id}' FROM sources
  UNION ALL
  SELECT 'sources_publisher', id, '{name,kind,organisation_id}' FROM (
    SELECT publisher_id FROM sources
    UNION SELECT x.publisher_id FROM claims_externalreview x
           WHERE x.claim_id = r.claim_id AND NOT x.left_out) p (id)
  UNION ALL
  SELECT 'sources_source', id, '{publisher_id,syndicated_from_id}' FROM above
  UNION ALL
  SELECT 'sources_publisher', s.publisher_id, '{name,kind,organisation_id}' FROM sources_source s
   WHERE s.id IN (SELECT id FROM above)
  UNION ALL
  SELECT 'sources_speakermerge', m.id, '{undone_at}' FROM sources_speakermerge m
   WHERE m.merged_id IN (SELECT id FROM same) OR m.into_id IN (SELECT id FROM same)
  UNION ALL
  SELECT 'sources_role', id, '{title,organisation_id,period}' FROM roles
  UNION ALL
  SELECT 'sources_speaker', id, '{kind,name,description}' FROM (
    SELECT c.speaker_id FROM claims_claim c WHERE c.id = r.claim_id
    UNION SELECT organisation_id FROM roles
    UNION SELECT y.speaker_id FROM claims_appearance p JOIN claims_relay y ON y.appearance_id = p.id
           WHERE p.claim_id = r.claim_id) s (id)
  UNION ALL
  SELECT 'claims_topic', topic_id, '{name,slug}' FROM claims_claim_topics WHERE claim_id = r.claim_id;
END $$;

-- Who requested the change or merge of a published speaker that the event records; null where it took one
-- person.
CREATE OR REPLACE FUNCTION requester_of(e newsroom_event) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT a.requested_by_id FROM newsroom_approval a
      JOIN newsroom_event d ON d."table" = 'newsroom_approval' AND d."row" = a.id::text
     WHERE a.kind = ANY (CASE e."table"
             WHEN 'sources_speaker' THEN '{change_speaker}'::text[]
             WHEN 'sources_role' THEN '{change_speaker}'
             WHEN 'sources_speakermerge' THEN '{merge_speakers,unmerge_speakers}' END)
       AND a.subject_id = (coalesce(e.new, e.old)
             ->> CASE e."table" WHEN 'sources_role' THEN 'speaker_id'
                                WHEN 'sources_speakermerge' THEN 'merged_id' ELSE 'id' END)::bigint
       AND a.outcome = 'done' AND d.transaction = e.transaction AND d.id < e.id
     ORDER BY d.id DESC LIMIT 1);
END $$;

-- Everybody who wrote part of what a proposal in this review says, and is not signed yet.
--
-- Free is what was written before the last signed proposal of the claim and stands in it. Of the rows
-- that many claims share, only what was added or changed since the review was opened counts. What two people
-- approve is written by whoever requested it.
CREATE OR REPLACE FUNCTION authors_of(r claims_review, body jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  last_signed claims_round := signed_round(r.claim_id);
  signed jsonb := last_signed.body::jsonb;
  -- The first review since: one that ended unsigned doesn't make its words anybody else's.
  opened bigint := coalesce((
    SELECT first_event('claims_review', v.id) FROM claims_review v
     WHERE v.claim_id = r.claim_id AND v.number > coalesce(
             (SELECT number FROM claims_review WHERE id = last_signed.review_id), 0)
     ORDER BY v.number LIMIT 1), 0);
  earliest bigint := CASE WHEN drafters_may_sign() THEN opened ELSE 0 END;
  since bigint := greatest(earliest, coalesce(first_event('claims_round', last_signed.id), 0));
  shared_since bigint := greatest(since, CASE WHEN last_signed.id IS NULL THEN opened END);
  -- From its approval on, a supplement or minor edit carries out what was requested.
  until bigint := coalesce(CASE WHEN r.state = 'signed' THEN (
    SELECT max(id) FROM newsroom_event
     WHERE "table" = 'newsroom_approval' AND "row" = (approval_now(r.claim_id)).id::text) END,
    9223372036854775807);
  authors bigint[];
BEGIN
  WITH RECURSIVE events AS MATERIALIZED (
    SELECT e.* FROM newsroom_event e
     WHERE e.about @> ARRAY[r.claim_id] AND e.id > since AND e.id < until
  ), pieces AS (
    SELECT v.id FROM claims_evidence v
     WHERE v.review_id = r.id AND NOT v.private AND NOT states_evidence(signed, v)
    UNION
    -- From what it was copied, by the history: the column can be changed.
    SELECT (e.new ->> 'copied_from_id')::bigint FROM pieces p
      JOIN newsroom_event e ON e."table" = 'claims_evidence' AND e."row" = p.id::text
     WHERE e.new ->> 'copied_from_id' IS NOT NULL
  ), candidates AS (
    SELECT e."row"::bigint AS id FROM events e
     WHERE e."table" = 'claims_candidate' AND e.new ->> 'state' = 'accepted'
    UNION
    SELECT m.to_candidate_id FROM claims_candidate_made_from m
      JOIN candidates c ON c.id = m.from_candidate_id
  ), written AS (
    SELECT e.actor_id AS author FROM events e WHERE CASE e."table"
      WHEN 'claims_claim' THEN changes_any(
        e, '{text,speaker_id,nature,said_from,said_to,said_basis,said_note,language}')
      WHEN 'claims_review' THEN changes_any(
        e, '{summary,rationale,reply_not_sought,reply_not_awaited,harms}')
        AND NOT only_copies(e)
      -- What happens to them once the claim is signed is published only if a supplement is about one.
      WHEN 'claims_replyrequest' THEN changes_any(e, '{state,answered_on,answer,left_out,deadline}')
        AND (r.state <> 'signed' OR (approval_now(r.claim_id)).payload ? 'reply')
      -- The body says on which days we reminded.
      WHEN 'claims_replyletter' THEN r.state <> 'signed' OR (approval_now(r.claim_id)).payload ? 'reply'
      WHEN 'claims_evidence' THEN NOT only_copies(e)
      WHEN 'claims_anchor' THEN NOT (e.new ->> 'evidence_id' IS NOT NULL AND only_copies(e))
      -- Another confirmed relation, or one less; the words of a relation follow below.
      WHEN 'claims_relation' THEN e.id > opened AND changes_any(e, '{state}')
        AND 'confirmed' IN (e.old ->> 'state', e.new ->> 'state')
      WHEN 'claims_round' THEN e.action = 'insert'
      ELSE e."table" IN ('claims_appearance', 'claims_relay', 'claims_quantity',
                         'claims_claim_topics', 'claims_externalreview') END
    -- What is older than the last signed proposal, and was not in it.
    UNION ALL
    SELECT e.actor_id FROM claims_relation l
      JOIN newsroom_event e ON e."table" = 'claims_relation' AND e."row" = l.id::text
     WHERE r.claim_id IN (l.from_claim_id, l.to_claim_id)
       AND l.state = 'confirmed' AND l.signed_in_id IS NULL
       AND states_relation(body, l, r.claim_id) AND changes_any(e, '{state,rationale,scope}')
       AND e.id > CASE WHEN states_relation(signed, l, r.claim_id) THEN since ELSE earliest END
       AND e.id < until
    UNION ALL
    SELECT e.actor_id FROM claims_externalreview x
      JOIN newsroom_event e ON e."table" = 'claims_externalreview' AND e."row" = x.id::text
     WHERE x.claim_id = r.claim_id AND states_external_review(body, x)
       AND NOT states_external_review(signed, x)
       AND e.id > earliest AND e.id < until
    UNION ALL
    -- OFFSET 0: only_copies() is asked of these events, not of every piece of evidence in the history.
    SELECT (e).actor_id FROM (
      SELECT e FROM pieces p
        JOIN newsroom_event e ON e."table" = 'claims_evidence' AND e."row" = p.id::text
       WHERE e.id > earliest OFFSET 0) e
     WHERE NOT only_copies(e)
    UNION ALL
    SELECT e.actor_id FROM candidates c
      JOIN newsroom_event e ON e."table" = 'claims_candidate' AND e."row" = c.id::text
     WHERE e.action = 'insert' AND e.new ->> 'method' = 'by hand' AND e.id > earliest
    UNION ALL
    SELECT coalesce(requester_of(e), e.actor_id) FROM shared_rows(r, body) w
      JOIN newsroom_event e ON e."table" = w.tracked AND e."row" = w.id::text
     WHERE e.id > shared_since AND changes_any(e, w.columns)
  )
  SELECT array_agg(DISTINCT author ORDER BY author) INTO authors FROM written WHERE author IS NOT NULL;
  RETURN coalesce(authors, '{}');
END $$;

-- A proposal states its authors, as the history names them, and the proposer is one. They never change.
CREATE OR REPLACE FUNCTION round_authors() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  r claims_review;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.authors IS DISTINCT FROM OLD.authors THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'authors_stay_on_record',
        MESSAGE = 'The authors of a proposal stay on record.';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO r FROM claims_review WHERE id = NEW.review_id;
  NEW.authors := authors_of(r, NEW.body::jsonb);
  IF NOT NEW.proposed_by_id = ANY (NEW.authors) THEN
    NEW.authors := NEW.authors || NEW.proposed_by_id;
  END IF;
  -- Of a reporter who proposes, whoever invited them or requested their role, too.
  IF NOT is_editor(NEW.proposed_by_id) THEN
    NEW.authors := NEW.authors || ARRAY(
      SELECT granted_by_id FROM newsroom_role WHERE person_id = NEW.proposed_by_id AND granted_by_id IS NOT NULL
      UNION
      SELECT actor_id FROM newsroom_event
       WHERE "table" = 'newsroom_user' AND "row" = NEW.proposed_by_id::text AND action = 'insert'
         AND actor_id IS NOT NULL);
  END IF;
  NEW.authors := with_accounts_of_one(NEW.authors);
  RETURN NEW;
END $$;
-- By its name after round_guard, which locks the claim and checks the body.
CREATE OR REPLACE TRIGGER round_states_its_authors BEFORE INSERT OR UPDATE ON claims_round
  FOR EACH ROW EXECUTE FUNCTION round_authors();
