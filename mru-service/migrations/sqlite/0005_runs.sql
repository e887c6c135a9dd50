-- What a run made is found by its name; the hash tells damage to what no entry of the chain covers.
ALTER TABLE draft ADD COLUMN run TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN hash TEXT NOT NULL DEFAULT '';
ALTER TABLE aside ADD COLUMN run TEXT NOT NULL DEFAULT '';
ALTER TABLE aside ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE INDEX draft_run ON draft (run, customer, period) WHERE run <> '';
CREATE INDEX document_run ON document (request_hash, sequence) WHERE request_hash <> '';
