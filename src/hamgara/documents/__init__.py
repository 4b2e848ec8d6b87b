"""What leaves the program: the resolution and minutes, in Persian, in English, or with both side by side.

Knows the assembly's state and no web, no clock and no randomness: the same state gives the same bytes.
"""

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
    "lay_out_minutes",
    "lay_out_resolution",
    "minutes_html",
    "minutes_pdf",
    "resolution_html",
    "resolution_pdf",
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


def minutes_html(minutes: Minutes) -> str:
    """The minutes of a sitting, or the same in two languages side by side, as one self-contained page."""
    return write_html(lay_out_minutes(minutes))


def minutes_pdf(minutes: Minutes) -> bytes:
    """The minutes of a sitting, or the same in two languages side by side, as PDF/A-2a and PDF/UA-1."""
    return write_pdf(lay_out_minutes(minutes))
