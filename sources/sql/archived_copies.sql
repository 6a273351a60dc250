-- Copies of pages in archives elsewhere, and requests to save a page there.

-- The archive whose copies are recorded at the desk, but are not linked for readers and prove nothing to us.
CREATE OR REPLACE FUNCTION is_at_archive_today(address text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT coalesce(address, '') ~* '^https?://(www\.)?archive\.(today|ph|is|md|li|fo|vn)(:[0-9]+)?([/?#]|$)'
$$;

-- An address as archives compare it: without scheme, www, fragment and last slash.
CREATE OR REPLACE FUNCTION bare_address(address text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT rtrim(regexp_replace(split_part(address, '#', 1), '^https?://(www\.)?', '', 'i'), '/')
$$;

-- Whether an address seems to hold a secret: a parameter that is called like one, or a long random word.
-- A headline with a number at its end is none.
CREATE OR REPLACE FUNCTION has_a_token(address text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM regexp_split_to_table(split_part(split_part(address, '#', 1), '?', 2), '[&;]') parameter
     WHERE split_part(parameter, '=', 1) ~* ('(token|secret|passw|passcode|session|signature|credential|ticket|jwt'
             || '|auth|invite|share|gift|unlock|apikey|accesskey|hash|nonce|^x-amz|^x-goog)'
             || '|^(sid|sig|key|code|pw|pwd|access|api_key|hmac|e?mail|user|uid)$')
        OR substr(parameter, strpos(parameter, '=') + 1) ~ '[A-Za-z0-9_%.~-]{16}'
           AND substr(parameter, strpos(parameter, '=') + 1) ~ '[0-9]'
           AND substr(parameter, strpos(parameter, '=') + 1) ~ '[A-Za-z]')
    OR EXISTS (
    SELECT FROM regexp_split_to_table(
             regexp_replace(split_part(split_part(address, '#', 1), '?', 1), '^[a-z]+://[^/]*', '', 'i'),
             '[/.]') part
     WHERE length(part) >= 20 AND part ~ '[0-9]' AND part ~ '[A-Za-z]'
       -- Two words of letters with a hyphen between them: a headline.
       AND part !~ '(^|-)[A-Za-z]{2,}-([A-Za-z0-9]+-)*[A-Za-z]{2,}(-|$)')
    OR address LIKE '%#%'
$$;

CREATE OR REPLACE FUNCTION archived_copy_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.removed_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archived_copy_stays_as_recorded',
        MESSAGE = 'This copy was removed from the list. Record it again.';
    END IF;
    IF NOT is_owner_of(TG_RELID) AND NEW.removed_by_id <> coalesce(acting_person(), 0) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archived_copy_is_by_who_acts',
        MESSAGE = 'An archived copy is recorded and removed in the name of whoever does it or requested it.';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.copied_on > current_date + 1 THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archived_copy_of_a_past_day',
      MESSAGE = 'The day of the copy is in the future.';
  END IF;
  IF NEW.service = 'web_archive' AND (
       SELECT bare_address(uri) FROM sources_source WHERE id = NEW.source_id)
       IS DISTINCT FROM bare_address(regexp_replace(NEW.address, '^https://web\.archive\.org/web/[0-9]{14}/', '')) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archived_copy_of_its_source',
      MESSAGE = 'This is a copy of another address than the source''s.';
  END IF;
  IF NEW.service = 'web_archive'
     AND substr(NEW.address, 29, 8) <> to_char(NEW.copied_on, 'YYYYMMDD') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archived_copy_dated_by_its_address',
      MESSAGE = 'The day of the copy is not the one in its address.';
  END IF;
  -- Nobody acts while a job records the copy that the archive made. The request says of what.
  IF NOT is_owner_of(TG_RELID) AND (
       is_written_by_sql_alone(TG_RELID)
       OR NEW.recorded_by_id IS DISTINCT FROM coalesce(acting_person(), (
            SELECT requested_by_id FROM sources_archiverequest
             WHERE id = NEW.request_id AND source_id = NEW.source_id AND NEW.service = 'web_archive'))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archived_copy_is_by_who_acts',
      MESSAGE = 'An archived copy is recorded and removed in the name of whoever does it or requested it.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER archived_copy_guard BEFORE INSERT OR UPDATE ON sources_archivedcopy
  FOR EACH ROW EXECUTE FUNCTION archived_copy_guard();

CREATE OR REPLACE FUNCTION archive_request_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.state IN ('done', 'failed') THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archive_request_stays_as_requested',
        MESSAGE = 'A request for an archived copy and its result are never changed. Ask again.';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.address IS DISTINCT FROM (SELECT uri FROM sources_source WHERE id = NEW.source_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archive_request_names_the_address',
      MESSAGE = 'The source has another address now. Look at it and ask again.';
  END IF;
  IF NOT is_owner_of(TG_RELID) AND NEW.requested_by_id IS DISTINCT FROM acting_person() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'archive_request_is_by_who_acts',
      MESSAGE = 'Everybody asks for an archived copy in their own name.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER archive_request_guard BEFORE INSERT OR UPDATE ON sources_archiverequest
  FOR EACH ROW EXECUTE FUNCTION archive_request_guard();

CALL track_history('sources_archiverequest');
CALL track_history('sources_archivedcopy');
