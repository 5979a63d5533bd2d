# syntax=docker/dockerfile:1
# The steps are the make targets that a developer runs; nothing is fetched when the container starts.
FROM python:3.11-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY pyproject.toml constraints.txt Makefile README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
COPY ingest ingest
# The model is exported and the starter corpus indexed here, so that the first question needs no set-up.
ENV COACH_HOME=/app/home
RUN make install EXTRAS='slack,discord,server' && make starter

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 coach
COPY --from=build --chown=coach:coach /app /app
USER coach
WORKDIR /app
ENV COACH_HOME=/app/home PATH=/app/.venv/bin:$PATH HF_HUB_OFFLINE=1
VOLUME /app/home
ENTRYPOINT ["coach"]
CMD ["--help"]
