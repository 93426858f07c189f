"""Pages that several tests use."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
CORPUS = REPOSITORY / "corpus"

#: A page with a link, emphasis, umlauts and emoji, so that bytes and characters differ.
STORY = """<!doctype html><html lang=de><head>
<title>Regen in Köln 🌧️ – Zeitung</title>
<meta name=author content="Jörg Müller"><meta property=article:published_time
content="2024-03-05T09:30:00+01:00"></head><body><nav><a href=/>Home</a></nav>
<article><h1>Regen in Köln 🌧️</h1>
<p>Es regnete 🌧️ den ganzen Tag in Köln, sagte die <a href="/bürgermeisterin">Bürgermeisterin</a>
am <b>Dienstag</b> vor Journalisten, und auch am Mittwoch soll es regnen.</p>
<p>Die Feuerwehr rückte nach eigenen Angaben zu mehr als dreißig Einsätzen aus, verletzt wurde
niemand. Die Brücke über den Fluss blieb den ganzen Abend gesperrt.</p></article></body></html>"""


def corpus_pages() -> list[Path]:
    """The pages of the corpus, ordered by path."""
    return sorted(CORPUS.rglob("*.html"))


@pytest.fixture(scope="session")
def corpus() -> list[tuple[Path, bytes]]:
    """The pages of the corpus with their bytes."""
    return [(path, path.read_bytes()) for path in corpus_pages()]


@pytest.fixture(scope="session")
def command() -> Path:
    """The command, built from the same sources. `CLEANCOPY_COMMAND` names one that is built."""
    built = os.environ.get("CLEANCOPY_COMMAND")
    if built:
        return Path(built)
    subprocess.run(
        ["cargo", "build", "--quiet", "--package", "cleancopy-cli"], cwd=REPOSITORY, check=True
    )
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    return target / "debug" / "cleancopy"


@pytest.fixture(scope="session")
def command_records(command: Path, corpus: list[tuple[Path, bytes]]) -> list[dict[str, object]]:
    """The records of the command for all pages of the corpus, in one run."""
    paths = [str(path) for path, _ in corpus]
    run = subprocess.run([command, "-f", "json", "--quiet", *paths], stdout=subprocess.PIPE)
    assert run.returncode in (0, 1, 3), run
    records = json.loads(run.stdout)
    assert len(records) == len(paths)
    return records
