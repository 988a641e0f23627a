//! The tables. `user_version` is how many of these steps a file has taken.

/// Steps from an empty file to today's. A released step is never changed; a new one is added at the end.
pub(super) const STEPS: &[&str] = &[ONE, BEYOND, SCRATCH];

/// A run that takes in letters which its plan had not seen: which, as a JSON document.
const BEYOND: &str = "ALTER TABLE run ADD COLUMN beyond TEXT;";

const ONE: &str = "
CREATE TABLE queue (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,          -- a UUID v7: names sort by time
    kind TEXT NOT NULL,                 -- redrive, delete, undo, import
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
";

/// What runs make to reach a failed target alone; an item may be `watched`: accepted there, and may still come back.
const SCRATCH: &str = "
CREATE TABLE scratch (
    name TEXT PRIMARY KEY,              -- of the event bus and of the queue
    run INTEGER NOT NULL REFERENCES run (id),
    rule TEXT NOT NULL,                 -- name of its rule
    rule_arn TEXT NOT NULL,             -- rule whose target is copied
    destination TEXT NOT NULL,          -- of the items that go there
    gone INTEGER NOT NULL,              -- 1: removed, or never made
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";
