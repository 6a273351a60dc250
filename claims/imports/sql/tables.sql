-- Made once a session, emptied for each batch.
CREATE TEMP TABLE IF NOT EXISTS import_rows (
  line bigint, origin text, external_id text, sha256 text, text text, language text,
  said_from date, said_to date, note text,
  speaker text, speaker_kind text, speaker_slug text, speaker_role text, same_as text[], home text,
  topics text[], topic_slugs text[],
  source_url text, source_kind text, source_title text, publisher text, publisher_domain text,
  reviewer text, rating text, rationale text, review_url text, reviewed_on date, markup text,
  source_text text, source_text_sha256 text,
  quote text, quote_prefix text, quote_suffix text, quote_start int
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_judged (
  line bigint, external_id text, verdict text, other_line bigint) ON COMMIT DELETE ROWS;
-- The names of an origin in this batch. fresh: the first of its key, whose speaker is decided now.
CREATE TEMP TABLE IF NOT EXISTS import_names (
  origin text, speaker text, key text, line bigint, kind text, slug text, same_as text[],
  fresh boolean DEFAULT false,
  outcome text, speaker_id bigint, alike bigint[], several boolean DEFAULT false
) ON COMMIT DELETE ROWS;
-- Speakers without a name, each of one source.
CREATE TEMP TABLE IF NOT EXISTS import_unnamed (
  home text, kind text, description text, line bigint, source_id bigint, speaker_id bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_publishers (
  origin text, name text, domain text, is_origin boolean, line bigint, publisher_id bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_sources (
  uri text, source_id bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_made (line bigint, claim_id bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_new (at bigint, id bigint) ON COMMIT DELETE ROWS;
TRUNCATE import_rows, import_judged, import_names, import_unnamed, import_publishers,
  import_sources, import_made, import_new;
