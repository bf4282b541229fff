"""Add releases, deployments and alarms."""

STEP = """
CREATE TABLE releases (
    release TEXT PRIMARY KEY,
    released_at BIGINT NOT NULL,
    deploys BIGINT NOT NULL,
    read_at BIGINT NOT NULL
);
CREATE INDEX releases_by_time ON releases (released_at);
CREATE TABLE deploys (
    project TEXT NOT NULL,
    environment TEXT NOT NULL,
    release TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (project, environment, release, at)
);
CREATE INDEX deploys_by_time ON deploys (project, at);
CREATE TABLE alarms (
    change BIGINT PRIMARY KEY,
    leak BIGINT NOT NULL,
    at BIGINT NOT NULL,
    figures TEXT NOT NULL,
    cleared_at BIGINT
);
CREATE INDEX alarms_of_leak ON alarms (leak, at);
"""
