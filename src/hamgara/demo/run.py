"""Stage the demonstration in an instance: tell both assemblies, publish them, verify what was published."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from django.db import connection

from hamgara.assembly import AssemblyReplay, State
from hamgara.assembly.ballots import count_election
from hamgara.demo.accounts import open_accounts
from hamgara.demo.conversation import open_conversation, tell_conversation
from hamgara.demo.founding.accreditation import WITNESSES, witness_of
from hamgara.demo.founding.committee import ELECTION
from hamgara.demo.founding.conclusion import RESOLUTION
from hamgara.demo.founding.story import open_founding, tell_founding
from hamgara.demo.scene import StoreScene
from hamgara.record import Verification, verify
from hamgara.record.checkpoint import log_verifier
from hamgara.web.store.directory import Name, names
from hamgara.web.store.log import Log
from hamgara.web.store.models import Cosignature
from hamgara.web.store.publishing import publication_files

__all__ = ["Adopted", "Elected", "Published", "Summary", "run"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Elected:
    """One of those elected: name, city and country; `by_place` where the count without rules of place elects others."""

    name: Name
    city: str
    country: str
    by_place: bool


@dataclass(frozen=True, slots=True)
class Adopted:
    """A decision of the founding meeting: its id and matter, whether it was adopted, and the weights."""

    id: str
    matter: str
    adopted: bool
    yes: Fraction
    no: Fraction
    abstain: Fraction


@dataclass(frozen=True, slots=True)
class Published:
    """What was published of an assembly: its bundle, the verification that it passed, its documents."""

    slug: str
    bundle: Path
    verification: Verification
    documents: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of the demonstration. `signatures` are those of members, `accessions` of others; `accounts` are the
    names of the one-click accounts; `seconds` is how long it took.
    """

    elected: tuple[Elected, ...]
    decisions: tuple[Adopted, ...]
    clauses: int
    signatures: int
    accessions: int
    published: tuple[Published, ...]
    accounts: tuple[str, ...]
    seconds: float


def run(directory: Path, progress: Progress) -> Summary:
    """Tell both assemblies in the instance that was entered, and publish them under `directory`/published.

    Django must be set up for an instance whose tables exist and which has neither of the two assemblies.
    `progress` is told what is being done. Raises `hamgara.record.VerificationFailed` where a bundle does not
    verify, and `FileExistsError` where something was published there already.
    """
    begun = time.monotonic()
    out = directory / "published"
    if out.exists():
        raise FileExistsError(f"{out} exists already; the demonstration is staged in a new folder")
    with _unsynchronised():
        progress("the founding meeting")
        founding = StoreScene(open_founding())
        tell_founding(founding)
        log = founding.settle()
        accounts = open_accounts(log)
        progress("a real public conversation")
        conversation = StoreScene(open_conversation())
        tell_conversation(conversation)
        other = conversation.settle()
    progress("publishing and verifying")
    _countersign(log)
    published = (_publish(log, out), _publish(other, out))
    state = log.snapshot().state
    resolution = state.publication.resolutions[RESOLUTION]
    return Summary(
        elected=_elected(log),
        decisions=_decisions(state),
        clauses=len(resolution.clauses),
        signatures=len(resolution.signatures),
        accessions=len(resolution.accessions),
        published=published,
        accounts=tuple(account.username for account in accounts),
        seconds=time.monotonic() - begun,
    )


@contextmanager
def _unsynchronised() -> Iterator[None]:
    """Let SQLite write without waiting for the disk: whatever is interrupted here is told again in a new folder."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _countersign(log: Log) -> None:
    """The witnesses of the story countersign the head with which the telling ends."""
    head, signed, last = log.head(), log.checkpoint(), log.snapshot().state.at
    at = int(datetime.strptime(last, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    for organisation, name in WITNESSES.items():
        noted = witness_of(organisation).cosign(signed, log_verifier(log.vkey), at).decode()
        line = next(row for row in noted.splitlines() if row.startswith(f"— {name} "))
        Cosignature.objects.create(head=head, witness=name, line=f"{line}\n")


def _publish(log: Log, out: Path) -> Published:
    folder = out / log.slug
    folder.mkdir(parents=True)
    log.write_bundle(folder / "record")
    verification = verify(folder / "record", AssemblyReplay, assembly=log.assembly_id)
    written = []
    for name, data in publication_files(log, log.snapshot()):
        path = folder / name
        path.write_bytes(data)
        written.append(path)
    return Published(log.slug, folder / "record", verification, tuple(written))


def _elected(log: Log) -> tuple[Elected, ...]:
    snapshot, directory = log.snapshot(), names(log)
    election = snapshot.state.elections.elections[ELECTION]
    seed = snapshot.tree.root(election.closed_seq + 1).hex()
    count = count_election(election, log.attachment(election.box), seed)
    without = count.elected if count.places is None else count.places.unconstrained
    found = []
    for candidate in count.elected:
        place = election.nominations[candidate].place
        found.append(Elected(directory[candidate], place.city, place.country, candidate not in without))
    return tuple(found)


def _decisions(state: State) -> tuple[Adopted, ...]:
    return tuple(
        Adopted(
            d.id,
            d.subject.matter,
            d.adopted,
            Fraction(d.outcome.yes),
            Fraction(d.outcome.no),
            Fraction(d.outcome.abstain),
        )
        for d in state.decisions.decisions.values()
        if d.outcome is not None
    )
