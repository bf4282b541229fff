"""The list of files whose docstrings are not yet clean."""

from __future__ import annotations

from pathlib import Path

from tests.docstrings import FOLDERS, listed, settings, unclean

LISTED_AT_MOST = 17
"""Only ever lower this."""


def test_the_list_holds_exactly_the_files_that_are_not_clean() -> None:
    """A file that became clean leaves the list: `make docstrings`."""
    assert unclean(*FOLDERS) == listed()


def test_the_list_only_shrinks() -> None:
    """New files are clean from the start, and the number here follows the list down."""
    assert len(listed()) <= LISTED_AT_MOST


def test_only_tests_are_excused_besides() -> None:
    """And no rule is left out but three."""
    lint = settings()

    assert ["tests/**"] == [
        name for name, codes in lint["per-file-ignores"].items() if "D" in {code[0] for code in codes}
    ]
    assert ["D", "D401"] == [code for code in lint["select"] if code.startswith("D")]
    assert ["D105", "D107", "D417"] == [code for code in lint["ignore"] if code.startswith("D")]


def test_an_unclean_file_is_seen(tmp_path: Path) -> None:
    """A first line that is not imperative breaks a rule; one that is does not."""
    spoken, ordered = tmp_path / "spoken.py", tmp_path / "ordered.py"
    module = '"""Numbers."""\n\n\ndef one() -> int:\n    """{}"""\n    return 1\n'
    spoken.write_text(module.format("The number one."), "utf-8")
    ordered.write_text(module.format("Return the number one."), "utf-8")

    assert [spoken.as_posix()] == unclean(str(tmp_path))
