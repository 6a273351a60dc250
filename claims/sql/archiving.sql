-- Whether an archive may be asked to save a source's page: the request tells the archive, and then everybody,
-- that somebody looked at this address. Raises, with the sentence for the user, where it may not.
CREATE OR REPLACE FUNCTION require_archivable(of_source bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  s sources_source;
  using_it bigint[];
  broken text;
  sentence text;
BEGIN
  SELECT * INTO STRICT s FROM sources_source WHERE id = of_source;
  using_it := ARRAY(
    SELECT a.claim_id FROM claims_appearance a JOIN sources_snapshot n ON n.id = a.snapshot_id
     WHERE n.source_id = s.id
     UNION SELECT claim_id FROM claims_evidence WHERE source_id = s.id);
  IF s.uri NOT LIKE 'http%' THEN
    broken := 'archiving_of_a_web_address';
    sentence := 'This source has no web address that an archive could save.';
  ELSIF has_a_token(s.uri) THEN
    broken := 'archiving_without_tokens';
    sentence := 'The address may hold a token or somebody''s name for signing in, which would become public. Use the plain address of the page.';
  ELSIF using_it = '{}' OR EXISTS (
          SELECT FROM unnest(using_it) c, listed_publication(c) p
           WHERE p.number IS NULL OR NOT s.id = ANY (publication_sources(p.body)))
        OR EXISTS (SELECT FROM claims_evidence WHERE source_id = s.id AND private) THEN
    broken := 'archiving_of_public_sources';
    sentence := 'Only a source all of whose claims are public can be saved. One is unpublished, under embargo, offline or withdrawn, or uses this source as private evidence.';
  ELSIF EXISTS (SELECT FROM sources_takedown t JOIN sources_snapshot n ON n.id = t.snapshot_id
                 WHERE n.source_id = s.id AND t.lifted_at IS NULL) THEN
    broken := 'archiving_of_nothing_taken_down';
    sentence := 'A text of this source is taken down.';
  ELSIF EXISTS (
          SELECT FROM claims_claim c JOIN sources_speaker k ON k.id = c.speaker_id
           WHERE c.id = ANY (using_it) AND k.protected)
        OR EXISTS (
          SELECT FROM unnest(using_it) c
           WHERE protected_among(speakers_named((signed_round(c)).body::jsonb)) <> '{}')
        OR contains_a_protected_name(concat_ws(' ', s.uri, s.title, s.byline))
        OR EXISTS (SELECT FROM sources_snapshot n WHERE n.source_id = s.id AND contains_a_protected_name(n.text)) THEN
    broken := 'archiving_without_protected_names';
    sentence := 'A protected speaker is quoted or named in this source.';
  ELSIF EXISTS (SELECT FROM sources_snapshot WHERE source_id = s.id AND method IN ('uploaded', 'pasted'))
        OR EXISTS (SELECT FROM sources_sighting i JOIN sources_snapshot n ON n.id = i.snapshot_id
                    WHERE n.source_id = s.id AND i.method IN ('uploaded', 'pasted'))
        OR NOT EXISTS (SELECT FROM sources_snapshot n WHERE n.source_id = s.id
                        AND (n.method = 'fetched' OR EXISTS (
                              SELECT FROM sources_sighting WHERE snapshot_id = n.id AND method = 'fetched'))) THEN
    broken := 'archiving_of_what_we_fetched';
    sentence := 'We did not fetch all texts of this source ourselves. What came from somebody''s browser may not be public, and may name them.';
  END IF;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = broken, MESSAGE = sentence;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION archiving_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_archivable(NEW.source_id);
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER archiving_guard BEFORE INSERT ON sources_archiverequest
  FOR EACH ROW EXECUTE FUNCTION archiving_guard();
