-- What publications are found by, each derived from the body alone.

-- The speakers named in a body: as speaker, as relaying a statement, as a role's organisation.
CREATE OR REPLACE FUNCTION speakers_named(body jsonb) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM (SELECT jsonb_path_query(body, '$.speaker.id')
            UNION ALL SELECT jsonb_path_query(body, '$.appearances[*].relayed_from[*].speaker.id')
            UNION ALL SELECT jsonb_path_query(body, '$.speaker.role.organisation.id')) f(i)
     WHERE i <> 'null' ORDER BY 1);
END $$;

-- Fills the search columns of a publication.
-- Called by: owner.
CREATE OR REPLACE FUNCTION publication_columns(p claims_publication) RETURNS claims_publication
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  b jsonb := p.body::jsonb;
BEGIN
  p.text := coalesce(b ->> 'text', '');
  p.nature := coalesce(b ->> 'nature', '');
  p.status := coalesce(b ->> 'status', '');
  p.attribution := coalesce(b ->> 'attribution', '');
  p.reason_kind := coalesce(b ->> 'reason_kind', '');
  p.speaker_id := (b #>> '{speaker,id}')::bigint;
  p.said_from := (b #>> '{said_on,from}')::date;
  p.said_to := (b #>> '{said_on,to}')::date;
  p.language := coalesce(b ->> 'language', '');
  p.topics := ARRAY(SELECT jsonb_path_query(b, '$.topics[*].slug') #>> '{}');
  p.sources := ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM jsonb_path_query(b, '$.appearances[*].source.id') i WHERE i <> 'null' ORDER BY 1);
  p.publishers := ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM jsonb_path_query(b, '$.appearances[*].source.publisher.id') i
     WHERE i <> 'null' ORDER BY 1);
  p.speakers := public.speakers_named(b);
  p.contradicts := ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM jsonb_path_query(b, '$.relations[*] ? (@.relation == "contradicts").claim') i
     ORDER BY 1);
  p.search := setweight(search_vector(p.language, p.text), 'A')
    || setweight(search_vector(p.language, coalesce(
         nullif(b #>> '{speaker,name}', ''),
         CASE b #>> '{speaker,kind}' WHEN 'anonymous' THEN b #>> '{speaker,description}' END, '')), 'B')
    || setweight(search_vector(p.language, coalesce(
         (SELECT string_agg(q #>> '{}', ' ')
            FROM jsonb_path_query(b, '$.appearances[*].quotes[*].exact') q), '')), 'C');
  RETURN p;
END $$;

-- The sources that appearances and evidence name. Parsing a body is slow: with the stated cost the
-- planner no longer prefers reading every body to sorting a few rows.
CREATE OR REPLACE FUNCTION publication_sources(body text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint
      FROM (SELECT jsonb_path_query(body::jsonb, '$.appearances[*].source.id')
            UNION ALL SELECT jsonb_path_query(body::jsonb, '$.evidence[*].source.id')) f(i)
     WHERE i <> 'null' ORDER BY 1)
$$;

-- The publishers of those sources.
CREATE OR REPLACE FUNCTION publication_publishers(body text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint
      FROM (SELECT jsonb_path_query(body::jsonb, '$.appearances[*].source.publisher.id')
            UNION ALL SELECT jsonb_path_query(body::jsonb, '$.evidence[*].source.publisher.id')) f(i)
     WHERE i <> 'null' ORDER BY 1)
$$;

-- Its quantities, as amount_words() gives them.
CREATE OR REPLACE FUNCTION publication_amounts(body text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT coalesce(array_agg(DISTINCT w), '{}')
    FROM jsonb_path_query(body::jsonb, '$.quantities[*]') q,
         unnest(public.amount_words(
           coalesce(body::jsonb ->> 'language', ''), (q ->> 'low')::numeric,
           (q ->> 'high')::numeric,
           concat_ws(' ', q ->> 'unit', q ->> 'counted', q ->> 'qualifier'))) w
$$;

-- The role that the speaker held then, folded.
CREATE OR REPLACE FUNCTION publication_role(body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT public.fold(coalesce(body::jsonb #>> '{speaker,role,title}', ''))
$$;
