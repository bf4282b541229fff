"""`make partners`: a validator made of Slack's own types reads all calls that the bots of `make test` made to Slack."""

import subprocess
from pathlib import Path

from tests.beside import needs

VALIDATOR = Path(__file__).parents[2] / ".cache" / "slack-validate"


@needs("tools/slack-validate")
def test_every_call_to_slack_is_one_that_slack_takes(slack_calls: Path, tmp_path: Path):
    """Slack's own types, the documented sizes, and the escaping: no error in any call."""
    records = sorted(slack_calls.parent.glob("*.jsonl"))
    assert records, "run make test first: it keeps the calls"
    together = tmp_path / "calls.jsonl"
    together.write_text("".join(record.read_text("utf-8") for record in records), "utf-8")
    command = ["node", "validate_blocks.mjs", str(together)]

    found = subprocess.run(command, cwd=VALIDATOR, capture_output=True, text=True, timeout=300, check=False)

    assert 0 == found.returncode, (found.stdout + found.stderr)[-4000:]
