-- The sources and publishers that each publication names, by which it is found.

-- With the owner's rights: the application only reads them.
CREATE OR REPLACE FUNCTION publication_keeps_sources() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_publicationsource (publication_id, source_id)
  SELECT NEW.number, unnest(publication_sources(NEW.body));
  INSERT INTO claims_publicationpublisher (publication_id, publisher_id)
  SELECT NEW.number, unnest(publication_publishers(NEW.body));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER publication_keeps_sources AFTER INSERT ON claims_publication
  FOR EACH ROW WHEN (NEW.standing <> 'hidden') EXECUTE FUNCTION publication_keeps_sources();
