"""Copy the files of the top level that the program reads into the package `bot` of a wheel."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("manifest.yaml", "programme.toml")


class BuildPy(build_py):
    """The usual build of Python files, and the shipped files with them."""

    def run(self) -> None:
        """Build; an editable install reads the files where they lie."""
        super().run()
        if not self.editable_mode:
            for name in SHIPPED:
                self.copy_file(name, str(Path(self.build_lib) / "bot" / name))


setup(cmdclass={"build_py": BuildPy})
