"""A charter between its three shapes: the boxes of its form, the value, and the canonical text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from hamgara.assembly import KINDS, Charter, Refused, charter_hash
from hamgara.assembly.charter import MATTERS, charter_bytes
from hamgara.assembly.rules import Quorum
from hamgara.elections import DEFECTS
from hamgara.web.sentences import refusal
from hamgara.web.viewer import Viewer

__all__ = ["charter_text", "initial_of", "parts_of", "prepared_charter", "read_charter"]


def charter_text(charter: Charter) -> str:
    """A charter's canonical text; its SHA-256 is the hash that a decision names."""
    return charter_bytes(charter).decode()


def read_charter(text: str | bytes) -> Charter:
    """The charter of a canonical text. Raises `ValidationError`."""
    try:
        charter = msgspec.json.decode(text, type=Charter)
        charter.check()
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValidationError(gettext("This is not the text of a charter: %(why)s") % {"why": error}) from None
    except Refused as refused:
        raise ValidationError(refusal(refused)) from None
    return charter


def prepared_charter(viewer: Viewer, fingerprint: str) -> Charter | None:
    """The prepared charter of that hash, or None where this instance holds none."""
    try:
        charter = read_charter(viewer.here.attachment(fingerprint))
    except (KeyError, ValidationError):
        return None
    return charter if charter_hash(charter) == fingerprint else None


def initial_of(charter: Charter) -> dict[str, Any]:
    weights, rules = charter.weights, charter.conduct
    cap = next(iter(weights.caps.items()), ("", ""))
    return {
        "languages": charter.languages,
        "authoritative": charter.authoritative,
        "organisation": weights.organisation,
        "organisation_max": weights.organisation_max,
        "independent": weights.independent,
        "capped": cap[0],
        "cap": cap[1],
        "quorum_share": charter.quorum.share,
        "quorum_by": charter.quorum.by,
        "correspondence": charter.correspondence,
        "by_decision": charter.by_decision,
        "secret": charter.secret,
        "sealed": charter.sealed,
        "voters_shown": charter.voters_shown,
        "admission": charter.positions.admission,
        "matrix": charter.positions.matrix,
        "shown": charter.positions.shown,
        "soundings_names": charter.soundings.names,
        "soundings_reservations": charter.soundings.reservations,
        "weighted": charter.elections.weighted,
        "secrecy": charter.elections.secrecy,
        "term_months": charter.elections.term_months,
        "methods": charter.elections.methods,
        **{f"defect_{defect}": getattr(charter.elections.invalid, defect) for defect in DEFECTS},
        "sanctions": rules.sanctions,
        "sanctions_by_decision": rules.by_decision,
        "suspension_days": rules.suspension_days,
        "signed": charter.signed,
        "public": charter.public,
        "vote_order": charter.drafting.order,
        "vote_measure": charter.drafting.measure,
    }


def _keep(before: Sequence[str], ticked: Sequence[str]) -> Sequence[str]:
    """What was ticked, in the order that the charter before had: an order alone is no change."""
    return before if set(before) == set(ticked) else ticked


def parts_of(cleaned: Mapping[str, Any], lines: int, before: Charter) -> dict[str, Any]:
    precede: dict[str, list[str]] = {}
    for n in range(lines):
        if pair := cleaned.get(f"precede_{n}"):
            listed = precede.setdefault(pair[0], [])
            if pair[1] not in listed:
                listed.append(pair[1])
    rights = {}
    for kind, declared in KINDS.items():
        ticked = cleaned.get(f"right_{kind}", before.roles(kind))
        if kind in before.rights and set(ticked) == set(before.rights[kind]):
            rights[kind] = before.rights[kind]
        elif set(ticked) != set(declared.roles):
            rights[kind] = ticked
    return {
        "languages": _keep(before.languages, cleaned["languages"]),
        "authoritative": cleaned["authoritative"],
        "rights": rights,
        "precede": precede,
        "weights": {
            "organisation": cleaned["organisation"],
            "organisation_max": cleaned["organisation_max"],
            "independent": cleaned["independent"],
            "caps": {cleaned["capped"]: cleaned["cap"]} if cleaned["capped"] else {},
        },
        "quorum": {
            name: cleaned[f"quorum_{name}"]
            for name in ("share", "by")
            if cleaned[f"quorum_{name}"] != getattr(Quorum(), name)
        },
        "rules": {matter: cleaned[f"rule_{matter}"] for matter in MATTERS},
        "secret": _keep(before.secret, cleaned["secret"]),
        "sealed": _keep(before.sealed, cleaned["sealed"]),
        "voters_shown": cleaned["voters_shown"],
        "correspondence": cleaned["correspondence"],
        "positions": {name: cleaned[name] for name in ("admission", "matrix", "shown")},
        "soundings": {"names": cleaned["soundings_names"], "reservations": cleaned["soundings_reservations"]},
        "elections": {
            **{name: cleaned[name] for name in ("weighted", "secrecy", "term_months")},
            "methods": _keep(before.elections.methods, cleaned["methods"]),
            "invalid": {defect: cleaned[f"defect_{defect}"] for defect in DEFECTS},
        },
        "conduct": {
            "sanctions": _keep(before.conduct.sanctions, cleaned["sanctions"]),
            "by_decision": _keep(before.conduct.by_decision, cleaned["sanctions_by_decision"]),
            "suspension_days": cleaned["suspension_days"],
        },
        "signed": _keep(before.signed, cleaned["signed"]),
        "by_decision": _keep(before.by_decision, cleaned["by_decision"]),
        "public": _keep(before.public, cleaned["public"]),
        "drafting": {"order": cleaned["vote_order"], "measure": cleaned["vote_measure"]},
    }
