"""Every page of an assembly, with real objects: the addresses follow from the program's own patterns and the record.

A pattern that `ARGUMENTS` does not know makes `list_pages` fail, so that a new page cannot be left out of the tests
that go through all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from hamgara.assembly import State
from hamgara.web.acts import FORMS

__all__ = ["ACCOUNT_PAGES", "Site", "list_acts", "list_pages", "pattern_names"]


@dataclass(frozen=True, slots=True)
class Site:
    """An assembly of which pages are listed: its address, state, and files."""

    slug: str
    state: State
    attachments: tuple[str, ...]


Values = list[tuple[object, ...]]


def _one_of_each(rows: Mapping[str, object], *facets: str) -> Values:
    """The first object of each combination of those facets (its status, its kind), as arguments of a page."""
    found: dict[tuple[object, ...], str] = {}
    for key, row in rows.items():
        found.setdefault(tuple(str(getattr(row, name)) for name in facets), key)
    return [(key,) for key in found.values()]


def _documents(site: Site) -> Values:
    return [
        (key, languages, form)
        for key in site.state.publication.resolutions
        for languages, form in (("fa", "html"), ("en", "html"), ("fa-en", "html"), ("fa", "pdf"), ("fa", "docx"))
    ]


def _minutes(site: Site) -> Values:
    return [
        (key, "fa-en", form)
        for (key,) in _one_of_each(site.state.meetings.sittings, "status", "minutes_approved")
        for form in ("html", "docx")
    ]


def _published(site: Site) -> Values:
    return [
        (key, *name.rsplit(".", 1))
        for key, row in site.state.publication.resolutions.items()
        for name in list(row.documents)[:2]
    ]


def _counts(site: Site) -> Values:
    declared = [key for key, row in site.state.elections.elections.items() if row.status == "declared"]
    return [(key, *name) for key in declared for name in (("fa", "html"), ("fa-en", "html"), ("en", "pdf"))]


def _drafting(*of: str) -> Values:
    """Documents about amendments: of each kind one, in turn in one language and in two."""
    names = (("amendments", "fa", "html"), ("votes", "fa-en", "pdf"), ("tracked", "en", "docx"), ("votes", "en", "md"))
    return [(*of, *name) for name in names]


def _countbacks(site: Site) -> Values:
    """Of countbacks that there were not: the demonstration has none."""
    return [(key, 99, "fa", "html") for key in list(site.state.elections.elections)[:1]]


#: For each pattern of an assembly the arguments that follow its slug.
ARGUMENTS: dict[str, Callable[[Site], Values]] = {
    "assembly": lambda _site: [()],
    "charter": lambda _site: [()],
    "charter-prepare": lambda _site: [()],
    "charter-one": lambda _site: [(1,)],
    "charter-prepared": lambda _site: [("0" * 64,)],
    "charter-download": lambda _site: [("0" * 64,)],
    "membership": lambda _site: [()],
    "membership-one": lambda site: _one_of_each(site.state.membership.participants, "kind", "status"),
    "membership-invitation": lambda site: _one_of_each(site.state.membership.participants, "kind")[:2],
    "meetings": lambda _site: [()],
    "meetings-one": lambda site: _one_of_each(site.state.meetings.meetings, "status"),
    "sittings-one": lambda site: _one_of_each(site.state.meetings.sittings, "status"),
    "sittings-minutes": _minutes,
    "calendar": lambda _site: [("fa",), ("en",)],
    "positions": lambda _site: [()],
    "positions-one": lambda site: _one_of_each(site.state.positions.positions, "status"),
    "rounds-one": lambda site: _one_of_each(site.state.positions.rounds, "status"),
    "clauses": lambda _site: [()],
    "clauses-one": lambda site: _one_of_each(site.state.clauses.clauses, "status"),
    "clauses-words": lambda site: _one_of_each(site.state.clauses.clauses, "status"),
    "clauses-together": lambda site: _one_of_each(site.state.clauses.clauses, "status"),
    "clauses-comment": lambda site: _one_of_each(site.state.clauses.clauses)[:1],
    "clauses-comment-erase": lambda site: [(clause, "t-none") for clause in list(site.state.clauses.clauses)[:1]],
    "draft-document": lambda _site: _drafting(),
    "draft-return": lambda _site: [()],
    "clauses-document": lambda site: [
        row
        for key, clause in site.state.clauses.clauses.items()
        if clause.status == "adopted"
        for row in _drafting(key)
    ][:4],
    "lists-document": lambda site: [row for key in site.state.clauses.lists for row in _drafting(key)],
    "lists": lambda _site: [()],
    "lists-one": lambda site: _one_of_each(site.state.clauses.lists, "status"),
    "glossary": lambda _site: [()],
    "amendments-one": lambda site: _one_of_each(site.state.clauses.amendments, "status"),
    "soundings-one": lambda site: _one_of_each(site.state.soundings.soundings, "status"),
    "decisions": lambda _site: [()],
    "decisions-matters": lambda _site: [()],
    "decisions-one": lambda site: [
        (key,) for key in {d.subject.matter: key for key, d in site.state.decisions.decisions.items()}.values()
    ],
    "elections": lambda _site: [()],
    "elections-one": lambda site: _one_of_each(site.state.elections.elections, "status"),
    "elections-ballot": lambda site: _one_of_each(site.state.elections.elections, "status"),
    "elections-report": lambda site: _one_of_each(site.state.elections.elections, "status"),
    "elections-sealing": lambda site: _one_of_each(site.state.elections.elections, "status"),
    "elections-sealing-file": lambda site: [
        (*key, "election.json") for key in _one_of_each(site.state.elections.elections, "status")
    ],
    "elections-document": _counts,
    "elections-countback-report": lambda site: [args[:2] for args in _countbacks(site)],
    "elections-countback-document": _countbacks,
    "actions": lambda _site: [()],
    "actions-one": lambda site: _one_of_each(site.state.actions.actions, "status"),
    "commitments-one": lambda site: _one_of_each(site.state.actions.commitments, "status"),
    "conduct": lambda _site: [()],
    "conduct-one": lambda site: _one_of_each(site.state.conduct.matters, "status", "sanction"),
    "publication": lambda _site: [()],
    "resolutions": lambda _site: [()],
    "resolutions-one": lambda site: _one_of_each(site.state.publication.resolutions, "status"),
    "accede": lambda site: _one_of_each(site.state.publication.resolutions, "status"),
    "resolutions-requests": lambda site: _one_of_each(site.state.publication.resolutions, "status"),
    "resolutions-decline": lambda site: [(key, 1) for key in site.state.publication.resolutions],
    "resolutions-published": _published,
    "resolutions-document": _documents,
    "record": lambda _site: [()],
    "witnesses": lambda _site: [()],
    "record-bundle": lambda _site: [()],
    "record-key": lambda _site: [()],
    "record-checkpoint": lambda _site: [()],
    "record-tile": lambda _site: [("0", "000")],
    "record-consistency": lambda _site: [(1,)],
    "record-attachment": lambda site: [(name,) for name in site.attachments[:2]],
    "record-one": lambda site: [(0,), (site.state.seq - 1,)],
    "record-bytes": lambda _site: [(0,)],
    "record-proof": lambda _site: [(0,)],
    "front": lambda _site: [()],
    "front-package": lambda _site: [()],
    "front-compare": lambda _site: [()],
}
#: Pages outside assemblies; `None` where a page is no page to look at (a posting only, or closed).
ACCOUNT_PAGES: dict[str, str | None] = {
    "landing": "/",
    "language": None,
    "join": "/join/",
    "me": "/me/",
    "me-seat": None,
    "demo-sign-in": None,
    "account_login": "/accounts/login/",
    "account_logout": "/accounts/logout/",
    "account_inactive": "/accounts/inactive/",
    "account_reauthenticate": "/accounts/reauthenticate/",
    "account_change_password": "/accounts/passphrase/",
    "account_signup": "/accounts/signup/",
    "account_set_password": None,
    "account_reset_password": None,
    "mfa_index": "/accounts/keys/",
    "mfa_authenticate": None,
    "mfa_reauthenticate": "/accounts/keys/reauthenticate/",
    "mfa_activate_totp": "/accounts/keys/totp/activate/",
    "mfa_deactivate_totp": "/accounts/keys/totp/deactivate/",
    "mfa_view_recovery_codes": "/accounts/keys/recovery-codes/",
    "mfa_generate_recovery_codes": "/accounts/keys/recovery-codes/generate/",
    "mfa_download_recovery_codes": None,
    "mfa_list_webauthn": "/accounts/keys/webauthn/",
    "mfa_add_webauthn": "/accounts/keys/webauthn/add/",
    "mfa_reauthenticate_webauthn": "/accounts/keys/webauthn/reauthenticate/",
    "mfa_remove_webauthn": None,
    "mfa_edit_webauthn": None,
    "mfa_login_webauthn": None,
}


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from _patterns(found, before + str(found.pattern))
        elif isinstance(found, URLPattern):
            yield before + str(found.pattern), found.name or ""


def pattern_names(*, within: bool) -> set[str]:
    """The names of all patterns of the program, within an assembly (less the acts' own) or outside."""
    return {name for route, name in _patterns(get_resolver()) if route.startswith("a/") == within and name != "act"}


def list_pages(site: Site) -> dict[str, list[str]]:
    """The addresses of all pages of an assembly, by the name of their pattern. `KeyError` for an unknown pattern."""
    from django.urls import reverse

    pages: dict[str, list[str]] = {}
    for name in sorted(pattern_names(within=True)):
        pages[name] = [reverse(name, args=[site.slug, *map(str, args)]) for args in ARGUMENTS[name](site)]
    return pages


def list_acts(slug: str) -> dict[str, str]:
    """The address of each act's form."""
    return {kind: f"/a/{slug}/do/{kind}/" for kind in sorted(FORMS)}
