-- The body: what a publication says of a claim, from the tables alone. It is made here and nowhere else:
-- claims/publication/representation.py declares its fields and reads it, the guard of proposals compares
-- with it.

-- Canonical JSON (RFC 8785) of a value whose keys are ASCII and whose numbers are integers, as a body's are.
CREATE OR REPLACE FUNCTION canonical_json(part jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  CASE jsonb_typeof(part)
    WHEN 'object' THEN
      RETURN '{' || coalesce((
        SELECT string_agg(to_json(key) || ':' || CASE WHEN jsonb_typeof(value) IN ('object', 'array')
                                                      THEN canonical_json(value) ELSE value::text END,
                          ',' ORDER BY key COLLATE "C")
          FROM jsonb_each(part)), '') || '}';
    WHEN 'array' THEN
      RETURN '[' || coalesce((SELECT string_agg(canonical_json(value), ',' ORDER BY at)
                                FROM jsonb_array_elements(part) WITH ORDINALITY f(value, at)), '') || ']';
    ELSE
      RETURN part::text;
  END CASE;
END $$;

-- The relation as seen from one of its two claims.
CREATE OR REPLACE FUNCTION relation_body(r claims_relation, of_claim bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
    'claim', CASE of_claim WHEN r.from_claim_id THEN r.to_claim_id ELSE r.from_claim_id END,
    'relation', r.kind,
    'direction', CASE WHEN r.kind = 'contradicts' THEN 'both'
                      WHEN r.from_claim_id = of_claim THEN 'out' ELSE 'in' END,
    'rationale', r.rationale, 'scope', r.scope)
$$;

CREATE OR REPLACE FUNCTION source_body(of_source bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT jsonb_build_object(
      'id', s.id, 'uri', s.uri, 'kind', s.kind, 'title', s.title, 'byline', s.byline,
      'publisher', CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'name', p.name) END,
      'published_on', s.published_on, 'language', s.language, 'licence', s.licence)
      FROM sources_source s LEFT JOIN sources_publisher p ON p.id = s.publisher_id
     WHERE s.id = of_source);
END $$;

CREATE OR REPLACE FUNCTION quote_body(n claims_anchor) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('exact', n.exact, 'prefix', n.prefix, 'suffix', n.suffix,
                            'start', n.start, 'end', n."end")
$$;

-- When a quote is spoken, where it is from a transcript: derived from the cues, as a W3C media fragment has it.
CREATE OR REPLACE FUNCTION spoken_at(n claims_anchor) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT CASE WHEN t.start_ms IS NULL THEN '{}' ELSE jsonb_build_object(
             'time', trim_scale(t.start_ms / 1000.0) || ',' || trim_scale(t.end_ms / 1000.0)) END
      FROM quote_time(n.snapshot_id, n.start, n."end") t);
END $$;

-- What a snapshot's text is a transcript of, and when the last of these quotes was listened to, if all were.
-- Who transcribed it is said of machines only: a colleague's name is nobody's business.
CREATE OR REPLACE FUNCTION transcript_body(of_snapshot bigint, of_claim bigint, quotes bigint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN coalesce((
    SELECT jsonb_build_object('transcript', jsonb_build_object(
      'origin', t.origin,
      'model', CASE WHEN t.origin = 'machine' THEN concat_ws(' ', t.made_by, t.version) ELSE '' END,
      'recording_url', coalesce(r.url, ''), 'held_by', coalesce(r.held_by, ''),
      'recording_sha256', coalesce(r.sha256, ''), 'media_type', coalesce(r.media_type, ''),
      'listened_on', (
        SELECT CASE WHEN bool_and(heard.at IS NOT NULL) THEN max(heard.at) END
          FROM claims_anchor n JOIN claims_claim c ON c.id = n.claim_id
         CROSS JOIN LATERAL (
           SELECT (max(l.listened_at) AT TIME ZONE 'UTC')::date AS at FROM claims_listening l
            WHERE l.claim_id = n.claim_id AND l.snapshot_id = n.snapshot_id
              AND l.start <= n.start AND l."end" >= n."end" AND l.speaker_id = c.speaker_id) heard
         WHERE n.id = ANY (quotes) AND n.claim_id = of_claim)))
      FROM sources_transcript t LEFT JOIN sources_recording r ON r.id = t.recording_id
     WHERE t.snapshot_id = of_snapshot), '{}');
END $$;

-- A speaker as an organisation or a relay is named.
CREATE OR REPLACE FUNCTION named_speaker(s sources_speaker) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('id', s.id, 'name', coalesce(nullif(s.name, ''), s.description))
$$;

-- The role held when it was said.
CREATE OR REPLACE FUNCTION role_body(c claims_claim) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT jsonb_build_object(
      'title', r.title, 'organisation', CASE WHEN o.id IS NOT NULL THEN named_speaker(o) END)
      FROM sources_role r LEFT JOIN sources_speaker o ON o.id = r.organisation_id
     WHERE r.speaker_id = c.speaker_id AND role_meets(r, c)
     ORDER BY r.period, r.id LIMIT 1);
