#!/usr/bin/env python3
"""The hub's command line: `python manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # Django's own commands load what signs with it. Those that say what is wrong (`check`, `doctor`) run without it.
        if "SECRET_KEY" not in str(error):
            raise
        sys.exit("SECRET_KEY is not set. Set it to a long random text; 'manage.py generate_key' prints one.")


if __name__ == "__main__":
    main()
