-- claims_searchwords holds the search columns of working claims. Triggers keep them up to date.

-- What the rows of these claims should hold.
-- Called by: owner.
CREATE OR REPLACE FUNCTION search_words_of(claims bigint[]) RETURNS SETOF claims_searchwords
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT c.id,
         setweight(search_vector(c.language, c.text), 'A')
         -- Whom a text does not name is found by the words for them: "Facebook posts".
         || setweight(search_vector(
              c.language, CASE s.kind WHEN 'anonymous' THEN s.description ELSE s.name END), 'B')
         || setweight(search_vector(c.language, coalesce(
              (SELECT string_agg(a.exact, ' ' ORDER BY a.id) FROM claims_anchor a
                WHERE a.claim_id = c.id AND a.appearance_id IS NOT NULL), '')), 'C'),
         coalesce(
           (SELECT array_agg(DISTINCT w) FROM claims_quantity q,
                   unnest(amount_words(c.language, q.low, q.high,
                                       concat_ws(' ', q.unit, q.counted, q.qualifier))) w
             WHERE q.claim_id = c.id), '{}'),
         c.language
    FROM claims_claim c JOIN sources_speaker s ON s.id = c.speaker_id
   WHERE c.id = ANY (claims);
END $$;

CREATE OR REPLACE FUNCTION update_search_words(claims bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF claims <> '{}' THEN
    INSERT INTO claims_searchwords AS kept
    SELECT w.* FROM search_words_of(claims) w ORDER BY w.claim_id
    ON CONFLICT (claim_id) DO UPDATE SET search = excluded.search, amounts = excluded.amounts, language = excluded.language
     WHERE (kept.search, kept.amounts, kept.language) IS DISTINCT FROM (excluded.search, excluded.amounts, excluded.language);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION update_search_words_of_claims() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM update_search_words(ARRAY(SELECT id FROM new_rows));
  ELSE
    PERFORM update_search_words(ARRAY(
      SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
       WHERE (n.text, n.language, n.speaker_id)
             IS DISTINCT FROM (o.text, o.language, o.speaker_id)));
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER search_words_insert AFTER INSERT ON claims_claim
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION update_search_words_of_claims();
CREATE OR REPLACE TRIGGER search_words_update AFTER UPDATE ON claims_claim
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION update_search_words_of_claims();

-- Of tables whose rows belong to a claim.
CREATE OR REPLACE FUNCTION update_search_words_of_parts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM update_search_words(ARRAY(SELECT DISTINCT claim_id FROM changed_rows));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER search_words_insert AFTER INSERT ON claims_anchor
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION update_search_words_of_parts();
CREATE OR REPLACE TRIGGER search_words_update AFTER UPDATE ON claims_anchor
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION update_search_words_of_parts();
CREATE OR REPLACE TRIGGER search_words_delete AFTER DELETE ON claims_anchor
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION update_search_words_of_parts();
CREATE OR REPLACE TRIGGER search_words_insert AFTER INSERT ON claims_quantity
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION update_search_words_of_parts();
CREATE OR REPLACE TRIGGER search_words_update AFTER UPDATE ON claims_quantity
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION update_search_words_of_parts();
CREATE OR REPLACE TRIGGER search_words_delete AFTER DELETE ON claims_quantity
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION update_search_words_of_parts();

CREATE OR REPLACE FUNCTION update_search_words_of_speaker() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM update_search_words(ARRAY(SELECT id FROM claims_claim WHERE speaker_id = NEW.id));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER update_search_words AFTER UPDATE OF name, description ON sources_speaker
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name
                     OR NEW.kind = 'anonymous' AND OLD.description IS DISTINCT FROM NEW.description)
  EXECUTE FUNCTION update_search_words_of_speaker();