END $$;

CREATE OR REPLACE FUNCTION appearance_bodies(of_claim bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'source', source_body(s.source_id),
      'snapshot', jsonb_build_object(
        'kind', s.kind, 'method', s.method, 'text_sha256', s.text_sha256, 'consulted_url', s.consulted_url,
        'consulted_on', s.consulted_on, 'timecode', s.timecode),
      'verb', a.verb, 'directness', a.directness, 'described_as', a.described_as,
      'first_known', a.first_known, 'translated_from', a.translated_from,
      'translated_by', a.translated_by,
      'relayed_from', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'kind', h.kind, 'speaker', CASE WHEN w.id IS NOT NULL THEN named_speaker(w) END,
          'description', h.description, 'verb', h.verb) ORDER BY h.position), '[]')
          FROM claims_relay h LEFT JOIN sources_speaker w ON w.id = h.speaker_id
         WHERE h.appearance_id = a.id),
      'quotes', (SELECT coalesce(jsonb_agg(quote_body(n) || spoken_at(n) ORDER BY n.start, n.id), '[]')
                   FROM claims_anchor n WHERE n.appearance_id = a.id))
      || transcript_body(a.snapshot_id, of_claim,
                         ARRAY(SELECT id FROM claims_anchor WHERE appearance_id = a.id))
      ORDER BY a.id), '[]')
      FROM claims_appearance a JOIN sources_snapshot s ON s.id = a.snapshot_id
     WHERE a.claim_id = of_claim);
END $$;

CREATE OR REPLACE FUNCTION evidence_bodies(of_review bigint, with_private boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'bears_on', e.bears_on, 'direction', e.direction, 'kind', e.kind, 'primary', e."primary",
      'independence', independence_body(e.independence, e.independence_reason),
      'description', e.description,
      'source', source_body(e.source_id),
      'quote', CASE WHEN n.id IS NOT NULL THEN quote_body(n) || spoken_at(n) END,
      'snapshot_method', coalesce(s.method, ''),
      'consulted_on', e.consulted_on, 'contacted', e.contacted, 'file_sha256', e.file_sha256,
      'page', e.page, 'timecode', e.timecode, 'number', e.number)
      || CASE WHEN s.kind = 'excerpt'
              THEN jsonb_build_object('excerpt', jsonb_build_object(
                     'consulted_url', s.consulted_url, 'consulted_on', s.consulted_on,
                     'timecode', s.timecode))
              ELSE '{}' END
      || transcript_body(s.id, e.claim_id, ARRAY[n.id])
      ORDER BY e.id), '[]')
      FROM claims_evidence e LEFT JOIN claims_anchor n ON n.evidence_id = e.id
           LEFT JOIN sources_snapshot s ON s.id = n.snapshot_id
     WHERE e.review_id = of_review AND (with_private OR NOT e.private));
END $$;

