-- Publications that say a protected name, and those of them that may.

-- The publications, of any day, that say a name: its words in sequence.
CREATE OR REPLACE FUNCTION publications_saying(name text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT publication_id FROM claims_publicationwords
     WHERE words @> string_to_array(name, ' ')
       AND position(' ' || name || ' ' IN ' ' || array_to_string(words, ' ') || ' ') > 0;
END $$;

-- Whether the claim may say the name in a text that was signed with this round. Two people have recorded,
-- since the name is protected, that another person is meant; or whoever protected it left the claim
-- public, and nothing has been signed since.
CREATE OR REPLACE FUNCTION may_say(of_claim bigint, of_round bigint, n sources_protectedname)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM claims_namesake s
     WHERE s.claim_id = of_claim AND s.speaker_id = ANY (merged_speakers(n.speaker_id))
       AND CASE WHEN s.approval_id IS NOT NULL THEN n.since <= s.recorded_at
                ELSE n.since = s.recorded_at AND of_round <= s.round_id END)
$$;

-- Whether the text says a protected name that the claim may not say.
CREATE OR REPLACE FUNCTION says_a_protected_name(body jsonb, of_claim bigint, of_round bigint)
RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  -- Reading a body costs; most of the time nobody is protected.
  IF NOT EXISTS (SELECT FROM sources_protectedname) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT FROM protected_names_in(body_words(body)) n
                  WHERE NOT may_say(of_claim, of_round, n));
END $$;

-- The body with nothing around its quotes: everywhere, or where that says a protected name. The text around
-- a quote only says where the quote is, and nobody can write it otherwise. So does the time at which it is
-- heard; and the recording has the same words.
CREATE OR REPLACE FUNCTION bare_quotes(body jsonb, everywhere boolean, of_claim bigint, of_round bigint)
RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  bare constant jsonb := '{"prefix": "", "suffix": ""}';
BEGIN
  IF body -> 'appearances' IS NULL
     OR NOT everywhere AND NOT EXISTS (SELECT FROM sources_protectedname) THEN
    RETURN body;
  END IF;
  RETURN body || jsonb_build_object(
    'appearances', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN everywhere OR quotes <> a -> 'quotes' THEN a - 'transcript' ELSE a END
        || jsonb_build_object('quotes', quotes) ORDER BY number), '[]')
        FROM jsonb_array_elements(body -> 'appearances') WITH ORDINALITY f(a, number)
       CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_agg(
          CASE WHEN everywhere OR says_a_protected_name(jsonb_build_object(
                 'text', concat(q ->> 'prefix', q ->> 'exact', q ->> 'suffix')), of_claim, of_round)
               THEN (q - 'time') || bare ELSE q END ORDER BY at), '[]') AS quotes
          FROM jsonb_array_elements(a -> 'quotes') WITH ORDINALITY f(q, at)) bared),
    'evidence', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN e -> 'quote' <> 'null' AND (everywhere OR says_a_protected_name(jsonb_build_object(
               'text', concat(e #>> '{quote,prefix}', e #>> '{quote,exact}', e #>> '{quote,suffix}')),
               of_claim, of_round))
             THEN jsonb_set(e - 'transcript', '{quote}', ((e -> 'quote') - 'time') || bare)
             WHEN everywhere THEN e - 'transcript' ELSE e END ORDER BY number), '[]')
        FROM jsonb_array_elements(body -> 'evidence') WITH ORDINALITY f(e, number)));
END $$;

-- Whether the body, or a quote with the text around it, has all the words of a protected name. Mostly it has
-- not, and needs no closer look.
CREATE OR REPLACE FUNCTION may_say_a_name(body jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM sources_protectedname) AND has_all_words_of_a_name(body_words(
    body || jsonb_build_object('quotes', (
      SELECT jsonb_agg(concat(q ->> 'prefix', q ->> 'exact', q ->> 'suffix'))
        FROM jsonb_path_query(body, 'strict $.** ? (exists (@.exact))') q))));
END $$;

-- Whether a publication says a protected name that it may not say.
-- Called by: owner.
CREATE OR REPLACE FUNCTION publication_says_a_protected_name(p claims_publication) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM claims_protectednameuse u JOIN sources_protectedname n ON n.id = u.name_id
     WHERE u.publication_id = p.number
       AND NOT may_say(p.claim_id,
                       -- A withdrawal notice repeats the words of the last round before it.
                       (SELECT max(round_id) FROM claims_publication
                         WHERE claim_id = p.claim_id AND number <= p.number), n))
$$;

-- With the owner's rights: the application only reads the uses.
CREATE OR REPLACE FUNCTION publication_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM sources_protectedname) THEN
    INSERT INTO claims_protectednameuse (publication_id, name_id)
    SELECT NEW.number, n.id
      FROM claims_publicationwords w, protected_names_in(array_to_string(w.words, ' ')) n
     WHERE w.publication_id = NEW.number;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER publication_names AFTER INSERT ON claims_publication
  FOR EACH ROW WHEN (NEW.standing <> 'hidden') EXECUTE FUNCTION publication_names();

-- A name that is protected withholds what says it. What says one that is protected no longer is looked at
-- again, claim by claim.
CREATE OR REPLACE FUNCTION withhold_with_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO claims_protectednameuse (publication_id, name_id)
    SELECT number, NEW.id FROM publications_saying(NEW.words) number;
    PERFORM withhold(ARRAY(SELECT DISTINCT p.claim_id FROM claims_protectednameuse u
                             JOIN claims_publication p ON p.number = u.publication_id
                            WHERE u.name_id = NEW.id));
  ELSE
    INSERT INTO claims_claimtoshow (claim_id)
    SELECT DISTINCT p.claim_id FROM claims_protectednameuse u
      JOIN claims_publication p ON p.number = u.publication_id
     WHERE u.name_id = OLD.id
        ON CONFLICT DO NOTHING;
    DELETE FROM claims_protectednameuse WHERE name_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER withhold_with_name AFTER INSERT OR DELETE ON sources_protectedname
  FOR EACH ROW EXECUTE FUNCTION withhold_with_name();

-- Whether the public may see the speaker, as the row now reads: no protected name is in it, or the name is
-- the speaker's own and a listed publication that names them may say it.
CREATE OR REPLACE FUNCTION may_be_shown(speaker bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT NOT contains_a_protected_name(
           concat_ws(E' \x1e ', description, percent_decoded(array_to_string(same_as, E' \x1e '))))
     AND (NOT contains_a_protected_name(name) OR EXISTS (
       SELECT FROM claims_publication p JOIN claims_protectednameuse u ON u.publication_id = p.number
        WHERE p.speakers && merged_speakers(speaker) AND p.shown_until IS NULL AND NOT p.withheld))
    FROM sources_speaker WHERE id = speaker
$$;

-- The claims never published that would say a name of one of the speakers, or name one, once signed.
CREATE OR REPLACE FUNCTION unpublished_claims_naming(of_speakers bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT c.id FROM claims_claim c, signed_round(c.id) r
   WHERE is_concluded(c.status) AND r.id IS NOT NULL
     AND NOT EXISTS (SELECT FROM claims_publication WHERE claim_id = c.id)
     AND (c.speaker_id = ANY (of_speakers) OR speakers_named(r.body::jsonb) && of_speakers
          OR EXISTS (SELECT FROM protected_names_in(body_words(r.body::jsonb)) n
                      WHERE n.speaker_id = ANY (of_speakers)))
   ORDER BY c.id
$$;
