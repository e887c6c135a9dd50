-- The tax documents that were named for issued documents. Rows never change; the last one of a document holds.
CREATE TABLE tax_document (
    sequence BIGINT PRIMARY KEY REFERENCES chain (sequence),
    number TEXT COLLATE "C" NOT NULL REFERENCES document (number),
    kind TEXT COLLATE "C" NOT NULL,
    folio TEXT COLLATE "C" NOT NULL,
    dated TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL
);
CREATE INDEX tax_document_number ON tax_document (number, sequence);
CREATE INDEX tax_document_folio ON tax_document (folio);
CREATE TRIGGER tax_document_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON tax_document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('tax documents are immutable');
