-- The public log says which key was enrolled and revoked, by its pseudonym alone.
CREATE OR REPLACE FUNCTION log_signer_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM write_to_log(concat_ws(' ', CASE TG_OP WHEN 'INSERT' THEN 'enrolled' ELSE 'revoked' END,
                                 NEW.pseudonym, NEW.public_key));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER log_signer_key AFTER INSERT OR UPDATE ON newsroom_signerkey
  FOR EACH ROW EXECUTE FUNCTION log_signer_key();

-- A claim's page says since when the keys count with which it was signed.
CALL watch_for_the_public('newsroom_signerkey');
