# One image for web, console and worker: the command says which.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/helpline
COPY requirements.lock ./
RUN /opt/helpline/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY flows flows
COPY workers workers
COPY intake intake
COPY practice practice
RUN /opt/helpline/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data helpline \
    && install -d -o helpline -g helpline -m 0700 /data
COPY --from=build /opt/helpline /opt/helpline
ENV PATH=/opt/helpline/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data HOST=0.0.0.0 PORT=8000
USER helpline
WORKDIR /data
VOLUME /data
EXPOSE 8000
CMD ["helpline", "web"]
