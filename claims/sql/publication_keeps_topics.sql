-- The topics that each publication names, by which the list of topics is made.

-- Called by: owner.
CREATE OR REPLACE FUNCTION topics_named(body text, OUT slug text, OUT name text) RETURNS SETOF record
LANGUAGE sql IMMUTABLE AS $$
  SELECT t ->> 'slug', t ->> 'name' FROM jsonb_array_elements(body::jsonb -> 'topics') t;
$$;

-- With the owner's rights: the application only reads them.
CREATE OR REPLACE FUNCTION publication_keeps_topics() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_publishedtopic (slug)
  SELECT n.slug FROM topics_named(NEW.body) n
   WHERE NOT EXISTS (SELECT FROM claims_publishedtopic t WHERE t.slug = n.slug)
  ON CONFLICT DO NOTHING;
  INSERT INTO claims_publicationtopic (publication_id, topic_id, name)
  SELECT NEW.number, t.id, n.name
    FROM topics_named(NEW.body) n JOIN claims_publishedtopic t ON t.slug = n.slug;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER publication_keeps_topics AFTER INSERT ON claims_publication
  FOR EACH ROW WHEN (NEW.standing <> 'hidden') EXECUTE FUNCTION publication_keeps_topics();
