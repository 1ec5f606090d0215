"""What a web server and `flask` load: `wsgi:app`.

Where DATABASE_URL is not set, the clone's private database is used and started if it is down; it stops when
its last user has ended.
"""

from __future__ import annotations

import os

from scripts.cluster import ensure_running
from webapp import create_app

os.environ["DATABASE_URL"] = ensure_running()
app = create_app()
