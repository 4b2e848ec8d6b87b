"""The page in every bundle that tells whoever opens it what it is and how to check it.

Its text follows from the bundle alone, so that verification can compare it.
"""

from __future__ import annotations

from collections.abc import Sequence

from hamgara.record.checkpoint import Checkpoint

__all__ = ["write_readme"]

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

_PERSIAN = """\
دفتر مجمع

این پوشه رونوشت کامل دفتر یک مجمع است: همهٔ کارهای رسمی آن به همان ترتیبی که انجام شده‌اند،
همراه با پیوست‌ها، مُهر دفتر و امضای گواهان. نام اشخاص در دفتر نیست، مگر نام کسانی که خود
خواسته‌اند امضایشان با نام منتشر شود.

شناسهٔ مجمع:
    {assembly}
شمار کارهای ثبت‌شده: {size}
شمار پیوست‌ها: {attachments}
ریشهٔ دفتر (SHA-256):
    {root}
گواهان:
{witnesses}

چگونه درستی آن را بسنجیم

برنامهٔ آزاد hamgara را نصب کنید و نشانی این پوشه (یا پروندهٔ zip آن) را به این دستور بدهید؛
به اینترنت نیازی نیست:
    hamgara verify BUNDLE
این دستور همهٔ امضاها و پیوست‌ها را می‌سنجد، کارهای مجمع را یک‌به‌یک از نو اجرا می‌کند و
هر نتیجه را دوباره حساب می‌کند. اگر حتی یک بایت تغییر کرده باشد، دفتر پذیرفته نمی‌شود.
شناسهٔ مجمع و ریشهٔ دفتر را با آنچه از منبع دیگری (یک عضو، یک گواه، متن چاپی) به دست
آورده‌اید مقایسه کنید.
"""

_ENGLISH = """\
The record of an assembly

This folder is a complete copy of the record of an assembly: all of its formal acts in the order in
which they were done, with the attachments, the checkpoint and the signatures of the witnesses. Names
of people are not in the record, except those who chose to publish a signature under their name.

Assembly:
    {assembly}
Acts: {size}
Attachments: {attachments}
Root (SHA-256):
    {root}
Witnesses:
{witnesses}

How to verify it

Install the free program hamgara and give it this folder (or the .zip of it); no network is needed:
    hamgara verify BUNDLE
It checks every signature and every attachment, replays the acts one by one and recomputes every
outcome. If a single byte has changed, the record is refused. Compare the assembly's id and the root
with what you have from another source: a member, a witness, a printed text.

Or use other tools. The formats are public: c2sp.org/tlog-tiles for log/, c2sp.org/tlog-checkpoint for
log/checkpoint, c2sp.org/tlog-cosignature for the witnesses' lines, c2sp.org/signed-note for keys/,
RFC 6962 for the hashes, RFC 8785 for the entries. The files in attachments/ are named by their SHA-256.
"""


def write_readme(checkpoint: Checkpoint, witnesses: Sequence[str], attachments: int) -> bytes:
    """The text of `README.txt` in Persian and English, UTF-8.

    `witnesses`: names of all registered witnesses, in any order; `attachments`: how many there are.
    """
    names = "\n".join(f"    {name}" for name in sorted(witnesses)) or "    –"
    shown = {"assembly": checkpoint.assembly, "root": checkpoint.root.hex(), "witnesses": names}
    persian = _PERSIAN.format(
        **shown,
        size=str(checkpoint.size).translate(_PERSIAN_DIGITS),
        attachments=str(attachments).translate(_PERSIAN_DIGITS),
    )
    english = _ENGLISH.format(**shown, size=checkpoint.size, attachments=attachments)
    return f"{persian}\n{'-' * 72}\n\n{english}".encode()
