"""The founding meeting from its convening in June 2010 to the eve of the second meeting in May 2011."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from hamgara.assembly import Charter
from hamgara.demo.founding.accreditation import tell_accreditation
from hamgara.demo.founding.aftermath import tell_aftermath
from hamgara.demo.founding.conclusion import tell_publication, tell_signing
from hamgara.demo.founding.drafting import propose_drafts, set_terms
from hamgara.demo.founding.ground import tell_ground
from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.people import read_cast
from hamgara.demo.founding.sittings import fix_meeting, tell_meeting
from hamgara.demo.founding.soundings import tell_first_plan
from hamgara.demo.telling import Opening, Scene
from hamgara.front import Frontier

__all__ = ["open_founding", "tell_founding"]

CONVENED = "2010-06-01T14:00:00Z"


def open_founding() -> Opening:
    """How the assembly begins."""
    texts = read_toml("texts")["opening"]
    return Opening(
        slug="washington-2010",
        names=texts["names"],
        purpose={language: text.strip() for language, text in texts["purpose"].items()},
        charter=msgspec.convert(read_toml("charter"), Charter),
        timezone="America/New_York",
        at=CONVENED,
        seed=sha256(b"hamgara demonstration: washington 2010").digest(),
    )


def tell_founding(scene: Scene) -> Frontier:
    """Tell the whole story to a scene that has just been opened; returns the front found on the way."""
    story = Story(scene, CONVENED, read_cast())
    tell_accreditation(story)
    tell_ground(story)
    set_terms(story)
    propose_drafts(story)
    fix_meeting(story)
    tell_first_plan(story)
    front = tell_meeting(story)
    tell_signing(story)
    tell_publication(story)
    tell_aftermath(story)
    return front
