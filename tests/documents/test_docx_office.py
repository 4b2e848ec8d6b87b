"""Drafts with tracked changes in LibreOffice: all accepted the new text, all rejected the old, saved the same."""

from pathlib import Path

import pytest
from tests.documents.editing import HEADINGS, at_random, take_apart
from tests.documents.gathering import Gathering
from tests.documents.office.driving import DOCX, TEXT, Job, read_text, settle
from tests.documents.test_docx_tracked import keys
from tests.documents.test_html import documents

from hamgara.documents import resolution_docx
from hamgara.documents.docx import read_amendments, write_tracked
from hamgara.documents.labels_drafting import DRAFTING_LABELS
from hamgara.drafting import Draft

pytestmark = pytest.mark.foreign

#: Of each parity half: odd seeds are Persian files, even ones English; their clauses are in both languages.
SEEDS = range(200, 260)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of all seeds, each as it comes out of the office in three ways."""
    folder = tmp_path_factory.mktemp("office")
    jobs = []
    for seed in SEEDS:
        source = folder / f"{seed}.docx"
        source.write_bytes(write_tracked(at_random(seed)[2]))
        jobs += [
            Job(source, "AcceptAllTrackedChanges", folder / f"{seed}-new.txt", TEXT),
            Job(source, "RejectAllTrackedChanges", folder / f"{seed}-old.txt", TEXT),
            Job(source, "", folder / f"{seed}-saved.docx", DOCX),
        ]
    settle(jobs, folder)
    return folder


def lines(draft: Draft, language: str) -> list[str]:
    """A draft as plain text: each heading, then its paragraphs, a line each."""
    found = []
    for clause in draft.clauses:
        new = not clause.id.startswith("c")
        found.append(DRAFTING_LABELS[language].new_clause if new else HEADINGS.get(clause.id, f"Clause {clause.id}"))  # type: ignore[index]
        found += clause.text.replace("\n\n", "\n").split("\n")
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_accepting_all_gives_the_new_text_and_rejecting_all_the_old(folder: Path, seed: int) -> None:
    draft, merged, made = at_random(seed)
    label = DRAFTING_LABELS[made.language]
    note = label.collides.split("{names}")[0].strip()
    for which, expected in (("new", merged.draft), ("old", draft)):
        found = read_text(folder / f"{seed}-{which}.txt").split("\n")
        found = [said for said in found if not said.startswith(note)]
        assert found[:3] == [made.whose, made.title, label.tracked_how]
        end = found.index(label.contests) if merged.contests else found.index(label.tracked_end)
        assert found[3:end] == lines(expected, made.language), (seed, which)


@pytest.mark.parametrize("seed", SEEDS)
def test_saved_by_the_office_it_returns_as_the_same_amendments(folder: Path, seed: int) -> None:
    draft, merged, _ = at_random(seed)
    saved = (folder / f"{seed}-saved.docx").read_bytes()
    assert b"LibreOffice" in take_apart(saved)["docProps/app.xml"]
    back = {one.amendment.id: one.amendment for one in read_amendments(saved, draft).amendments}
    assert set(back) == set(merged.uncontested)
    for id in merged.uncontested:
        assert keys(back[id]) == keys(merged.amendment(id))


@pytest.mark.parametrize("form", ["fa", "en", "fa+en"])
def test_resolutions_open_with_all_their_words(founding: Gathering, tmp_path: Path, form: str) -> None:
    source, target = tmp_path / "resolution.docx", tmp_path / "resolution.txt"
    source.write_bytes(resolution_docx(documents(founding, form)))
    settle([Job(source, "", target, TEXT)], tmp_path)
    text = read_text(target)
    for language in form.split("+"):
        for clause in founding.state.clauses.clauses.values():
            for said in clause.current.text[language].split("\n\n"):  # type: ignore[index]
                assert said in text
