-- One batch of an import, under the import's lock, emptied before and after it. Tables of the owner,
-- since the application may make none, not even temporary ones; unlogged, because a batch that was cut
-- off is read again. Whatever is in them when this file is loaded is of no use.
-- squawk-ignore ban-drop-table
DROP TABLE IF EXISTS import_rows, import_judged, import_names, import_unnamed, import_publishers,
  import_sources, import_made, import_new;

CREATE UNLOGGED TABLE import_rows (
  line bigint, origin text, external_id text, sha256 text, text text, language text,
  said_from date, said_to date, note text,
  speaker text, speaker_kind text, speaker_slug text, speaker_role text,
  aliases text[], same_as text[], identified_by text[], home text,
  topics text[], topic_slugs text[],
  source_url text, source_kind text, source_title text, publisher text, publisher_domain text,
  reviewer text, rating text, rationale text, review_url text, reviewed_on date, markup text,
  source_text text, source_text_sha256 text,
  quote text, quote_prefix text, quote_suffix text, quote_start int
);
CREATE UNLOGGED TABLE import_judged (line bigint, external_id text, verdict text, other_line bigint);
-- The names of an origin in this batch. fresh: the first of its key, whose speaker is decided now.
CREATE UNLOGGED TABLE import_names (
  origin text, speaker text, key text, line bigint, kind text, slug text, same_as text[],
  identified_by text[],
  fresh boolean DEFAULT false,
  outcome text, speaker_id bigint, alike bigint[], several boolean DEFAULT false
);
-- Speakers without a name, each of one source.
CREATE UNLOGGED TABLE import_unnamed (
  home text, kind text, description text, line bigint, source_id bigint, speaker_id bigint
);
CREATE UNLOGGED TABLE import_publishers (
  origin text, name text, domain text, is_origin boolean, line bigint, publisher_id bigint
);
CREATE UNLOGGED TABLE import_sources (uri text, source_id bigint);
CREATE UNLOGGED TABLE import_made (line bigint, claim_id bigint);
CREATE UNLOGGED TABLE import_new (at bigint, id bigint);

-- Before PostgreSQL 17 the importer can't vacuum them between batches, so autovacuum does it soon.
DO $$
DECLARE
  staging text;
BEGIN
  FOREACH staging IN ARRAY ARRAY[
    'import_rows', 'import_judged', 'import_names', 'import_unnamed', 'import_publishers',
    'import_sources', 'import_made', 'import_new']
  LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_scale_factor = 0,'
                   ' autovacuum_vacuum_threshold = 1000)', staging);
  END LOOP;
END $$;
