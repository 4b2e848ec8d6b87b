"""Participants on the workers of a cluster give the figures of one machine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pytest
from distributed import Client, LocalCluster
from pyarrow import parquet

from hamgara.ground import VotesError, fit, read_votes
from hamgara.ground.partitions import fit_on_cluster

POLIS = Path("tests/data/polis/canadian-electoral-reform/participants-votes.csv")

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The conversation in three files in no order, some votes repeated in a later file."""
    votes = read_votes(POLIS)
    rng = np.random.default_rng(2)
    order = rng.permutation(len(votes))
    columns: dict[str, Any] = {
        "participant": [int(votes.participants[i]) for i in votes.participant[order]],
        "statement": [int(votes.statements[j]) for j in votes.statement[order]],
        "vote": votes.value[order],
    }
    table = pyarrow.table(columns)
    wrong = table.slice(0, 300).set_column(2, "vote", pyarrow.array(-votes.value[order][:300]))
    folder = tmp_path_factory.mktemp("votes")
    parquet.write_table(pyarrow.concat_tables([wrong, table.slice(6000)]), folder / "a.parquet")
    parquet.write_table(table.slice(0, 4000), folder / "b.parquet")
    parquet.write_table(table.slice(4000, 2000), folder / "c.parquet")
    return folder


def test_two_workers_give_the_figures_of_one_machine(client: Client, folder: Path) -> None:
    here = fit(read_votes(folder))
    there = fit_on_cluster(client, folder)
    assert json.dumps(there.report()) == json.dumps(here.report())
    assert there.names == here.names
    np.testing.assert_allclose(there.x, here.x, rtol=0, atol=1e-6)
    np.testing.assert_allclose(there.x_cov, here.x_cov, rtol=0, atol=1e-6)
    assert [p.group for p in there.participants] == [p.group for p in here.participants]
    names = here.names[:50]
    np.testing.assert_allclose(there.predict(names, ["1"] * 50), here.predict(names, ["1"] * 50), rtol=0, atol=1e-6)
    with pytest.raises(ValueError, match="on the cluster"):
        there.ask(names[0])


def test_a_sample_is_drawn_alike(client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamgara.ground.model.SAMPLE_VOTES", 5_000)
    monkeypatch.setattr("hamgara.ground.partitions.SAMPLE_VOTES", 5_000)
    here = fit(read_votes(folder))
    assert here.many_votes > 5_000
    assert json.dumps(fit_on_cluster(client, folder).report()) == json.dumps(here.report())


def test_what_is_wrong_on_a_worker_is_named(client: Client, tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table({"participant": [1], "statement": [1], "vote": [7]}), tmp_path / "v.parquet")
    with pytest.raises(VotesError, match="line 1, column vote: expected 1, 0 or -1; found '7'"):
        fit_on_cluster(client, tmp_path)
    (tmp_path / "none").mkdir()
    with pytest.raises(VotesError, match="the column participant"):
        fit_on_cluster(client, tmp_path / "none")


def test_the_command_fits_on_a_cluster(client: Client, folder: Path) -> None:
    address = client.scheduler.address
    command = [sys.executable, "-m", "hamgara.cli", "ground", str(folder), "--json", "-", "--cluster", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(json.dumps(fit(read_votes(folder)).report()))
