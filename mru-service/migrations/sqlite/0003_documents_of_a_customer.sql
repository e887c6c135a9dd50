-- A run, a credit note and the check of the store look for the documents of a customer.
CREATE INDEX document_customer ON document (customer, sequence);
-- Lists and exports look for those of a month, in the order of issue.
DROP INDEX document_period;
CREATE INDEX document_period ON document (period, sequence);