-- The data set of this origin; empty where the origin is a publisher's own site. As the mappings that are
-- shipped have it (claims/imports/mapping.py).
CREATE OR REPLACE FUNCTION archive_of(origin text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN origin = 'liar' THEN 'LIAR, 2017'
              WHEN strpos(origin, '.') = 0 THEN origin ELSE '' END
$$;

-- The data set that has another's rating; empty where the rating has an address of its own. What a person
-- noted on an imported claim is not from its data set. Bodies, lists and exports all have it from here.
CREATE OR REPLACE FUNCTION archive_of_review(of_review bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((
    SELECT archive_of(i.origin)
      FROM claims_externalreview x
           JOIN claims_importrecord i ON i.claim_id = x.claim_id
           JOIN claims_importrun run ON run.id = i.run_id AND run.requested_by_id = x.added_by_id
     WHERE x.id = of_review AND x.url = ''
           -- The minute: of the clocks of two machines.
           AND x.added_at <= coalesce(run.finished_at, 'infinity') + interval '1 minute'), '')
$$;

-- A claim in its present state, with the names of protected speakers.
CREATE OR REPLACE FUNCTION claim_body(of_claim bigint, with_private_evidence boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
  s sources_speaker;
  r claims_review;
  external_reviews jsonb;
BEGIN
  SELECT * INTO c FROM claims_claim WHERE id = of_claim;
  SELECT * INTO s FROM sources_speaker WHERE id = c.speaker_id;
  SELECT * INTO r FROM claims_review WHERE claim_id = of_claim ORDER BY number DESC LIMIT 1;
  external_reviews := (
    SELECT jsonb_agg(jsonb_build_object(
      'publisher', jsonb_build_object('id', p.id, 'name', p.name),
      'rating', x.rating, 'url', x.url, 'reviewed_on', x.reviewed_on)
      || CASE WHEN found.archive <> '' THEN jsonb_build_object('archive', found.archive) ELSE '{}' END
      ORDER BY x.id)
      FROM claims_externalreview x JOIN sources_publisher p ON p.id = x.publisher_id
           CROSS JOIN LATERAL (SELECT archive_of_review(x.id) AS archive) found
     WHERE x.claim_id = of_claim AND NOT x.left_out);
  RETURN jsonb_build_object(
    'text', c.text, 'nature', c.nature, 'language', c.language,
    'attribution', c.attribution, 'status', c.status,
    'speaker', jsonb_build_object(
      'id', s.id, 'kind', s.kind, 'name', nullif(s.name, ''), 'description', s.description,
      'role', role_body(c)),
    'said_on', jsonb_build_object('from', c.said_from, 'to', c.said_to, 'basis', c.said_basis,
                                  'note', c.said_note),
    'topics', (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name)
                                         ORDER BY t.name, t.id), '[]')
                 FROM claims_claim_topics ct JOIN claims_topic t ON t.id = ct.topic_id
                WHERE ct.claim_id = of_claim),
    'quantities', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'low', trim_scale(q.low)::text, 'high', trim_scale(q.high)::text,
                       'unit', q.unit, 'bound', q.bound, 'qualifier', q.qualifier,
                       'counted', q.counted, 'as_of', q.as_of) ORDER BY q.id), '[]')
                     FROM claims_quantity q WHERE q.claim_id = of_claim),
    'appearances', appearance_bodies(of_claim),
    'evidence', evidence_bodies(r.id, with_private_evidence),
    'rationale', coalesce(r.rationale, ''),
    'reply', reply_body(of_claim, r),
    'relations', (
      SELECT coalesce(jsonb_agg(edge ORDER BY (edge ->> 'claim')::bigint,
                                              edge ->> 'relation' COLLATE "C"), '[]')
        FROM claims_relation e, relation_body(e, of_claim) edge
       WHERE of_claim IN (e.from_claim_id, e.to_claim_id) AND e.state = 'confirmed'))
    || CASE WHEN external_reviews IS NULL THEN '{}'
            ELSE jsonb_build_object('external_reviews', external_reviews) END
    || CASE WHEN coalesce(r.summary, '') = '' THEN '{}' ELSE jsonb_build_object('summary', r.summary) END
    || CASE WHEN coalesce(r.rationale, '') = '' THEN '{}'
            ELSE jsonb_build_object('rationale_format', 'markdown') END
    || CASE WHEN coalesce(r.reason_kind, '') = '' THEN '{}'
            ELSE jsonb_build_object('reason_kind', r.reason_kind) END
    -- Of what is not concluded nothing is chosen.
    || CASE WHEN is_concluded(c.status) THEN label_body((signed_round(c.id)).label_id) ELSE '{}' END;
END $$;

