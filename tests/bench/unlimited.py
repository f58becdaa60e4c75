"""`manage.py` for processes to which CJ's limit for one address does not apply: `python -m tests.bench.unlimited worker`.

For benches alone; the limit is no setting, since CJ lifts it for nobody.
"""

import sys

import django
from django.core.management import execute_from_command_line


def main() -> None:
    django.setup()
    from suppliers.adapters.cj.client import limits

    limits.CALLS_PER_SECOND_BY_ADDRESS = 1e6
    execute_from_command_line(["manage.py", *sys.argv[1:]])


if __name__ == "__main__":
    main()
