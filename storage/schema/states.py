"""Add the states of Sentry's issues and the intervals of its alert rules."""

STEP = """
CREATE TABLE issues (
    issue TEXT PRIMARY KEY,
    name TEXT,
    assignee TEXT,
    every_s BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE issue_states (
    issue TEXT NOT NULL,
    at BIGINT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (issue, at)
);
CREATE TABLE leak_issues (
    leak BIGINT NOT NULL REFERENCES leaks (number),
    issue TEXT NOT NULL,
    n BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (leak, issue)
);
CREATE INDEX leaks_by_issue ON leak_issues (issue);
INSERT INTO leak_issues (leak, issue, n, first_at, last_at)
SELECT leak, issue, COUNT(*), MIN(at), MAX(at)
FROM sightings
WHERE issue IS NOT NULL
GROUP BY leak, issue;
DROP INDEX sightings_of_issue;
CREATE INDEX sightings_by_issue ON sightings (issue, at);
CREATE TABLE read_spans (
    begin_at BIGINT PRIMARY KEY,
    end_at BIGINT NOT NULL
);
CREATE TABLE carried_fixes (
    leak BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    into_leak BIGINT NOT NULL,
    into_attempt BIGINT NOT NULL,
    carried_at BIGINT NOT NULL,
    PRIMARY KEY (leak, attempt)
);
"""
