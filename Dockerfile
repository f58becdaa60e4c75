# One image for all processes; compose.yaml says which command each of them runs. It holds no settings and no keys.
FROM python:3.13-slim AS build
WORKDIR /srv/entrepot
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv .venv
RUN .venv/bin/pip install --no-cache-dir --disable-pip-version-check --requirement requirements/runtime.txt
COPY . .
RUN ENV_FILE=/dev/null SECRET_KEY=for-this-step-alone-0123456789abcdefghijklmnopqrstuvwxyz .venv/bin/python manage.py collectstatic --noinput
RUN .venv/bin/python -m compileall -q config core inventory suppliers marketplaces orders

FROM python:3.13-slim
# pg_dump and pg_restore, for backups.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/entrepot --shell /usr/sbin/nologin entrepot
RUN install --directory --owner=entrepot --group=entrepot --mode=0700 /var/lib/entrepot /var/lib/entrepot/media /var/lib/entrepot/backups
COPY --from=build /srv/entrepot /srv/entrepot
WORKDIR /srv/entrepot
ENV PATH=/srv/entrepot/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/var/lib/entrepot/media
USER entrepot
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "deploy/probe.py"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--graceful-timeout", "30", "--worker-tmp-dir", "/dev/shm"]
