"""The examples of `docs/python/` run, and the recipes are those of tested files.

A block of Python below `<!-- tested: FILE SECTION -->` is the part of FILE between
`[start:SECTION]` and `[end:SECTION]`; `CLEANCOPY_DOCS=write` copies it there. A block below
`<!-- not run: REASON -->` is only compiled. All other blocks of a page run in their order.
"""

from __future__ import annotations

import ast
import os
import re
import textwrap
from pathlib import Path

import pages
import pytest

TESTS = Path(__file__).parent
DOCS = TESTS.parents[2] / "docs" / "python"
PAGES = sorted(path.name for path in DOCS.glob("*.md"))

BLOCK = re.compile(r"(?:<!-- (tested|not run): (.+?) -->\n)?```python\n(.*?)```\n", re.DOTALL)
#: The packages that a page's examples need; without them, its examples do not run.
NEEDS = {"index.md": "pyarrow", "datasets.md": "datasets", "datatrove.md": "datatrove"}


def section(file: str, name: str) -> str:
    """A marked part of a tested file, without its indent and without inner marks."""
    text = (TESTS / file).read_text(encoding="utf-8")
    start = re.search(rf"# --8<-- \[start:{name}\]\n", text)
    end = re.search(rf"^ *# --8<-- \[end:{name}\]\n", text, re.MULTILINE)
    assert start and end, f"{file} has no section {name}"
    return textwrap.dedent(text[start.end() : end.start()]).strip() + "\n"


@pytest.mark.parametrize("page", PAGES)
def test_recipes_are_those_of_tested_files(page):
    path = DOCS / page
    text = path.read_text(encoding="utf-8")

    def with_recipe(block: re.Match[str]) -> str:
        if block[1] != "tested":
            return block[0]
        return f"<!-- tested: {block[2]} -->\n```python\n{section(*block[2].split())}```\n"

    expected = BLOCK.sub(with_recipe, text)
    if os.environ.get("CLEANCOPY_DOCS") == "write":
        path.write_text(expected, encoding="utf-8")
    else:
        assert text == expected, f"run this test with CLEANCOPY_DOCS=write to update {page}"


@pytest.mark.parametrize("page", PAGES)
def test_examples_run(page, tmp_path, monkeypatch):
    if page in NEEDS:
        pytest.importorskip(NEEDS[page])
    monkeypatch.chdir(tmp_path)
    html = pages.article(5).encode()
    (tmp_path / "page.html").write_bytes(html)
    names = {"html": html}
    for kind, _, code in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        compiled = compile(code, page, "exec")
        if not kind:
            exec(compiled, names)


@pytest.mark.parametrize("page", PAGES)
def test_lines_of_examples_are_short(page):
    for _, _, code in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        ast.parse(code)
        assert max(map(len, code.splitlines()), default=0) <= 100
