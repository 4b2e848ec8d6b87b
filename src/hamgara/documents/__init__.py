"""What leaves the program: resolutions, minutes, counts, amendments, calendars; Persian, English, or side by side.

Knows the assembly's state and no web, no clock and no randomness: the same state gives the same bytes.
"""

from hamgara.dates import Language
from hamgara.documents.amended_draft import AmendedDraft
from hamgara.documents.amendments_sheet import AmendedDrafts, lay_out_amendments, lay_out_votes
from hamgara.documents.assembly_draft import (
    build_amended,
    build_amended_of,
    build_voting_list,
    drafted_at,
    drafting_files,
    write_drafting,
)
from hamgara.documents.calendar import write_calendar
from hamgara.documents.counts.comparison import Comparison, lay_out_comparison
from hamgara.documents.counts.election import Names, public_names, read_count, read_countback
from hamgara.documents.counts.proofs import examine
from hamgara.documents.counts.report import draw_result, lay_out_count, tell_claims, tell_rounds
from hamgara.documents.counts.subject import Candidate, Counting, FileSource, RecordSource, Vacancy
from hamgara.documents.docx import write_docx
from hamgara.documents.formats import (
    AMENDMENTS_FORMATS,
    COUNT_FORMATS,
    DRAFTING_FORMATS,
    LANGUAGES,
    MINUTES_FORMATS,
    RESOLUTION_FORMATS,
    SHEET_FORMATS,
    TRACKED_FORMATS,
    VOTES_FORMATS,
    Format,
    languages_of,
)
from hamgara.documents.head import Head
from hamgara.documents.html import write_fragment, write_html
from hamgara.documents.minutes import MinutesDocument, build_minutes
from hamgara.documents.minutes_sheet import Minutes, lay_out_minutes
from hamgara.documents.pdf import PdfError, write_pdf
from hamgara.documents.places import format_place
from hamgara.documents.resolution import ResolutionDocument, build_resolution
from hamgara.documents.resolution_sheet import Resolutions, lay_out_resolution
from hamgara.documents.returning import Proposal, ReturnedDraft, name_author, read_proposals
from hamgara.documents.sheet import Sheet
from hamgara.documents.slips import Slip, write_slips

__all__ = [
    "AMENDMENTS_FORMATS",
    "COUNT_FORMATS",
    "DRAFTING_FORMATS",
    "LANGUAGES",
    "MINUTES_FORMATS",
    "RESOLUTION_FORMATS",
    "SHEET_FORMATS",
    "TRACKED_FORMATS",
    "VOTES_FORMATS",
    "AmendedDraft",
    "AmendedDrafts",
    "Candidate",
    "Comparison",
    "Counting",
    "FileSource",
    "Format",
    "Head",
    "Minutes",
    "MinutesDocument",
    "Names",
    "PdfError",
    "Proposal",
    "RecordSource",
    "ResolutionDocument",
    "Resolutions",
    "ReturnedDraft",
    "Sheet",
    "Slip",
    "Vacancy",
    "build_amended",
    "build_amended_of",
    "build_minutes",
    "build_resolution",
    "build_voting_list",
    "count_html",
    "count_pdf",
    "drafted_at",
    "drafting_files",
    "draw_result",
    "examine",
    "format_place",
    "languages_of",
    "lay_out_amendments",
    "lay_out_comparison",
    "lay_out_count",
    "lay_out_minutes",
    "lay_out_resolution",
    "lay_out_votes",
    "minutes_docx",
    "minutes_html",
    "minutes_pdf",
    "name_author",
    "public_names",
    "read_count",
    "read_countback",
    "read_proposals",
    "resolution_docx",
    "resolution_html",
    "resolution_pdf",
    "tell_claims",
    "tell_rounds",
    "write_calendar",
    "write_docx",
    "write_drafting",
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


def count_html(counting: Counting, *languages: Language) -> str:
    """The report of a count in one language, or in two side by side, as one self-contained page."""
    return write_html(lay_out_count(counting, *languages))


def count_pdf(counting: Counting, *languages: Language) -> bytes:
    """The report of a count in one language, or in two side by side, as PDF/UA-1; with a date as PDF/A-2a too."""
    return write_pdf(lay_out_count(counting, *languages))
