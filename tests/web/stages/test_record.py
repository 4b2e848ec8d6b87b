"""The record's pages: every act with its proof, the log as files, the bundle, and countersignatures."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from hamgara.assembly import AssemblyReplay, Charter
from hamgara.record import Entry, Witness, leaf_hash, tile_paths, verify, verify_consistency, verify_inclusion
from hamgara.record.checkpoint import log_verifier

EVERYONE = ("secretariat", "organisation", "delegate", "independent", "supporter", "observer", "outsider", "public")


@pytest.mark.parametrize("name", EVERYONE)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_record_is_public_where_the_charter_says_so(client_as, cast, name: str, language: str) -> None:
    client = client_as(name, language=language)
    for path in ("record/", "record/3/", "record/witnesses/"):
        response = client.get(cast.url(path))
        assert response.status_code == 200
        page = response.content.decode()
        assert ("صادقی" in page or "Sadeghi" in page) == (
            name in ("secretariat", "organisation", "delegate", "independent") and path == "record/"
        )


class TestClosedRecord:
    @pytest.fixture
    def charter(self) -> Charter:
        return Charter(public=("resolution",))

    @pytest.mark.parametrize(
        "path", ["record/", "record/3/", "record/3.json", "record/bundle.zip", "record/log/checkpoint"]
    )
    def test_only_for_those_who_take_part(self, client_as, cast, path: str) -> None:
        assert client_as("public").get(cast.url(path)).status_code == 404
        assert client_as("outsider").get(cast.url(path)).status_code == 404
        assert client_as("observer").get(cast.url(path)).status_code == 200


def test_proofs_prove(client_as, cast) -> None:
    client = client_as("public")
    size = cast.state.seq
    for seq in (0, 5, size - 1):
        raw = client.get(cast.url(f"record/{seq}.json")).content
        assert Entry.from_bytes(raw).seq == seq
        proof = client.get(cast.url(f"record/{seq}/proof.json")).json()
        nodes = [bytes.fromhex(node) for node in proof["proof"]]
        verify_inclusion(leaf_hash(raw), seq, size, nodes, bytes.fromhex(proof["root"]))
    found = client.get(cast.url("record/consistency/7.json")).json()
    nodes = [bytes.fromhex(node) for node in found["proof"]]
    tree = cast.log.snapshot().tree
    verify_consistency(7, size, nodes, tree.root(7), bytes.fromhex(found["root"]))


@pytest.mark.parametrize(
    "path",
    [
        "record/9999/",
        "record/9999.json",
        "record/consistency/9999.json",
        "record/log/tile/0/007",
        "record/attachments/00",
    ],
)
def test_what_is_not_there(client_as, cast, path: str) -> None:
    assert client_as("secretariat").get(cast.url(path)).status_code == 404


def test_the_log_as_files_is_that_of_the_bundle(client_as, cast, tmp_path: Path) -> None:
    client = client_as("public")
    cast.log.write_bundle(tmp_path / "bundle")
    for path in [*tile_paths(cast.state.seq), "checkpoint"]:
        served = client.get(cast.url(f"record/log/{path}"))
        assert served.status_code == 200, path
        assert served.content == (tmp_path / "bundle" / "log" / path).read_bytes()
    assert client.get(cast.url("record/log.vkey")).content == (tmp_path / "bundle/keys/log.vkey").read_bytes()


def test_the_bundle_verifies(client_as, cast, tmp_path: Path) -> None:
    response = client_as("public").get(cast.url("record/bundle.zip"))
    assert response["Content-Disposition"].startswith("attachment")
    assert "README.txt" in zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    (tmp_path / "bundle.zip").write_bytes(response.content)
    found = verify(tmp_path / "bundle.zip", AssemblyReplay, assembly=cast.log.assembly_id)
    assert found.size == cast.state.seq


def test_countersignatures_are_checked_and_kept(client_as, cast, tmp_path: Path) -> None:
    witness = Witness("unity.example/witness", hashlib.sha256(b"unity").digest())
    cast.act("organisation", "witness.registered", name=witness.verifier.name, vkey=witness.vkey)
    client = client_as("organisation")
    head = cast.log.checkpoint()
    signed = witness.cosign(head, log_verifier(cast.log.vkey), 1_280_000_000)
    line = signed.decode().splitlines()[-1]
    for wrong in ("nonsense", head.decode(), line[:-6] + "AAAAA=", signed.decode().replace("\n\n", "\n5\n\n")):
        response = client.post(cast.url("record/witnesses/"), {"note": wrong})
        assert response.status_code == 422, wrong
        assert cast.log.checkpoint() == head
    assert client_as("outsider").post(cast.url("record/witnesses/"), {"note": line}).status_code == 404
    assert client.post(cast.url("record/witnesses/"), {"note": line}).status_code == 302
    assert cast.log.checkpoint() == signed
    cast.log.write_bundle(tmp_path / "bundle")
    found = verify(tmp_path / "bundle", AssemblyReplay)
    assert list(found.witnesses) == [witness.verifier.name]
    assert "unity.example/witness" in client.get(cast.url("record/witnesses/")).content.decode()


def test_queries_do_not_grow_with_the_page(client_as, cast, django_assert_max_num_queries) -> None:
    for i in range(60):
        cast.act("independent", "position.proposed", id=f"pos-{i}", text={"fa": f"موضع {i}"})
    client = client_as("independent")
    client.get(cast.url("record/"))
    with django_assert_max_num_queries(6):
        client.get(cast.url("record/"))
