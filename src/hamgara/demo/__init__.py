"""Demonstrations: the founding meeting of a coalition, and a real public conversation, told as acts.

What is told here needs no web and no database: a telling speaks to a `Scene`, and whatever keeps the record
implements one. `hamgara.demo.run` stages both in an instance.
"""

from hamgara.demo.conversation import open_conversation, tell_conversation
from hamgara.demo.founding.story import open_founding, tell_founding
from hamgara.demo.telling import Opening, Scene

__all__ = [
    "Opening",
    "Scene",
    "open_conversation",
    "open_founding",
    "tell_conversation",
    "tell_founding",
]
