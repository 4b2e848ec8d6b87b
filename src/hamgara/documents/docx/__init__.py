"""DOCX: documents for word processors, drafts with tracked changes, and what comes back from them."""

from hamgara.documents.docx.sheets import write_docx

__all__ = ["write_docx"]
