"""Create deliveries, leaks, posts, fixes and readings."""

STEP = """
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    via TEXT NOT NULL,
    resource TEXT,
    body_bytes BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    arrival_us BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT,
    tries BIGINT NOT NULL DEFAULT 0,
    done_at BIGINT,
    dead_at BIGINT,
    reason TEXT,
    event_id TEXT,
    body BYTES
);
CREATE INDEX deliveries_waiting ON deliveries (arrival_us) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX deliveries_dead ON deliveries (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX deliveries_kept ON deliveries (done_at) WHERE done_at IS NOT NULL AND body IS NOT NULL;
CREATE TABLE leaks (
    number BIGINT PRIMARY KEY,
    family TEXT NOT NULL,
    resource TEXT,
    frame TEXT,
    level TEXT NOT NULL,
    access_text TEXT NOT NULL,
    state TEXT NOT NULL,
    state_at BIGINT NOT NULL,
    returned_at BIGINT,
    snoozed_until BIGINT,
    merged_into BIGINT,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    last_url TEXT,
    total BIGINT NOT NULL DEFAULT 0,
    told_at BIGINT NOT NULL,
    told_total BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX leaks_by_state ON leaks (state, last_seen);
CREATE INDEX leaks_merged ON leaks (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE reports (
    leak BIGINT PRIMARY KEY REFERENCES leaks (number),
    fullness BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE keys (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    leak BIGINT NOT NULL REFERENCES leaks (number),
    callers TEXT NOT NULL,
    learned_at BIGINT NOT NULL,
    PRIMARY KEY (kind, key, leak, callers)
);
CREATE INDEX keys_of_leak ON keys (leak);
CREATE TABLE sightings (
    event_id TEXT PRIMARY KEY,
    leak BIGINT NOT NULL REFERENCES leaks (number),
    nth BIGINT NOT NULL,
    at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    delivery TEXT NOT NULL,
    project TEXT,
    environment TEXT,
    host TEXT,
    release TEXT,
    issue TEXT,
    url TEXT,
    level TEXT NOT NULL,
    how TEXT NOT NULL,
    found TEXT,
    ref TEXT
);
CREATE INDEX sightings_by_ref ON sightings (ref, at) WHERE ref IS NOT NULL;
CREATE TABLE retracted (
    event_id TEXT PRIMARY KEY,
    leak BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sightings_of_leak ON sightings (leak, at);
CREATE INDEX sightings_in_order ON sightings (leak, nth);
CREATE INDEX sightings_at ON sightings (at);
CREATE INDEX sightings_of_issue ON sightings (issue);
CREATE TABLE hourly (
    leak BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (leak, bucket)
);
CREATE INDEX hourly_by_bucket ON hourly (bucket);
CREATE TABLE daily (
    leak BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (leak, bucket)
);
CREATE TABLE places (
    leak BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    n BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (leak, kind, name)
);
CREATE INDEX places_by_name ON places (kind, name);
CREATE TABLE fixes (
    leak BIGINT NOT NULL REFERENCES leaks (number),
    attempt BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    fixed_at BIGINT NOT NULL,
    release TEXT,
    person TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_at BIGINT,
    returned_at BIGINT,
    figures TEXT,
    PRIMARY KEY (leak, attempt)
);
CREATE TABLE posts (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    leak BIGINT,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (channel, ts)
);
CREATE UNIQUE INDEX posts_one_root ON posts (leak) WHERE kind = 'root';
CREATE TABLE marks (
    leak BIGINT NOT NULL REFERENCES leaks (number),
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    note TEXT,
    PRIMARY KEY (leak, person, kind, source)
);
CREATE TABLE reactions (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    event_us BIGINT NOT NULL,
    PRIMARY KEY (channel, ts, person, name)
);
CREATE TABLE changes (
    id BIGINT PRIMARY KEY,
    leak BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    surface TEXT NOT NULL,
    note TEXT
);
CREATE INDEX changes_of_leak ON changes (leak, id);
CREATE TABLE outbox (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    leak BIGINT,
    channel TEXT NOT NULL,
    detail TEXT NOT NULL,
    payload TEXT,
    wanted BIGINT NOT NULL DEFAULT 1,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT,
    tries BIGINT NOT NULL DEFAULT 0,
    attempted_at BIGINT,
    looks BIGINT NOT NULL DEFAULT 0,
    done_at BIGINT,
    dead_at BIGINT,
    reason TEXT,
    ts TEXT
);
CREATE INDEX outbox_waiting ON outbox (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;
CREATE TABLE pauses (
    channel TEXT PRIMARY KEY,
    until BIGINT NOT NULL
);
CREATE TABLE runs (
    job TEXT NOT NULL,
    slot TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (job, slot)
);
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('leak', 0), ('change', 0), ('reading', 0);
CREATE TABLE moments (
    name TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE TABLE gaps (
    begin_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    cause TEXT NOT NULL,
    filled_at BIGINT,
    PRIMARY KEY (begin_at, end_at, cause)
);
CREATE TABLE readings (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    project TEXT,
    asked_at BIGINT NOT NULL,
    listed_at BIGINT,
    events BIGINT NOT NULL DEFAULT 0,
    reports BIGINT NOT NULL DEFAULT 0,
    oldest_at BIGINT,
    done_at BIGINT,
    reason TEXT
);
CREATE INDEX readings_open ON readings (id) WHERE done_at IS NULL;
CREATE TABLE reading_issues (
    reading BIGINT NOT NULL,
    issue TEXT NOT NULL,
    project TEXT,
    url TEXT,
    first_seen BIGINT NOT NULL,
    expected BIGINT NOT NULL,
    cursor TEXT,
    done_at BIGINT,
    reason TEXT,
    PRIMARY KEY (reading, issue)
);
CREATE TABLE reading_leaks (
    reading BIGINT NOT NULL,
    leak BIGINT NOT NULL,
    n BIGINT NOT NULL,
    new_n BIGINT NOT NULL,
    returned_n BIGINT NOT NULL,
    PRIMARY KEY (reading, leak)
);
CREATE TABLE write_backs (
    change BIGINT NOT NULL,
    issue TEXT NOT NULL,
    leak BIGINT NOT NULL,
    what TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    attempted_at BIGINT,
    done_at BIGINT,
    dead_at BIGINT,
    reason TEXT,
    PRIMARY KEY (change, issue)
);
CREATE INDEX write_backs_waiting ON write_backs (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX write_backs_of_issue ON write_backs (issue, attempted_at);
"""
