-- A journal as the first version wrote it: schema 1, one run with a letter that was sent and one in doubt.
CREATE TABLE queue (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,          -- a UUID v7: names sort by time
    kind TEXT NOT NULL,                 -- redrive, delete, undo
    queue INTEGER NOT NULL REFERENCES queue (id),
    destination TEXT NOT NULL,
    digest TEXT NOT NULL,               -- of the plan, hexadecimal
    options TEXT NOT NULL,
    total INTEGER NOT NULL,
    follows TEXT,                       -- name of the run it goes on with or undoes
    despite_doubt INTEGER NOT NULL,     -- 1: sends letters in doubt again
    session TEXT NOT NULL,              -- the process that runs it
    state TEXT NOT NULL,                -- running, finished, interrupted
    stopped_by TEXT,
    started INTEGER NOT NULL,           -- times are milliseconds since 1970, UTC
    finished INTEGER
) STRICT;
CREATE INDEX run_state ON run (state);

CREATE TABLE item (
    run INTEGER NOT NULL REFERENCES run (id),
    number INTEGER NOT NULL,
    queue INTEGER NOT NULL REFERENCES queue (id),
    message_id TEXT NOT NULL,
    event_id TEXT,                      -- of the event in the letter
    new_id TEXT,                        -- that the destination gave; empty when taken for sent without one
    destination TEXT NOT NULL,          -- empty for a delete
    state TEXT NOT NULL,                -- planned, intent, sent, deleted, failed, in_doubt, left
    claimed INTEGER NOT NULL,           -- 1 in at most one row of a message
    took_run INTEGER,                   -- the row that had the claim before
    took_number INTEGER,
    error TEXT,
    bounced INTEGER,                    -- when its event came back
    bounced_as TEXT,                    -- message that it came back in
    settled INTEGER NOT NULL DEFAULT 0, -- 1: stayed away for the watch time
    at INTEGER NOT NULL,
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX item_claim ON item (queue, message_id) WHERE claimed = 1;
CREATE INDEX item_new_id ON item (new_id) WHERE new_id IS NOT NULL AND new_id <> '';
CREATE INDEX item_failed ON item (queue, message_id) WHERE state = 'failed';

CREATE TABLE edit (
    run INTEGER NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, number)
) STRICT;

CREATE TABLE kept (
    run INTEGER NOT NULL,
    number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run, number)
) STRICT;

CREATE TABLE kept_attribute (
    run INTEGER NOT NULL,
    number INTEGER NOT NULL,
    system INTEGER NOT NULL,            -- 1: a system attribute
    name TEXT NOT NULL,
    data_type TEXT NOT NULL,
    value ANY NOT NULL,                 -- text, or a blob for binary ones
    PRIMARY KEY (run, number, system, name)
) STRICT;

CREATE TABLE draft (
    queue INTEGER NOT NULL REFERENCES queue (id),
    message_id TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (queue, message_id)
) STRICT;

INSERT INTO queue (id, url) VALUES (1, 'http://127.0.0.1:1/123456789012/dlq');
INSERT INTO run (id, name, kind, queue, destination, digest, options, total, despite_doubt, session, state, started, finished)
VALUES (1, 'old', 'redrive', 1, 'event bus default', '0000000000000007', 'rate none', 2, 0, '0-0-0', 'finished', 1000, 2000);
INSERT INTO item (run, number, queue, message_id, event_id, new_id, destination, state, claimed, at)
VALUES (1, 0, 1, 'a', 'event-of-a', 'new-a', 'default', 'sent', 1, 1500),
       (1, 1, 1, 'b', 'event-of-b', NULL, 'default', 'in_doubt', 1, 1600);
PRAGMA user_version = 1;
