"""The founding meeting: it can be told without a refusal, and what its pages claim came of it did."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from tests.demo.memory import MemoryScene, Told

from hamgara.assembly import Refused, list_asks, trace_words
from hamgara.assembly.ballots import count_election
from hamgara.assembly.glossary import hints_for
from hamgara.dates import digits
from hamgara.demo import open_founding, tell_founding
from hamgara.demo.founding.aftermath import MOTION, SECOND_ROUND, SPARED
from hamgara.demo.founding.committee import DECLINES, ELECTION
from hamgara.demo.founding.conclusion import NEXT_MEETING, RESOLUTION
from hamgara.demo.founding.drafting import clauses_of
from hamgara.demo.founding.ground import FIRST_ROUND, list_positions
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.people import place_of
from hamgara.demo.founding.sittings import MEETING
from hamgara.demo.founding.soundings import FIRST_PLAN, SET_ASIDE, WORDINGS, widest
from hamgara.front import weigh_package


def test_it_is_told_again_alike(told: Told) -> None:
    scene = MemoryScene(open_founding())
    tell_founding(scene)
    size = scene.state().seq
    assert size == told.scene.state().seq > 2500
    assert scene.replay.root(size) == told.scene.replay.root(size)


def test_who_takes_part(told: Told) -> None:
    state = told.scene.state()
    kinds = Counter(p.kind for p in state.membership.participants.values() if p.status == "accredited")
    assert kinds == {"organisation": 12, "independent": 80, "delegate": 16, "supporter": 5, "observer": 4}
    places = {(f.place, place_of(f.place)["country"]) for f in told.cast.figures.values()}
    assert len(places) == 15
    assert {country for _, country in places} == {"US", "CA"}
    assert len(state.membership.witnesses) == 2


def test_the_cap_holds_independents_to_half_and_mandates_are_split(told: Told) -> None:
    roll = told.scene.state().roll()
    whole = sum(v.weight for v in roll.values())
    independents = sum(v.weight for v in roll.values() if v.kind == "independent")
    assert independents == whole / 2
    assert sum(v.kind == "independent" for v in roll.values()) == 80
    sepidar = {told.key(v.voter): v.weight for v in roll.values() if v.member == told.cast.id("sepidar")}
    assert sepidar == {"bahador-kurepaz": Fraction(3), "mahtab-rastinpur": Fraction(2)}
    decisions = told.scene.state().decisions.decisions.values()
    one, other = (told.cast.id(k) for k in sepidar)
    assert any({d.votes.get(one), d.votes.get(other)} == {"yes", "no"} for d in decisions)


def test_three_outlooks_agree_on_much_and_differ_on_some(told: Told) -> None:
    round_ = told.scene.state().positions.rounds[FIRST_ROUND]
    assert len(round_.positions) == len(list_positions(later=False)) == 40
    shares = [Fraction(c.agree, c.agree + c.disagree + c.passed) for c in round_.counts.values()]
    assert sum(share >= Fraction(4, 5) for share in shares) >= 20
    assert sum(share <= Fraction(3, 5) for share in shares) >= 8
    assert all(c.agree + c.disagree + c.passed < round_.participants for c in round_.counts.values())


def test_the_front_carries_nine_bases_and_the_votes_follow_it(told: Told) -> None:
    point = widest(told.front)
    assert point.k == 9
    assert point.optimal
    groups = {c["key"]: c.get("basis", c["key"]) for c in clauses_of("basis")}
    assert len({groups[c] for c in point.clauses}) == 9
    assert "republic" not in point.clauses
    assert told.front.points[10].weight < Fraction(2, 3) * told.front.total
    clauses = told.scene.state().clauses.clauses
    assert {c for c in groups if clauses[c].status == "adopted"} == set(point.clauses)
    assert clauses["republic"].status == "rejected"
    assert Counter(c.status for c in clauses.values()) == {"adopted": 15, "aside": 4, "rejected": 1}


def test_the_sounding_changed_the_plan(told: Told) -> None:
    state = told.scene.state()
    plan, chosen = (state.soundings.soundings[key] for key in (FIRST_PLAN, WORDINGS))
    assert state.soundings.chosen == WORDINGS
    assert (len(plan.package), len(chosen.package)) == (10, 9)
    assert set(plan.package) - set(chosen.package) == {"secular", "republic"}
    assert set(chosen.package) - set(plan.package) == {"secular-belief"}
    assert plan.count is not None
    assert chosen.count is not None
    needed = Fraction(2, 3) * Fraction(chosen.count.total)
    assert Fraction(plan.count.weight) < needed <= Fraction(chosen.count.weight)
    assert set(widest(told.front).clauses) == set(chosen.package)
    # The first plan asked again among all wordings does no better.
    again = weigh_package(told.front.acceptance, plan.package, weights=told.front.weights, reservations=1)
    assert again.weight == Fraction(plan.count.weight)
    minutes = state.meetings.sittings["saturday-morning"].minutes
    for count in (plan.count, chosen.count):
        assert f"{count.weight} of {count.total}" in minutes["en"]
        assert f"{digits(count.weight, 'fa')} از {digits(count.total, 'fa')}" in minutes["fa"]
    bases = {c["key"] for c in clauses_of("basis")}
    resolution = state.publication.resolutions[RESOLUTION]
    assert {c for c, _ in resolution.clauses} & bases == set(chosen.package)


def test_conditions_are_made_on_amendments_and_in_words(told: Told) -> None:
    conditions = {a.condition for row in told.front.acceptance.answers for a in row if a.kind == "conditional"}
    assert {"@solidarity-war", "@unions-teachers"} <= conditions
    assert any(not condition.startswith("@") for condition in conditions)
    found = told.scene.state().soundings.soundings[WORDINGS]
    assert found.names == "members"
    assert not any(f.id.encode() in told.scene.attachments[found.table] for f in told.cast.figures.values())


def test_amendments_of_three_clauses_merge(told: Told) -> None:
    part = told.scene.state().clauses
    found = part.lists["amendments"]
    assert found.status == "closed"
    bundle = found.votes[0]
    assert bundle.contest == 0
    assert len(bundle.amendments) == 7
    texts = {
        "unions": ("آموزگاران، پرستاران", "بی هیچ دخالتی"),
        "prisoners": ("سیاسی و عقیدتی", "در ایران و در تبعید"),
        "liberties": ("گردهمایی، اعتصاب", "وکیل برگزیدهٔ خود"),
    }
    for clause, said in texts.items():
        now = part.clauses[clause].current
        assert (now.number, len(now.amendments)) == (2, 2)
        assert all(words in now.text["fa"] for words in said)
    statuses = Counter(a.status for a in part.amendments.values())
    assert statuses == {"adopted": 8, "accepted": 2, "rejected": 1, "withdrawn": 1}


def test_one_stale_translation_is_renewed_and_none_is_left(told: Told) -> None:
    state = told.scene.state()
    assert told.scene.acts["clause.translated"] == 1
    prisoners = state.clauses.clauses["prisoners"].current
    assert "prisoners of conscience" in prisoners.text["en"]
    assert "in Iran and in exile" in prisoners.text["en"]
    for clause in state.clauses.clauses.values():
        assert set(clause.current.text) == set(clause.title) == {"fa", "en"}
        assert clause.current.stale == ()
        if clause.status == "adopted":
            assert hints_for(state.glossary, clause.current.text) == ()
    assert len(state.glossary.terms) == 5
    assert len(told.scene.comments) == 3


def test_two_amendments_collided_and_a_vote_decided(told: Told) -> None:
    state = told.scene.state()
    part = state.clauses
    rejected, adopted = (v for v in part.lists["amendments"].votes if v.contest)
    assert (rejected.amendments, adopted.amendments) == (("solidarity-hegemony",), ("solidarity-war",))
    assert rejected.falls == ("solidarity-war",)
    assert rejected.reach > adopted.reach
    assert part.amendments["solidarity-hegemony"].status == "rejected"
    now = part.clauses["solidarity"].current
    assert now.amendments == ("solidarity-waters", "solidarity-war")
    assert "تاراج آب و جنگل" in now.text["fa"]
    assert "plunder of water and forests" in now.text["en"]


def test_every_word_of_every_adopted_clause_goes_back_to_an_act_that_brought_it(told: Told) -> None:
    state = told.scene.state()
    entries = told.scene.entries
    kinds = set()
    for clause in state.clauses.clauses.values():
        for language in clause.current.text:
            runs = trace_words(state, clause.id, language)
            words = [w for run in runs for w in run.words.split()]
            assert words == clause.current.text[language].split() or "".join(words) == "".join(
                clause.current.text[language].split()
            )
            for run in runs:
                kinds.add((entries[run.acts[0]].act, entries[run.adopted].act))
    assert kinds == {
        ("clause.proposed", "clause.proposed"),
        ("amendment.proposed", "amendment.accepted"),
        ("amendment.proposed", "decision.closed"),
        ("clause.translated", "clause.translated"),
    }


def test_decisions_follow_the_rules_of_the_charter(told: Told) -> None:
    state = told.scene.state()
    decisions = state.decisions.decisions
    failed = {d.id for d in decisions.values() if d.status == "closed" and not d.adopted}
    assert failed == {"on-republic", "on-solidarity-hegemony"}
    republic = decisions["on-republic"].outcome
    assert republic is not None
    assert Fraction(republic.no) < Fraction(republic.yes) < Fraction(republic.needed)
    meeting = decisions[f"on-{NEXT_MEETING}"]
    assert state.charter.rules["meeting"].kind == "double"
    for kind in ("organisation", "independent"):
        votes = {c: sum(v.weight for v in meeting.roll.values() if v.kind == kind and meeting.votes.get(v.voter) == c)
                 for c in ("yes", "no")}  # fmt: skip
        assert votes["yes"] > votes["no"]
    assert {d.subject.matter for d in decisions.values() if d.secret} == {"conduct"}


def test_the_rule_of_place_decides_the_election(told: Told) -> None:
    election = told.scene.state().elections.elections[ELECTION]
    assert len(election.elected) == 5
    places = [election.nominations[c].place for c in election.elected]
    assert len({(p.city, p.region, p.country) for p in places}) == 5
    assert {p.country for p in places} == {"US", "CA"}
    assert election.nominations[told.cast.id(DECLINES)].status == "withdrawn"
    seed = told.scene.replay.root(election.closed_seq + 1)
    count = count_election(election, told.scene.attachments[election.box], seed)
    assert count.elected == election.elected
    assert count.places is not None
    without = [election.nominations[c].place for c in count.places.unconstrained]
    assert len({p.city for p in without}) < 5
    assert {p.country for p in without} == {"US"}
    assert len(set(count.elected) - set(count.places.unconstrained)) >= 2


def test_three_days_of_sittings_have_agenda_quorum_and_minutes(told: Told) -> None:
    part = told.scene.state().meetings
    assert len(part.meetings[MEETING].days) == 3
    sittings = [s for s in part.sittings.values() if s.meeting == MEETING]
    assert len(sittings) == 6
    for sitting in sittings:
        assert sitting.status == "closed"
        assert sitting.quorum is not None
        assert sitting.quorum.holds
        assert sitting.taken == tuple(item.id for item in sitting.agenda)
        assert sitting.minutes_approved
        assert set(sitting.minutes) == {"fa", "en"}
    following = part.meetings[NEXT_MEETING]
    assert (following.after, following.status) == (MEETING, "fixed")


def test_actions_are_followed_up(told: Told) -> None:
    part = told.scene.state().actions
    assert Counter(a.status for a in part.actions.values()) == {"concluded": 1, "agreed": 2}
    statuses = Counter(c.status for c in part.commitments.values())
    assert statuses["missed"] == statuses["released"] == 1
    assert statuses["met"] >= 4
    assert all(c.reports for c in part.commitments.values() if c.status in ("met", "missed"))


def test_conduct_is_heard_before_it_is_ruled_on(told: Told) -> None:
    matters = told.scene.state().conduct.matters
    assert {m.id: m.sanction for m in matters.values()} == {"tone": "reminder", "confidence": "suspension"}
    assert all(m.answer and m.ruling for m in matters.values())
    assert told.scene.acts["member.suspended"] == told.scene.acts["member.reinstated"] == 1
    assert all(p.status != "suspended" for p in told.scene.state().membership.participants.values())


def test_the_resolution_is_signed_reserved_on_published_and_joined(told: Told) -> None:
    state = told.scene.state()
    found = state.publication.resolutions[RESOLUTION]
    assert found.status == "published"
    kinds = Counter(state.clauses.clauses[c].kind for c, _ in found.clauses)
    assert kinds == {"preamble": 3, "basis": 9, "slogan": 3}
    outcome = state.decisions.decisions[found.decision].outcome
    assert outcome is not None
    assert Fraction(outcome.yes) >= Fraction(2, 3) * (Fraction(outcome.yes) + Fraction(outcome.no))
    members = sum(p.kind in ("organisation", "independent") for p in state.membership.participants.values())
    assert members / 2 < len(found.signatures) < members
    assert any(not s.name for s in found.signatures.values())
    assert len({r.member for r in found.reservations.values()}) == 2
    assert Counter(a.kind for a in found.accessions.values()) == {"organisation": 1, "person": 2}


def test_something_is_asked_of_everyone_in_the_end(told: Told) -> None:
    state = told.scene.state()
    assert state.at.startswith("2011-05")
    for key in SPARED:
        asked = {a.kind for a in list_asks(state, told.cast.id(key), state.at)}
        assert asked & {"react", "vote"}, key
    assert {"accredit", "admit_position"} <= {a.kind for a in list_asks(state, "secretariat", state.at)}
    assert state.positions.rounds[SECOND_ROUND].status == "open"
    assert len(told.scene.reactions[SECOND_ROUND]) > 50
    assert state.decisions.decisions[MOTION].votes
    aside = state.soundings.soundings[SET_ASIDE]
    assert (aside.status, len(aside.clauses)) == ("open", 4)
    assert 20 < len(told.scene.answers[SET_ASIDE]) < len(aside.roll)
    assert {a.kind for a in list_asks(state, told.cast.id("balut"), state.at)} >= {"answer_sounding"}


def test_the_clock_of_a_story_never_goes_back(told: Told) -> None:
    story = Story(MemoryScene(open_founding()), "2010-06-02T00:00:00Z", told.cast)
    with pytest.raises(ValueError, match="later than 2010-06-01T23:59:59Z"):
        story.turn("2010-06-01T23:59:59Z")
    with pytest.raises(Refused, match="unknown"):
        story.office("member.accredited", {"id": "nobody"})
