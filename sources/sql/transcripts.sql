-- Recordings, transcripts and their cues: stored once, by the application, and never changed.

CREATE OR REPLACE FUNCTION recording_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT is_owner_of(TG_RELID) AND NEW.added_by_id IS DISTINCT FROM acting_person() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'recording_is_by_who_acts',
      MESSAGE = 'Everybody adds recordings in their own name.';
  END IF;
  IF NEW.erased THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'recording_starts_whole',
      MESSAGE = 'A recording is stored with its file.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER recording_guard BEFORE INSERT ON sources_recording
  FOR EACH ROW EXECUTE FUNCTION recording_guard();

-- Who made a transcript decides whether a person has to listen, so SQL alone does not state it. A snapshot
-- is a transcript from the beginning or never: else what was proposed would change behind the proposal.
CREATE OR REPLACE FUNCTION transcript_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'transcript_by_the_application',
      MESSAGE = 'Only the application itself states who made a transcript.';
  END IF;
  NEW.added_at := now();
  IF EXISTS (SELECT FROM sources_recording WHERE id = NEW.recording_id AND erased) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'transcript_of_a_whole_recording',
      MESSAGE = 'This recording was erased.';
  END IF;
  IF NOT EXISTS (SELECT FROM sources_snapshot
                  WHERE id = NEW.snapshot_id AND kind = 'capture' AND changed_in_this_transaction('sources_snapshot', id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'transcript_with_its_snapshot',
      MESSAGE = 'A transcript is stored together with its text.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER transcript_guard BEFORE INSERT ON sources_transcript
  FOR EACH ROW EXECUTE FUNCTION transcript_guard();

-- All cues of a transcript are stored with it, and lie in its text.
CREATE OR REPLACE FUNCTION cue_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT transcript_id FROM new_rows) c
              WHERE NOT changed_in_this_transaction('sources_transcript', transcript_id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'cues_with_their_transcript',
      MESSAGE = 'The times of a transcript are stored together with it.';
  END IF;
  IF EXISTS (SELECT FROM (SELECT transcript_id, max("end") AS last FROM new_rows GROUP BY transcript_id) c
               JOIN sources_snapshot s ON s.id = c.transcript_id
              WHERE c.last > char_length(s.text)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'cue_is_in_the_text',
      MESSAGE = 'A cue lies in the text of its transcript.';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER cue_guard AFTER INSERT ON sources_cue
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION cue_guard();

-- When the words between two places of a snapshot's text are spoken: from the earliest start to the latest
-- end of the cues that have part of them; nulls where none has.
CREATE OR REPLACE FUNCTION quote_time(of_snapshot bigint, first integer, upto integer,
                                      OUT start_ms integer, OUT end_ms integer) RETURNS record
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  SELECT min(c.start_ms), max(c.end_ms) INTO start_ms, end_ms FROM sources_cue c
   WHERE c.transcript_id = of_snapshot AND int4range(c.start, c."end") && int4range(first, upto);
END $$;

-- Its cues are stored with a transcript and never change: an event for each would say nothing more.
CALL track_history('sources_recording');
CALL track_history('sources_transcript', key => 'snapshot_id');
