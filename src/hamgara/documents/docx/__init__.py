"""DOCX: documents for word processors, drafts with tracked changes, and what comes back from them."""

from hamgara.documents.docx.errors import DocxError
from hamgara.documents.docx.guard import LARGEST_FILE
from hamgara.documents.docx.returned import Returned, ReturnedAmendment, read_amendments, stated_versions
from hamgara.documents.docx.sheets import write_docx
from hamgara.documents.docx.tracked import write_tracked

__all__ = [
    "LARGEST_FILE",
    "DocxError",
    "Returned",
    "ReturnedAmendment",
    "read_amendments",
    "stated_versions",
    "write_docx",
    "write_tracked",
]
