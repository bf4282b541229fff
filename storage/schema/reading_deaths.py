"""Add how often a process died reading a delivery, and since when a suspected one is being read."""

STEP = """
ALTER TABLE deliveries ADD COLUMN deaths BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN reading_since BIGINT;
"""
