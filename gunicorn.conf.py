"""Read by `gunicorn config.wsgi` from the directory it is started in."""

# The application is loaded before the workers fork: a start that is refused (see core/checks.py) then ends gunicorn with
# exit code 1 and its sentence, where a worker that loads it alone would be started again for ever. It saves memory, too.
preload_app = True
