"""What leaves the program: resolutions, minutes, amendments, calendars, in Persian, English, or both side by side.

Knows the assembly's state and no web, no clock and no randomness: the same state gives the same bytes.
"""

from hamgara.documents.amended_draft import AmendedDraft
from hamgara.documents.amendments_sheet import AmendedDrafts, lay_out_amendments, lay_out_votes
from hamgara.documents.calendar import write_calendar
from hamgara.documents.docx import write_docx
from hamgara.documents.formats import (
    AMENDMENTS_FORMATS,
    LANGUAGES,
    MINUTES_FORMATS,
    RESOLUTION_FORMATS,
    SHEET_FORMATS,
    TRACKED_FORMATS,
    VOTES_FORMATS,
    Format,
)
from hamgara.documents.head import Head
from hamgara.documents.html import write_fragment, write_html
from hamgara.documents.minutes import MinutesDocument, build_minutes
from hamgara.documents.minutes_sheet import Minutes, lay_out_minutes
from hamgara.documents.pdf import PdfError, write_pdf
from hamgara.documents.places import format_place
from hamgara.documents.resolution import ResolutionDocument, build_resolution
from hamgara.documents.resolution_sheet import Resolutions, lay_out_resolution
from hamgara.documents.sheet import Sheet
from hamgara.documents.slips import Slip, write_slips

__all__ = [
    "AMENDMENTS_FORMATS",
    "LANGUAGES",
    "MINUTES_FORMATS",
    "RESOLUTION_FORMATS",
    "SHEET_FORMATS",
    "TRACKED_FORMATS",
    "VOTES_FORMATS",
    "AmendedDraft",
    "AmendedDrafts",
    "Format",
    "Head",
    "Minutes",
    "MinutesDocument",
    "PdfError",
    "ResolutionDocument",
    "Resolutions",
    "Sheet",
    "Slip",
    "build_minutes",
    "build_resolution",
    "format_place",
    "lay_out_amendments",
    "lay_out_minutes",
    "lay_out_resolution",
    "lay_out_votes",
    "minutes_docx",
    "minutes_html",
    "minutes_pdf",
    "resolution_docx",
    "resolution_html",
    "resolution_pdf",
    "write_calendar",
    "write_docx",
    "write_fragment",
    "write_html",
    "write_pdf",
    "write_slips",
]


def resolution_html(resolutions: Resolutions) -> str:
    """A resolution, or the same one in two languages side by side, as one self-contained page."""
    return write_html(lay_out_resolution(resolutions))


def resolution_pdf(resolutions: Resolutions) -> bytes:
    """A resolution, or the same one in two languages side by side, as PDF/A-2a and PDF/UA-1."""
    return write_pdf(lay_out_resolution(resolutions))


def resolution_docx(resolutions: Resolutions) -> bytes:
    """A resolution, or the same one in two languages side by side, for word processors."""
    return write_docx(lay_out_resolution(resolutions))


def minutes_html(minutes: Minutes) -> str:
    """The minutes of a sitting, or the same in two languages side by side, as one self-contained page."""
    return write_html(lay_out_minutes(minutes))


def minutes_pdf(minutes: Minutes) -> bytes:
    """The minutes of a sitting, or the same in two languages side by side, as PDF/A-2a and PDF/UA-1."""
    return write_pdf(lay_out_minutes(minutes))


def minutes_docx(minutes: Minutes) -> bytes:
    """The minutes of a sitting, or the same in two languages side by side, for word processors."""
    return write_docx(lay_out_minutes(minutes))
