-- Locks, taken in one order everywhere: claims by number, then protected names, speakers, snapshots.

CREATE OR REPLACE FUNCTION lock_claims(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  PERFORM FROM claims_claim WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
END $$;

-- By the owner's rights: nobody may update a snapshot, so the application could not lock one.
-- Called by: application.
CREATE OR REPLACE FUNCTION lock_snapshot(snapshot bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  PERFORM FROM sources_snapshot WHERE id = snapshot FOR NO KEY UPDATE;
END $$;

-- Shared locks on the snapshots that the claim quotes: whoever publishes and whoever takes a snapshot
-- down wait for each other.
-- Called by: application.
CREATE OR REPLACE FUNCTION lock_quoted_snapshots(of_claim bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM sources_snapshot
    WHERE id IN (SELECT snapshot_id FROM claims_anchor WHERE claim_id = of_claim)
    ORDER BY id FOR SHARE;
END $$;

-- Shared locks on all that the signed text names: until the transaction ends, no speaker is protected,
-- renamed or merged, and no quoted snapshot is taken down.
CREATE OR REPLACE FUNCTION lock_signed_content(of_claim bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_protected_names(false);
  PERFORM FROM sources_speaker
    WHERE id = ANY (speakers_named((signed_round(of_claim)).body::jsonb)) ORDER BY id FOR SHARE;
  PERFORM lock_quoted_snapshots(of_claim);
END $$;
