-- Schema version 1.
--
-- What holds for every table:
--  * `strict`: a value of the wrong type is refused at the door, not found years later.
--  * `org_id` leads every key that a query uses, so that no query can walk into another tenant.
--  * Ids are their 16 bytes, times are microseconds since 1970 UTC, enumerations are their stable
--    names: a person with the sqlite3 shell can read everything but the vectors.
--  * Rows are appended: the integer primary key is the order of arrival, and what a query needs in
--    another order is an index beside it. Clustering by user was measured to cost inserts dearly.
--  * `checksum` is a 64-bit xxh3 over a table tag and all columns before it. SQLite does not
--    checksum pages: nine in ten flipped bits would be served as if they were true.

-- Facts about the database itself.
create table meta (
    name  text primary key,
    value any
) strict, without rowid;

-- Sequence numbers are handed out from memory below this mark, which moves in large steps, so that
-- a write does not pay for a counter's page. A restart skips the rest of the step: gaps are fine.
insert into meta (name, value) values ('seq_reserved', 0);

-- Which database this is, and how many commits it has had: what the mark beside it names.
insert into meta (name, value) values ('database_id', randomblob(16)), ('commits', 0);

-- What the hashes in `closed_texts` are salted with: 32 bytes of the operating system's randomness.
insert into meta (name, value) values ('text_salt', randomblob(32));

create table orgs (
    org_id     text primary key,
    created_at integer not null,
    checksum   integer not null
) strict, without rowid;

-- What can be recalled. Short columns come first and text last, so that counting and filtering do
-- not follow the overflow pages of long texts.
create table memories (
    memory_no         integer primary key,
    org_id            text not null,
    id                blob not null,
    -- Moves on with every change that the index must see; unique over the whole database.
    seq               integer not null,
    revision          integer not null,
    user_id           text,
    agent_id          text,
    session_id        text,
    namespace         text,
    project_id        text,
    team_id           text,
    role_id           text,
    level             text not null,
    kind              text not null,
    type              text not null,
    tier              text not null,
    status            text not null,
    -- The rank, not the name: trust is compared.
    trust             integer not null,
    event_kind        text,
    position          integer,
    verbatim          integer not null,
    pinned            integer not null,
    stale_dependency  integer not null,
    confidence        real not null,
    importance        real not null,
    -- As last written. What recalls added is in `recalls`.
    strength          real not null,
    created_at        integer not null,
    updated_at        integer not null,
    superseded_at     integer,
    event_date        integer,
    valid_from        integer,
    valid_to          integer,
    expires_at        integer,
    -- xxh3 of the text.
    content_hash      integer not null,
    external_id       text,
    -- What led to this revision, and who did it; goes to `history` with the revision.
    action            text not null,
    actor             text not null,
    -- 16 bytes an id. Null, as every list below, where there is nothing.
    derived_from      blob,
    source_event_ids  blob,
    provenance_actor  text,
    provenance_process text not null,
    provenance_model  text,
    superseded_by     blob,
    statements        text,
    pii               text,
    topics            text,
    tags              text,
    entities          text,
    metadata          text,
    text              text not null,
    checksum          integer not null
) strict;

-- By id. Ids made by the server grow, so this index is appended to.
create unique index memories_by_id on memories (org_id, id);
-- What changed in a partition since ...: the index's feed.
create index memories_by_seq on memories (org_id, user_id, seq);
-- "A user's newest": the most frequent list ...
create index memories_by_user on memories (org_id, user_id, created_at, id);
-- ... and the same for the whole org.
create index memories_by_time on memories (org_id, created_at, id);
-- A conversation in order; only rows that repeat an event have a position.
create index memories_by_position on memories (org_id, user_id, session_id, position)
    where position is not null;
create unique index memories_by_external_id on memories (org_id, external_id)
    where external_id is not null;

-- Recall counters are apart because they change all the time and mean nothing to a revision, a
-- checksum or the index. No row: never recalled.
create table recalls (
    memory_no        integer primary key,
    recall_count     integer not null,
    last_recalled_at integer not null,
    strength         real not null,
    checksum         integer not null
) strict;

