"""The program that prints by WeasyPrint. Only `geo.printer` runs it: the web server never loads so much.

python -m geo.printing < page.html > page.pdf
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

from weasyprint import HTML
from weasyprint.urls import URLFetcher


class Refusing(URLFetcher):
    """Fetches nothing that a page refers to: no address, no file."""

    def fetch(self, url: str, headers: Any = None) -> NoReturn:
        """No."""
        raise ValueError(f"a printed page fetches nothing: {url[:80]}")


def main() -> NoReturn:
    """Print standard input to standard output, and end at once.

    Pango looks for fonts in a thread of its own, and Python's way of ending unloads the library under it: now and
    then that would crash a program whose page is already written.
    """
    page = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=Refusing()).write_pdf(pdf_variant="pdf/ua-1"))
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
