"""Run by the peers' Python: seconds of CPU that pabutools takes for Equal Shares with Add1. Argument: a Pabulib file."""

from __future__ import annotations

import sys
import time

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares


def main() -> None:
    instance, profile = parse_pabulib(sys.argv[1])
    before = time.process_time()
    won = method_of_equal_shares(
        instance, profile.as_multiprofile(), sat_class=Cost_Sat, voter_budget_increment=1
    )
    print(time.process_time() - before, len(won))


if __name__ == "__main__":
    main()
