-- The events of a customer are read in the order in which they became known, many or few.
DROP INDEX event_customer;
CREATE INDEX event_customer ON event (customer, sequence);
