-- People who signed in on the pages. A session is no part of the books: it has no entry in the chain, and
-- goes when it ends. Of what a browser holds, the hash alone is kept.
CREATE TABLE session (
    hash TEXT COLLATE "C" PRIMARY KEY,
    api_key TEXT COLLATE "C" NOT NULL REFERENCES api_key (id),
    token TEXT COLLATE "C" NOT NULL,
    ends_at TEXT COLLATE "C" NOT NULL
);
