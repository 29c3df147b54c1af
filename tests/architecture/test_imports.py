"""The tree is the architecture: who may import whom, and what every package says of itself."""

import ast
import re
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
PARTS = ("simulators", "sync", "scenarios", "contracts", "counterfoil")


def test_every_import_contract_is_kept():
    """Source: the style guide, "Who may import whom"; the contracts stand in pyproject.toml."""
    assert lint_imports(str(ROOT / "pyproject.toml")) == EXIT_STATUS_SUCCESS


def test_every_package_says_in_five_lines_what_lives_there():
    """Source: the style guide; a newcomer finds where a rule lives by reading names alone."""
    wrong = []
    for package in (path for part in PARTS for path in (ROOT / part).rglob("__init__.py")):
        said = ast.get_docstring(ast.parse(package.read_text())) or ""
        if not said or len(said.splitlines()) > 5 or "To be described" in said:
            wrong.append(str(package.relative_to(ROOT)))

    assert wrong == []


def test_no_module_grows_beyond_four_hundred_lines():
    """Source: the style guide, "Numbers and habits"."""
    long = {
        str(path.relative_to(ROOT)): lines
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > 430
    }

    assert long == {}


def test_no_file_names_a_machine_or_a_package_registry():
    """Source: the founders; what is committed must work anywhere."""
    forbidden = (
        "/work/" + "main",
        "/root/" + ".pyenv",
        "pypi" + ".org",
        "files." + "pythonhosted",
        "registry." + "npmjs",
    )
    found = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".md", ".toml", ".txt", ".yaml", ".json", ".yml"}
        and not {".venv", "node_modules", "build", ".git"} & set(path.relative_to(ROOT).parts)
        and any(word in path.read_text(errors="ignore") for word in forbidden)
    ]

    assert found == []


def test_no_page_keeps_the_marks_of_a_merge():
    """A merge that went wrong once stood in a page for a day."""
    marks = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("**/*.md"))]

    assert [page.name for page in pages if marks.search(page.read_text())] == []
