"""Add the study group: programmes, rounds, members and journals."""

STEP = """
CREATE TABLE programmes (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    channel TEXT,
    grace_s BIGINT NOT NULL,
    passes BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX programmes_by_name ON programmes (name);
CREATE TABLE rounds (
    programme BIGINT NOT NULL REFERENCES programmes (id),
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    theme TEXT NOT NULL,
    begins_on TEXT NOT NULL,
    meets_on TEXT NOT NULL,
    meets_time TEXT NOT NULL,
    begins_at BIGINT NOT NULL,
    meets_at BIGINT NOT NULL,
    skipped_at BIGINT,
    PRIMARY KEY (programme, number)
);
CREATE INDEX rounds_by_time ON rounds (meets_at);
CREATE TABLE members (
    programme BIGINT NOT NULL REFERENCES programmes (id),
    person TEXT NOT NULL,
    name TEXT,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    reminders_off_at BIGINT,
    PRIMARY KEY (programme, person)
);
CREATE TABLE passes (
    programme BIGINT NOT NULL,
    round BIGINT NOT NULL,
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (programme, round, person)
);
CREATE TABLE entries (
    programme BIGINT NOT NULL REFERENCES programmes (id),
    round BIGINT NOT NULL,
    person TEXT NOT NULL,
    leak BIGINT,
    begun_at BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    shared_at BIGINT,
    PRIMARY KEY (programme, round, person)
);
CREATE TABLE sections (
    programme BIGINT NOT NULL,
    person TEXT NOT NULL,
    round BIGINT NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (programme, person, round, position)
);
CREATE TABLE actions (
    programme BIGINT NOT NULL,
    person TEXT NOT NULL,
    round BIGINT NOT NULL,
    position BIGINT NOT NULL,
    text TEXT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (programme, person, round, position)
);
CREATE TABLE candidates (
    programme BIGINT NOT NULL,
    person TEXT NOT NULL,
    position BIGINT NOT NULL,
    problem TEXT NOT NULL,
    effort_days DOUBLE PRECISION,
    effect TEXT NOT NULL,
    evidence TEXT NOT NULL,
    leak BIGINT,
    chosen_at BIGINT,
    effect_score BIGINT,
    PRIMARY KEY (programme, person, position)
);
CREATE TABLE diaries (
    programme BIGINT NOT NULL,
    person TEXT NOT NULL,
    form TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (programme, person)
);
CREATE TABLE applause (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (channel, ts, person, name)
);
CREATE TABLE offers (
    programme BIGINT NOT NULL,
    round BIGINT NOT NULL,
    person TEXT NOT NULL,
    leak BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (programme, round, person, leak)
);
ALTER TABLE outbox ADD COLUMN after TEXT;
CREATE TABLE digests (
    programme BIGINT NOT NULL REFERENCES programmes (id),
    round BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    built_at BIGINT NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (programme, round, attempt)
);
CREATE TABLE presenters (
    programme BIGINT NOT NULL,
    round BIGINT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (programme, round, person)
);
INSERT INTO counters (name, value) VALUES ('programme', 0);
"""
