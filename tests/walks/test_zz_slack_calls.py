"""An outside judge reads every call that the bots of this test session made to Slack."""

import shutil
import subprocess
from pathlib import Path

import pytest

VALIDATOR = Path(__file__).parents[3] / "shared" / "tools" / "slack-validate"


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The validator with what it needs, in a folder of its own. Nothing of it comes into the project."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        pytest.skip("needs node and npm")
    if not VALIDATOR.is_dir():
        pytest.skip("needs ../shared/tools/slack-validate beside the checkout")
    folder = tmp_path_factory.mktemp("judge") / "slack-validate"
    shutil.copytree(VALIDATOR, folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    try:
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not install the validator within 120 s")
    if done.returncode:
        pytest.skip(f"npm cannot install the validator: {done.stderr.strip()[-200:]}")
    return folder


def test_every_call_to_slack_is_one_that_slack_takes(validator: Path, slack_calls: Path, tmp_path: Path):
    """Slack's own types, the documented sizes, and the escaping: no error in any call."""
    records = sorted(slack_calls.parent.glob("*.jsonl"))
    if not records:
        pytest.skip("no test of this session made a call")
    together = tmp_path / "calls.jsonl"
    together.write_text("".join(record.read_text("utf-8") for record in records), "utf-8")
    command = ["node", "validate_blocks.mjs", str(together)]
    found = subprocess.run(command, cwd=validator, capture_output=True, text=True, timeout=300, check=False)

    assert 0 == found.returncode, (found.stdout + found.stderr)[-4000:]
