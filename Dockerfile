# Nasta as an image: the browser's part, the Python packages, then both in a slim image that runs as `nasta`.

FROM node:22-bookworm-slim AS assets
WORKDIR /nasta/webapp/assets
COPY webapp/assets/package.json webapp/assets/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY webapp/assets ./
RUN npm run build

FROM python:3.12-slim-bookworm AS packages
COPY requirements.lock scripts/locks/uv.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/uv.lock \
 && uv venv /opt/nasta \
 && uv pip sync --no-cache --compile-bytecode --require-hashes --python /opt/nasta/bin/python /tmp/requirements.lock

FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /var/lib/nasta nasta \
 && mkdir /var/lib/nasta/keys && chown nasta: /var/lib/nasta/keys
COPY --from=packages /opt/nasta /opt/nasta
WORKDIR /srv/nasta
COPY . .
COPY --from=assets /nasta/webapp/static/build webapp/static/build
RUN /opt/nasta/bin/python scripts/texts.py compile && /opt/nasta/bin/python -m compileall -q geo webapp
ENV PATH=/opt/nasta/bin:$PATH PYTHONUNBUFFERED=1 NASTA_HOST=0.0.0.0 NASTA_KEY_FOLDER=/var/lib/nasta/keys
USER nasta
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "wsgi:app"]
