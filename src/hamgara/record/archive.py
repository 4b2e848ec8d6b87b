"""A bundle as one .zip file, in one form only, so that nothing can hide beside or between its files.

The files stand sorted and uncompressed, with a fixed date (compression would give other bytes on another
machine). An archive in any other form is refused: it can be unpacked, and the folder verified.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from hamgara.record.errors import BundleError
from hamgara.record.limits import MAX_BYTES, MAX_FILES

__all__ = ["read_zip", "write_zip"]

#: The earliest date that a .zip can say.
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The archive of the files by path."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(files.items()):
            info = zipfile.ZipInfo(path, _DATE)
            info.create_system = _UNIX
            info.external_attr = _PLAIN_FILE
            archive.writestr(info, data)
    return out.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """The files of an archive that `write_zip` wrote; `BundleError` for any other bytes."""
    files: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_FILES:
                raise BundleError("too_many_files", most=MAX_FILES)
            for info in infos:
                if info.compress_type != zipfile.ZIP_STORED or info.is_dir() or info.filename in files:
                    raise BundleError("zip_form", path=info.filename[:120])
                total += info.file_size
                if info.file_size > len(data) or total > MAX_BYTES:
                    raise BundleError("too_many_bytes", most=MAX_BYTES)
                files[info.filename] = archive.read(info)
        same = write_zip(files) == data
    except BundleError:
        raise
    except Exception as error:
        # The standard library raises many kinds of exception on a damaged archive.
        raise BundleError("zip_damaged", why=f"{type(error).__name__}: {error}"[:200]) from error
    if not same:
        raise BundleError("zip_form", path="")
    return files