-- vector_no is memory_no * 256 + model_no: one b-tree in order of arrival instead of a table and
-- an index, and a memory's vectors are neighbours.
create table models (
    model_no integer primary key check (model_no between 0 and 255),
    name     text not null unique
) strict;

create table vectors (
    vector_no integer primary key,
    org_id    text not null,
    chunks    integer not null,
    -- chunks * dimension binary16 numbers, little endian.
    bits      blob not null,
    checksum  integer not null
) strict;

-- Earlier revisions, whole.
create table history (
    org_id    text not null,
    memory_id blob not null,
    revision  integer not null,
    action    text not null,
    actor     text not null,
    at        integer not null,
    memory    text not null,
    checksum  integer not null,
    primary key (org_id, memory_id, revision)
) strict, without rowid;

-- Who names whom, seen from the one that is named; the other direction is in the memory itself.
-- Rows exist only where there is something to say: a memory with lineage (`derived_from`: a memory
-- names the target as what it was derived from; `superseded_by`: as what took its place; `source`:
-- it names the event `target`, and is not the verbatim memory that stands at the event's position).
create table lineage (
    org_id    text not null,
    target    blob not null,
    relation  text not null,
    memory_id blob not null,
    checksum  integer not null,
    primary key (org_id, target, relation, memory_id)
) strict, without rowid;

-- Where corrections look: active memories (verbatim ones aside) by what they state and still
-- believe. `address` is xxh3 of subject, a zero byte, attribute; `user_id` is '' for no user.
-- Derived from `memories`, which the check compares it with; so it has no checksum.
create table addresses (
    org_id    text not null,
    user_id   text not null,
    address   integer not null,
    memory_no integer not null,
    primary key (org_id, user_id, address, memory_no)
) strict, without rowid;

-- Texts that were corrected, taken back or deleted: a salted hash, no words. `user_id` as above.
create table closed_texts (
    org_id    text not null,
    user_id   text not null,
    text_hash blob not null,
    valid_to  integer not null,
    by_id     blob,
    checksum  integer not null,
    primary key (org_id, user_id, text_hash)
) strict, without rowid;

-- What an org says about itself and its roles, teams and projects.
create table groups (
    group_no   integer primary key,
    org_id     text not null,
    kind       text not null,
    id         text not null,
    created_at integer not null,
    updated_at integer not null,
    -- name, focus, promotion_prompt, prompt_meta as one JSON document.
    body       text not null,
    checksum   integer not null
) strict;
create unique index groups_by_id on groups (org_id, kind, id);
create index groups_by_time on groups (org_id, kind, created_at, group_no);

-- What an org has set: policies, maintenance, budgets.
create table settings (
    org_id   text not null,
    name     text not null,
    value    text not null,
    checksum integer not null,
    primary key (org_id, name)
) strict, without rowid;

-- What was erased: enough to tell the index and to recognise it when it comes again, no words.
create table tombstones (
    tombstone_no     integer primary key,
    org_id           text not null,
    user_id          text,
    seq              integer not null,
    memory_id        blob not null,
    external_id_hash blob,
    content_hash     blob not null,
    reason           text not null,
    checksum         integer not null
) strict;
create index tombstones_by_seq on tombstones (org_id, user_id, seq);
create index tombstones_by_id on tombstones (org_id, memory_id);

-- What happened, verbatim. Content columns are never rewritten; the processing state is apart and
-- has a checksum of its own.
create table events (
    event_no    integer primary key,
    org_id      text not null,
    id          blob not null,
    external_id text,
    user_id     text,
    agent_id    text,
    session_id  text,
    namespace   text,
    project_id  text,
    team_id     text,
    role_id     text,
    kind        text not null,
    speaker     text,
    ts          integer not null,
    ingested_at integer not null,
    position    integer not null,
    metadata    text,
    content     text not null,
    checksum    integer not null,
    -- Null: forgotten at the client's wish.
    state          text,
    state_checksum integer not null
) strict;
create unique index events_by_id on events (org_id, id);
-- A session in order, the next position, and a user's events.
create index events_by_position on events (org_id, user_id, session_id, position);
create index events_by_time on events (org_id, ts);
create unique index events_by_external_id on events (org_id, external_id)
    where external_id is not null;

-- Working memory. `key` is the coordinates in canonical form: a session is what all of them say.
create table sessions (
    session_no  integer primary key,
    org_id      text not null,
    key         text not null,
    user_id     text,
    agent_id    text,
    session_id  text,
    namespace   text,
    project_id  text,
    team_id     text,
    role_id     text,
    created_at  integer not null,
    updated_at  integer not null,
    expires_at  integer,
    revision    integer not null,
    -- messages, memories, data, summary, strategy as one JSON document.
    body        text not null,
    checksum    integer not null
) strict;
create unique index sessions_by_key on sessions (org_id, key);
create index sessions_by_time on sessions (org_id, updated_at, session_no);
create index sessions_by_expiry on sessions (expires_at) where expires_at is not null;

-- Replies kept so that a repeated request has its effect once.
create table idempotency (
    org_id       text not null,
    key          text not null,
    request_hash blob not null,
    status       integer not null,
    expires_at   integer not null,
    body         text not null,
    checksum     integer not null,
    primary key (org_id, key)
) strict, without rowid;
create index idempotency_by_expiry on idempotency (expires_at);

-- Which replies name which memories and events, so that an erasure finds them: the ids' 16 bytes,
-- which grow, so that a reply with a thousand of them writes a few pages. Derived from `idempotency`.
create table reply_names (
    org_id text not null,
    name   blob not null,
    key    text not null,
    primary key (org_id, name, key)
) strict, without rowid;

-- Counters by hour.
create table usage (
    org_id    text not null,
    hour      integer not null,
    dimension text not null,
    quantity  integer not null,
    checksum  integer not null,
    primary key (org_id, hour, dimension)
) strict, without rowid;

-- Who did what, as a chain: each hash covers the one before. Ids only, never text.
create table audit (
    org_id   text not null,
    number   integer not null,
    actor    text not null,
    at       integer not null,
    action   text not null,
    target   text not null,
    detail   text not null,
    hash     blob not null,
    checksum integer not null,
    primary key (org_id, number)
) strict, without rowid;

-- The parts of an erasure, by its receipt and by what was erased.
create index audit_of_erasures on audit (org_id, target)
    where action >= 'erase.' and action < 'erase/';

-- What was erased and does not come back. `kind`: memory, event (the key is the id), external memory,
-- external event (the key is a salted hash of the client's own id).
create table erased (
    org_id   text not null,
    kind     text not null,
    key      blob not null,
    at       integer not null,
    checksum integer not null,
    primary key (org_id, kind, key)
) strict, without rowid;

create table jobs (
    job_no         integer primary key,
    org_id         text not null,
    id             blob not null,
    bound          text not null,
    kind           text not null,
    dedup_key      text,
    payload        text not null,
    state          text not null,
    attempts       integer not null,
    attempts_max   integer not null,
    run_at         integer not null,
    lease_until    integer,
    progress_done  integer not null,
    progress_total integer not null,
    last_error     text,
    result         text,
    created_at     integer not null,
    updated_at     integer not null,
    checksum       integer not null,
    -- When a runner may take it: run_at while queued, the lease's end while running, else null.
    due_at         integer generated always as
        (case state when 'queued' then run_at when 'running' then lease_until end) virtual
) strict;
create unique index jobs_by_id on jobs (org_id, id);
create index jobs_due on jobs (due_at) where due_at is not null;
create index jobs_ended on jobs (state, updated_at) where due_at is null;
-- Two waiting jobs with one key are one job.
create unique index jobs_by_dedup_key on jobs (org_id, dedup_key)
    where dedup_key is not null and state = 'queued';

create table api_keys (
    org_id       text not null,
    id           blob not null,
    secret_hash  blob not null,
    name         text not null,
    prefix       text not null,
    permissions  text not null,
    bound        text not null,
    created_at   integer not null,
    last_used_at integer,
    expires_at   integer,
    revoked_at   integer,
    checksum     integer not null,
    primary key (org_id, id)
) strict, without rowid;
create unique index api_keys_by_secret on api_keys (secret_hash);
