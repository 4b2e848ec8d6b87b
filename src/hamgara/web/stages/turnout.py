"""Who has voted in a secret vote, for the pages of elections and decisions, where the charter shows it."""

from __future__ import annotations

from hamgara.assembly.decisions import Decision
from hamgara.assembly.elections import Election
from hamgara.web.viewer import Viewer

__all__ = ["list_voted"]


def list_voted(viewer: Viewer, vote: Decision | Election) -> list[tuple[str, str]] | None:
    """Those who have voted, by name, each with the member for whom; None where they are not, or not yet, named."""
    if not vote.voters_shown or vote.status not in ("closed", "declared"):
        return None
    voters = (vote.roll[who] for who in vote.voted)
    return sorted((viewer.name(v.voter), viewer.name(v.member) if v.member != v.voter else "") for v in voters)