-- What a proposal of these answers, with this label or none, freezes: the claim as it would be published,
-- without the signers.
CREATE OR REPLACE FUNCTION proposal_body(
  of_claim bigint, conclusion text, attributed text, of_label bigint DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  body jsonb := (claim_body(of_claim, false) - 'label')
                || jsonb_build_object('status', conclusion, 'attribution', attributed) || label_body(of_label);
BEGIN
  RETURN redacted(body, protected_among(speakers_named(body)));
END $$;

-- The approval by which two people supplement or correct the claim in this transaction.
CREATE OR REPLACE FUNCTION approval_now(of_claim bigint) RETURNS newsroom_approval
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT a.* FROM newsroom_approval a
   WHERE a.subject_id = of_claim AND a.kind IN ('supplement', 'correct')
     AND a.outcome = 'done' AND changed_in_this_transaction('newsroom_approval', a.id)
   ORDER BY a.id DESC LIMIT 1
$$;

-- What two people sign of a signed claim without reopening it, once their approval is carried out in this
-- transaction: the signed text, and of the tables only what their approval is about. NULL: no approval.
CREATE OR REPLACE FUNCTION approved_body(of_claim bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  approval newsroom_approval := approval_now(of_claim);
  last_signed claims_round := signed_round(of_claim);
  signed jsonb := last_signed.body::jsonb;
  present jsonb := proposal_body(of_claim, last_signed.status, last_signed.attribution);
BEGIN
  IF signed #> '{speaker,id}' = 'null' AND present #> '{speaker,id}' <> 'null' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signed_name_is_not_withheld',
      MESSAGE = 'The signed version withholds the name of a speaker who is no longer protected. Reopen.';
  END IF;
  RETURN signed || CASE
    WHEN approval.kind = 'correct' THEN
      jsonb_build_object('text', present -> 'text', 'summary', present -> 'summary',
                         'rationale', present -> 'rationale')
    WHEN approval.payload ? 'appearance' THEN
      jsonb_build_object(
        'appearances', (signed -> 'appearances') || (
          SELECT coalesce(jsonb_agg(new ORDER BY at), '[]')
            FROM jsonb_array_elements(present -> 'appearances') WITH ORDINALITY f(new, at)
           WHERE at > jsonb_array_length(signed -> 'appearances')),
        -- It may cost evidence its independence.
        'evidence', (
          SELECT coalesce(jsonb_agg(
            shown || jsonb_build_object('independence', independence_body(
              evidence_basis(piece.id), piece.independence_reason))
            ORDER BY f.at), '[]')
            FROM jsonb_array_elements(signed -> 'evidence') WITH ORDINALITY f(shown, at)
            JOIN (SELECT id, independence_reason, row_number() OVER (ORDER BY id) AS at FROM claims_evidence
                   WHERE review_id = last_signed.review_id AND NOT private) piece ON piece.at = f.at))
    WHEN approval.payload ? 'external_review' THEN
      -- Nothing new for the public where a speaker is protected.
      CASE WHEN present ? 'external_reviews'
             AND NOT coalesce(signed -> 'external_reviews', '[]') @> (present #> '{external_reviews,-1}')
           THEN jsonb_build_object('external_reviews', coalesce(signed -> 'external_reviews', '[]')
                                                       || (present #> '{external_reviews,-1}'))
           ELSE '{}' END
    WHEN approval.payload ? 'reply' THEN
      jsonb_build_object('reply', supplemented_reply(
        signed -> 'reply', present -> 'reply', (approval.payload #>> '{reply,request}')::bigint))
    WHEN approval.payload ? 'translation' THEN supplemented_translations(signed, approval.id)
    WHEN approval.payload ? 'relation' THEN
      -- The signed relations as they now read, and this one: what one person has confirmed since waits
      -- for its own signature.
      jsonb_build_object('relations', (
        SELECT coalesce(jsonb_agg(edge ORDER BY at), '[]')
          FROM jsonb_array_elements(present -> 'relations') WITH ORDINALITY f(edge, at)
         WHERE EXISTS (SELECT FROM jsonb_array_elements(signed -> 'relations') s
                        WHERE (s -> 'claim', s -> 'relation') = (edge -> 'claim', edge -> 'relation'))
            OR EXISTS (SELECT FROM claims_relation r
                        WHERE r.id = (approval.payload ->> 'relation')::bigint
                          AND relation_body(r, of_claim) = edge)))
    END;
END $$;
