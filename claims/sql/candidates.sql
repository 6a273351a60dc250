-- Candidates keep their words and are decided once; a rejection can be undone. None is deleted:
-- a rejection is remembered.
CREATE OR REPLACE FUNCTION candidate_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.id, NEW.snapshot_id, NEW.exact, NEW.places, NEW.key)
     IS DISTINCT FROM (OLD.id, OLD.snapshot_id, OLD.exact, OLD.places, OLD.key) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'candidate_keeps_its_words',
      MESSAGE = 'A candidate keeps its words and places; an edit makes another.';
  END IF;
  IF OLD.state IN ('accepted', 'replaced')
     OR OLD.state = 'rejected' AND NEW.state NOT IN ('pending', 'rejected') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'candidate_decided_once',
      MESSAGE = 'This is decided already. A rejection can be undone.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER candidate_guard BEFORE UPDATE ON claims_candidate
  FOR EACH ROW EXECUTE FUNCTION candidate_guard();

-- New candidates stand at their places in the snapshot. All of a statement are checked together:
-- PostgreSQL counts characters from a text's beginning, so for ten thousand candidates of a long text
-- it would read the text ten thousand times.
CREATE OR REPLACE FUNCTION candidates_match_snapshot() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_snapshot bigint;
  words text;
  long int;
  width int;
  pieces text[];
BEGIN
  FOR of_snapshot IN SELECT DISTINCT snapshot_id FROM made LOOP
    SELECT text INTO words FROM sources_snapshot WHERE id = of_snapshot;
    long := char_length(words);
    width := greatest(4096, long / 200);
    -- The text cut once into pieces of this width; each candidate is looked up in its own.
    pieces := ARRAY(SELECT substr(words, n * width + 1, width)
                      FROM generate_series(0, long / width) n ORDER BY n);
    IF EXISTS (
      SELECT FROM made c
       WHERE c.snapshot_id = of_snapshot
         AND (c.exact = '' OR cardinality(c.places) = 0
              OR EXISTS (SELECT FROM generate_subscripts(c.places, 1) i
                          WHERE c.places[i][1] >= c.places[i][2] OR c.places[i][2] > long)
              OR substr(array_to_string(
                          pieces[c.places[1][1] / width + 1 : c.places[1][2] / width + 1], ''),
                        c.places[1][1] % width + 1,
                        greatest(c.places[1][2] - c.places[1][1], 0)) <> c.exact)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'candidate_matches_its_snapshot',
        MESSAGE = 'These words are not at that position in the snapshot.';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER candidates_match_snapshot AFTER INSERT ON claims_candidate
  REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION candidates_match_snapshot();
