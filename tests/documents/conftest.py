"""One small assembly for all tests of documents, and one whose every text is hostile."""

import pytest
from tests.documents.gathering import CLAUSES, Gathering, resolve

NASTY = (
    "</style></title><script>alert(1)</script> <img src=x onerror=alert(2)> &amp; &lt; \"double\" 'single'\n"
    '#eval("1+1") #read("/etc/passwd") $x^2$ \\ `raw` *bold* _it_ <label> @ref = Heading // comment\n\n'
    "چپ‌چین left به راست \u202egnp.exe\u202c \u2067 ناتمام \u2069\u2069 x\u0007y {page} 中😀 ₿ Ωмега"
)
LONG = "واژه‌ای بسیار بلند و word پس از آن. " * 150


@pytest.fixture(scope="session")
def founding() -> Gathering:
    return resolve()


@pytest.fixture(scope="session")
def hostile() -> Gathering:
    line = NASTY.replace("\n", " ")[:190]
    clauses = [(c, kind, {"fa": line, "en": line}, {"fa": NASTY, "en": NASTY}) for c, kind, *_ in CLAUSES]
    clauses[2] = (*clauses[2][:3], {"fa": LONG, "en": LONG})
    both = {"fa": NASTY, "en": NASTY}
    return resolve(clauses, report=both, title={"fa": line, "en": line}, reservation=both)
