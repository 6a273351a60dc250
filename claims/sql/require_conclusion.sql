-- What is written for the public at every proposal: a summary, whom the conclusion could harm (each is asked for
-- a reply, or there is a reason), and a rationale whose footnotes name public evidence of the review. A row for each rule that is broken.
CREATE OR REPLACE FUNCTION public_words_lack(r claims_review) RETURNS TABLE (broken text, sentence text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  marks CONSTANT text := ' .!"'; -- fold() makes these of all quotation marks
  cited text;
  is_private boolean;
BEGIN
  IF r.summary !~ '[^[:space:]]' THEN
    broken := 'conclusion_has_a_summary';
    sentence := 'Write the summary first: the finding in one sentence.';
    RETURN NEXT;
  END IF;
  IF btrim(fold(r.summary), marks) = (SELECT btrim(fold(text), marks) FROM claims_claim WHERE id = r.claim_id) THEN
    broken := 'summary_states_the_finding';
    sentence := 'The summary only repeats the statement. Say what you found.';
    RETURN NEXT;
  END IF;
  IF r.harms IS NULL THEN
    broken := 'harm_is_answered';
    sentence := 'Say whom this conclusion could harm, or that it harms nobody.';
    RETURN NEXT;
  ELSIF EXISTS (
    SELECT FROM jsonb_array_elements(r.harms) h
     WHERE coalesce(h ->> 'whom', '') !~ '[^[:space:]]'
        OR coalesce(h ->> 'not_asked', '') !~ '[^[:space:]]' AND NOT EXISTS (
             SELECT FROM claims_replyrequest q
              WHERE q.claim_id = r.claim_id AND NOT q.left_out AND q.state <> 'unreached'
                AND q.id::text = h ->> 'request')) THEN
    broken := 'harmed_are_asked';
    sentence := 'Ask each person or body whom this could harm for a reply, or say why you did not: readers see the reason.';
    RETURN NEXT;
  END IF;
  FOR cited IN SELECT DISTINCT m[1] FROM regexp_matches(r.rationale, '\[\^([^\]\n]{0,40})\]', 'g') m ORDER BY 1 LOOP
    SELECT private INTO is_private FROM claims_evidence
     WHERE review_id = r.id AND 'E' || number = cited;
    IF is_private IS NULL THEN
      broken := 'footnote_names_evidence';
      sentence := format('The footnote [^%s] names no evidence of this review. Cite a piece that is listed there, or take it out.', cited);
      RETURN NEXT;
    ELSIF is_private THEN
      broken := 'footnote_names_public_evidence';
      sentence := format('The footnote [^%s] names private evidence. Cite public evidence, or take it out.', cited);
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION require_public_words(r claims_review) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  lack record;
BEGIN
  SELECT * INTO lack FROM public_words_lack(r) WITH ORDINALITY ORDER BY ordinality LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = lack.broken, MESSAGE = lack.sentence;
  END IF;
END $$;

-- What a conclusion still needs, a row for each rule that the review breaks with it.
CREATE OR REPLACE FUNCTION conclusion_lacks(of_review bigint, conclusion text, attributed text)
RETURNS TABLE (broken text, sentence text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  r claims_review;
  c claims_claim;
  said_primary boolean;
  said_trusted boolean; -- not from archive.today alone
  said_refuted boolean;
  so_for boolean;       -- public
  so_against boolean;
  so_context boolean;
  free_for boolean;     -- public, and independent or from the speaker's side against its own interest
  free_against boolean;
  not_counted text;     -- why evidence doesn't count that could, as sentences; else ''
  asked boolean;
BEGIN
  SELECT * INTO STRICT r FROM claims_review WHERE id = of_review;
  SELECT * INTO STRICT c FROM claims_claim WHERE id = r.claim_id;
  asked := EXISTS (SELECT FROM claims_replyrequest
                    WHERE claim_id = c.id AND NOT left_out AND state <> 'unreached');
  SELECT
    coalesce(bool_or(bears_on = 'said' AND direction = 'supports' AND "primary" AND NOT translated), false),
    coalesce(bool_or(bears_on = 'said' AND direction = 'supports' AND "primary" AND NOT translated
                     AND NOT at_archive_today), false),
    coalesce(bool_or(bears_on = 'said' AND direction = 'refutes'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'supports'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'refutes'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'context'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'supports' AND free), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'refutes' AND free), false),
    CASE WHEN bool_or(bears_on = 'so' AND basis = 'publisher')
         THEN ' Of a source in the evidence it is not stated who published it: state the publisher.'
         ELSE '' END ||
    CASE WHEN bool_or(bears_on = 'so' AND basis = 'affiliation')
         THEN ' Of evidence it is not established whether it is independent: record for whom the speaker, or who was contacted, speaks, or say in public why it counts.'
         ELSE '' END
  INTO said_primary, said_trusted, said_refuted, so_for, so_against, so_context, free_for, free_against,
       not_counted
  FROM (SELECT e.*, basis, independence_counts(basis) AS free,
               -- The source in which the words stand translated does not hold the original.
               EXISTS (SELECT FROM claims_appearance a JOIN sources_snapshot s
                           ON s.id = a.snapshot_id
                        WHERE a.claim_id = e.claim_id AND s.source_id = e.source_id
                          AND a.translated_from <> '') AS translated,
               EXISTS (SELECT FROM sources_source WHERE id = e.source_id AND is_at_archive_today(uri))
               OR EXISTS (SELECT FROM claims_anchor n JOIN sources_snapshot s ON s.id = n.snapshot_id
                           WHERE n.evidence_id = e.id AND is_at_archive_today(s.consulted_url))
                 AS at_archive_today
          FROM claims_evidence e, evidence_basis(e.id) basis
         WHERE e.review_id = r.id AND evidence_is_public(e.id)) e;

  IF r.rationale !~ '[^[:space:]]' THEN
    broken := 'conclusion_says_why';
    sentence := 'Write the public rationale first.';
    RETURN NEXT;
  END IF;
  IF NOT EXISTS (SELECT FROM claims_appearance WHERE claim_id = c.id) THEN
    broken := 'conclusion_has_an_appearance';
    sentence := 'Anchor the claim in a snapshot first: it has no appearance.';
    RETURN NEXT;
  END IF;
  IF EXISTS (SELECT FROM claims_appearance a WHERE a.claim_id = c.id
                  AND NOT EXISTS (SELECT FROM claims_anchor WHERE appearance_id = a.id)) THEN
    broken := 'appearance_is_anchored';
    sentence := 'An appearance of the claim has no quote anchored in its snapshot.';
    RETURN NEXT;
  END IF;
  IF EXISTS (SELECT FROM claims_evidence e WHERE e.review_id = r.id AND e.kind = 'passage'
                  AND NOT EXISTS (SELECT FROM claims_anchor WHERE evidence_id = e.id)) THEN
    broken := 'passage_is_anchored';
    sentence := 'A passage in the evidence has no quote anchored in its snapshot.';
    RETURN NEXT;
  END IF;
  IF c.nature = '' THEN
    broken := 'claim_nature_before_proposal';
    sentence := 'Say whether it is fact, opinion or prediction first.';
    RETURN NEXT;
  END IF;
  IF conclusion <> 'unrated' AND c.nature NOT IN ('fact', '') THEN
    broken := 'claim_rated_is_fact';
    sentence := 'Only a statement of fact may be rated; conclude opinions and predictions as unrated.';
    RETURN NEXT;
  END IF;
  IF attributed = 'misattributed' AND conclusion <> 'unrated' THEN
    broken := 'claim_misattributed_is_unrated';
    sentence := 'A misattributed statement is concluded as unrated.';
    RETURN NEXT;
  END IF;
  IF attributed = 'confirmed' AND NOT said_primary THEN
    broken := 'confirmed_needs_primary';
    sentence := '“Attribution: confirmed” needs public primary evidence that it was said: the post, recording, transcript or document, in the original language.';
    RETURN NEXT;
  END IF;
  IF attributed = 'confirmed' AND said_primary AND NOT said_trusted THEN
    broken := 'confirmed_not_by_archive_today';
    sentence := '“Attribution: confirmed” can''t rest on a copy at archive.today. Add the original, or a copy at web.archive.org or perma.cc.';
    RETURN NEXT;
  END IF;
  IF attributed = 'confirmed' AND EXISTS (SELECT FROM unheard_quotes(c.id, r.id)) THEN
    broken := 'confirmed_needs_listening';
    sentence := '“Attribution: confirmed” can''t rest on captions or speech recognition that nobody has checked. Listen to the recording, and mark words and voice as listened to.';
    RETURN NEXT;
  END IF;
  IF attributed = 'misattributed' AND NOT said_refuted THEN
    broken := 'misattributed_needs_refuting';
    sentence := '“Attribution: misattributed” needs public evidence against the attribution.';
    RETURN NEXT;
  END IF;
  IF conclusion = 'verified' AND NOT free_for THEN
    broken := 'verified_needs_independent';
    sentence := '“Rating: verified” needs public independent evidence that supports it.' || not_counted;
    RETURN NEXT;
  END IF;
  IF conclusion = 'refuted' AND NOT free_against THEN
    broken := 'refuted_needs_independent';
    sentence := '“Rating: refuted” needs public independent evidence that refutes it.' || not_counted;
    RETURN NEXT;
  END IF;
  IF conclusion = 'mixed' AND NOT ((free_for AND free_against) OR so_context) THEN
    broken := 'mixed_needs_both_or_context';
    sentence := '“Rating: mixed” needs public independent evidence both for and against, or context.' || not_counted;
    RETURN NEXT;
  END IF;
  IF conclusion = 'disputed' AND NOT (so_for AND so_against) THEN
    broken := 'disputed_needs_both';
    sentence := '“Rating: disputed” needs public evidence both for and against.';
    RETURN NEXT;
  END IF;
  IF EXISTS (
          SELECT FROM claims_replyrequest q
            LEFT JOIN claims_evidence e ON e.review_id = r.id AND NOT e.private
           WHERE q.claim_id = c.id AND names_press_contact(q, concat_ws(
             ' ', r.summary, r.rationale, r.reply_not_sought, r.reply_not_awaited, r.harms::text, e.description, e.contacted, e.independence_reason))) THEN
    broken := 'press_contact_is_private';
    sentence := 'The summary, the rationale, the evidence or a reason names a press contact or their address, which are never public.';
    RETURN NEXT;
  END IF;
  IF r.reply_not_sought <> '' AND asked THEN
    broken := 'reply_sought_or_not';
    sentence := 'A reply was requested: remove the reason why none was sought.';
    RETURN NEXT;
  END IF;
  IF EXISTS (SELECT FROM claims_replyletter l JOIN claims_replyrequest q ON q.id = l.request_id
              WHERE q.claim_id = c.id AND NOT q.left_out
                AND NOT l.by_hand AND l.mailed_at IS NULL AND l.failed_at IS NULL) THEN
    broken := 'reply_letter_is_on_its_way';
    sentence := 'A letter that asks for a reply is still on its way. Wait until it is sent.';
    RETURN NEXT;
  END IF;
  IF r.reply_not_awaited = '' AND EXISTS (
          SELECT FROM claims_replyrequest
           WHERE claim_id = c.id AND NOT left_out AND state IN ('asked', 'reminded')) THEN
    broken := 'reply_is_awaited';
    sentence := 'A reply is awaited. Record the answer, or after the deadline that none came; or say why you don''t wait for it.';
    RETURN NEXT;
  END IF;
  IF conclusion IN ('refuted', 'mixed') AND r.reply_not_sought = ''
        AND NOT asked AND EXISTS (SELECT FROM sources_speaker WHERE id = c.speaker_id
                       AND kind IN ('person', 'organisation', 'group')) THEN
    broken := 'reply_from_the_named';
    sentence := 'Seek a reply from the named speaker, or say why none was sought.';
    RETURN NEXT;
  END IF;
  -- Of what is signed already the words stay, also where there was no summary yet.
  IF r.state = 'open' THEN
    RETURN QUERY SELECT * FROM public_words_lack(r);
  END IF;
END $$;

-- What each conclusion needs: raises, with the sentence for the user, when the review lacks it.
CREATE OR REPLACE FUNCTION require_conclusion(of_review bigint, conclusion text, attributed text)
RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  lack record;
BEGIN
  SELECT * INTO lack FROM conclusion_lacks(of_review, conclusion, attributed)
    WITH ORDINALITY ORDER BY ordinality LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = lack.broken, MESSAGE = lack.sentence;
  END IF;
END $$;

-- An appearance that two people add must not cost the conclusion the independence that it rests on.
CREATE OR REPLACE FUNCTION appearance_keeps_conclusion() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
  latest bigint;
BEGIN
  PERFORM require_table(TG_RELID, 'claims_appearance');
  SELECT * INTO c FROM claims_claim WHERE id = NEW.claim_id;
  IF is_concluded(c.status) THEN
    SELECT id INTO latest FROM claims_review WHERE claim_id = c.id ORDER BY number DESC LIMIT 1;
    PERFORM require_conclusion(latest, c.status, c.attribution);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER appearance_keeps_conclusion AFTER INSERT ON claims_appearance
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION appearance_keeps_conclusion();
