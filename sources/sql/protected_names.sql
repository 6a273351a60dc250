-- The names of protected speakers, by which texts are searched.

-- The words of a text, folded, with one space between them. Letters of scripts that put no space between
-- words (Han, kana, hangul, Thai and their neighbours) are a word each. Marks of direction are left out.
-- U+001E stays: it stands between two texts. Characters are listed, not classed: what PostgreSQL takes
-- for a letter depends on its locale.
CREATE OR REPLACE FUNCTION name_words(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
  folded text;
BEGIN
  -- Folding takes most of the time, and ASCII needs none, even with typographic quotes and dashes.
  folded := translate(words, '“”‘’«»…–—•·', '           ');
  IF octet_length(folded) = length(folded) THEN
    RETURN btrim(regexp_replace(lower(folded COLLATE "C"), '[^a-z0-9\u001e]+', ' ', 'g'));
  END IF;
  folded := fold(folded);
  IF folded ~ '[\u061c\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u202a-\u202e\u2066-\u2069\u3005-\u3007\u3040-\u30fa\u30fc-\u9fff\ufe00-\ufe0f\ufeff\U00020000-\U0003ffff]' THEN
    folded := regexp_replace(
      regexp_replace(folded, '[\u061c\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ufeff]', '', 'g'),
      '([\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30fa\u30fc-\u9fff\U00020000-\U0003ffff])',
      ' \1 ', 'g');
  END IF;
  RETURN btrim(regexp_replace(folded,
    '[\u0001-\u001d\u001f-/:-@\[-`{-\u00bf\u00d7\u00f7\u02b9-\u02df\u055a-\u055f\u0589\u058a\u05be\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u2bff\u2e00-\u3004\u3008-\u303f\u30fb\ufe10-\ufe6f\uff00-\uff0f\ufffc\ufffd\U0001f000-\U0001faff]+',
    ' ', 'g'));
END $$;

-- The forms of a name for which texts are searched: as written, and without apostrophes, stops and hyphens
-- ("O'Brien" is "o brien" and "obrien"). Fewer than four letters alone name nobody; a Han or kana letter
-- counts as two.
CREATE OR REPLACE FUNCTION name_forms(name text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT DISTINCT form
    FROM (VALUES (name_words(name)), (name_words(translate(fold(name), '.''`-', '')))) f(form)
   WHERE length(regexp_replace(replace(form, ' ', ''), '([\u3040-\u30ff\u3400-\u9fff])', '\1\1', 'g')) >= 4
$$;

-- Of the speakers, and of further names that one of them is to have.
CREATE OR REPLACE FUNCTION names_to_find(of_speakers bigint[], further text[]) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT DISTINCT form
    FROM (SELECT name FROM sources_speaker WHERE id = ANY (of_speakers)
           UNION SELECT name FROM sources_alias WHERE speaker_id = ANY (of_speakers)
           UNION SELECT unnest(further)) n, name_forms(n.name) form
$$;

-- Whoever publishes shares this lock; whoever changes the protected names has it alone. So no publication
-- is made beside a protection that doesn't know of it. Taken after the locks of claims and before those
-- of speakers, and kept until the transaction ends.
CREATE OR REPLACE FUNCTION lock_protected_names(to_change boolean) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '20s' AS $$
DECLARE
  key constant bigint := hashtext('protected names');
BEGIN
  PERFORM require_read_committed();
  IF to_change THEN
    PERFORM pg_advisory_xact_lock(key);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(key);
  END IF;
EXCEPTION WHEN lock_not_available THEN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'protected_names_are_free',
    MESSAGE = format('A speaker is being protected, or claims are being published, for more than %s, by %s. Try again in a minute; if it stays so, whoever runs the server can end that process.',
                     current_setting('lock_timeout'), holders_of(key));
END $$;

-- While a speaker is protected, names are only added, so that nobody ends the protection by renaming.
-- Called by: owner.
CREATE OR REPLACE FUNCTION protect_names(of_speaker bigint) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO sources_protectedname (speaker_id, words, first_word, since)
  SELECT of_speaker, form, split_part(form, ' ', 1), now() FROM names_to_find(ARRAY[of_speaker], '{}') form
  ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION protected_names_of_speaker() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_protected_names(true);
  IF NEW.protected THEN
    PERFORM protect_names(NEW.id);
  ELSE
    DELETE FROM sources_protectedname WHERE speaker_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER protected_names_of_new_speaker AFTER INSERT ON sources_speaker
  FOR EACH ROW WHEN (NEW.protected) EXECUTE FUNCTION protected_names_of_speaker();
CREATE OR REPLACE TRIGGER protected_names_of_speaker AFTER UPDATE OF protected, name ON sources_speaker
  FOR EACH ROW WHEN (OLD.protected OR NEW.protected) EXECUTE FUNCTION protected_names_of_speaker();

-- The speakers are locked, so that none is protected without an alias that is being added.
CREATE OR REPLACE FUNCTION protected_names_of_aliases() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  protected_ones bigint[];
BEGIN
  PERFORM require_read_committed();
  PERFORM FROM sources_speaker WHERE id IN (SELECT speaker_id FROM new_rows) ORDER BY id FOR SHARE;
  protected_ones := ARRAY(
    SELECT s.id FROM sources_speaker s WHERE s.protected AND s.id IN (SELECT speaker_id FROM new_rows));
  IF protected_ones <> '{}' THEN
    PERFORM lock_protected_names(true);
    PERFORM protect_names(s) FROM unnest(protected_ones) s;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER protected_names_of_new_aliases AFTER INSERT ON sources_alias
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION protected_names_of_aliases();
CREATE OR REPLACE TRIGGER protected_names_of_aliases AFTER UPDATE ON sources_alias
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION protected_names_of_aliases();

-- The protected names in a text: whole words in sequence.
CREATE OR REPLACE FUNCTION protected_names_in(text_words text) RETURNS SETOF sources_protectedname
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT n.* FROM (SELECT DISTINCT w FROM unnest(string_to_array(text_words, ' ')) w) once
    JOIN sources_protectedname n ON n.first_word = once.w
   WHERE position(' ' || n.words || ' ' IN ' ' || text_words || ' ') > 0
$$;

CREATE OR REPLACE FUNCTION contains_a_protected_name(words text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM sources_protectedname)
     AND EXISTS (SELECT FROM protected_names_in(name_words(words)));
END $$;

-- Whether all words of a protected name are in the text, in whatever order.
CREATE OR REPLACE FUNCTION has_all_words_of_a_name(text_words text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  found text[] := string_to_array(text_words, ' ');
BEGIN
  RETURN EXISTS (SELECT FROM sources_protectedname n
                  WHERE n.first_word = ANY (found) AND string_to_array(n.words, ' ') <@ found);
END $$;
