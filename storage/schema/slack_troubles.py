"""Add deleted threads, refusals, unbuildable messages and clock jumps."""

STEP = """
ALTER TABLE deliveries ADD COLUMN written_at BIGINT;
ALTER TABLE outbox ADD COLUMN written_at BIGINT;
ALTER TABLE outbox ADD COLUMN fallback TEXT;
ALTER TABLE pauses ADD COLUMN written_at BIGINT;
ALTER TABLE posts ADD COLUMN confirmed_at BIGINT;
ALTER TABLE posts ADD COLUMN frozen_at BIGINT;
ALTER TABLE posts ADD COLUMN dead_at BIGINT;
DROP INDEX posts_one_root;
CREATE UNIQUE INDEX posts_one_root ON posts (leak) WHERE kind = 'root' AND dead_at IS NULL;
CREATE INDEX posts_roots ON posts (leak) WHERE kind = 'root';
CREATE TABLE refusals (
    place TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    since BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    told_at BIGINT
);
CREATE TABLE command_users (
    person TEXT PRIMARY KEY,
    used_at BIGINT NOT NULL
);
"""
