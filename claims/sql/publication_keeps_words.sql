-- The words of each publication, by which it is searched for a name (publications_saying).

-- With the owner's rights: the application only reads them. By its name the trigger comes before
-- publication_names, which reads them.
CREATE OR REPLACE FUNCTION publication_keeps_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_publicationwords (publication_id, words) VALUES (NEW.number, publication_words(NEW.body));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER publication_keeps_words AFTER INSERT ON claims_publication
  FOR EACH ROW WHEN (NEW.standing <> 'hidden') EXECUTE FUNCTION publication_keeps_words();
