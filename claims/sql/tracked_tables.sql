-- The tables of this app whose every change is recorded in newsroom_event.
CALL track_history('claims_topic');
CALL track_history('claims_claim', about => '{id}');
CALL track_history('claims_claim_topics', about => '{claim_id}');
CALL track_history('claims_appearance', about => '{claim_id}');
CALL track_history('claims_relay', about => '{claim_id}');
CALL track_history('claims_anchor', about => '{claim_id}');
CALL track_history('claims_quantity', about => '{claim_id}');
CALL track_history('claims_relation', about => '{from_claim_id,to_claim_id}');
CALL track_history('claims_hold', about => '{claim_id}');
CALL track_history('claims_namesake', about => '{claim_id}');
CALL track_history('claims_review', about => '{claim_id}');
CALL track_history('claims_round', about => '{claim_id}', without => '{body}');
CALL track_history('claims_evidence', about => '{claim_id}');
CALL track_history('claims_evidence_inputs');
-- The body is hashed, chained and never changes; the search columns derive from it.
CALL track_history(
  'claims_publication', key => 'number', about => '{claim_id}',
  without => '{body,text,nature,status,attribution,reason_kind,speaker_id,said_from,said_to,language,topics,sources,publishers,speakers,contradicts,search}');
CALL track_history('claims_candidate', about => '{claim_id}');
CALL track_history('claims_candidate_made_from');
-- The secret stays secret.
CALL track_history('claims_webhook', without => '{secret}');
CALL track_history('claims_delivery');
CALL track_history('claims_deliveryattempt');
CALL track_history('claims_importrun');
CALL track_history('claims_importrecord', about => '{claim_id}');
CALL track_history('claims_importedspeaker');
CALL track_history('claims_importnote');
CALL track_history('claims_externalreview', about => '{claim_id}');
-- Not about their claim: nothing was done to it.
CALL track_history('claims_note');
CALL track_history('claims_batch');
CALL track_history('claims_batchitem');
CALL track_history('claims_savedview');
-- A reader's contact details are for whoever answers, not for a record that is never erased.
CALL track_history('claims_errorreport', without => '{contact,sender}');
CALL track_history('claims_savedsearch');
