# The same image serves, works and sweeps; compose.yaml says which.
FROM python:3.12-slim AS build
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements/run.txt requirements/
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN .venv/bin/pybabel -q compile -d translations && .venv/bin/python -m compileall -q loyalty_app

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app loyalty
WORKDIR /app
COPY --from=build /app /app
RUN install -d -o loyalty /app/var
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 LOYALTY_LOG_FORMAT=json PORT=8000
USER loyalty
EXPOSE 8000
VOLUME /app/var
HEALTHCHECK --interval=15s --timeout=3s CMD python -c "import os, socket; socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 2).close()"
CMD exec granian --interface rsgi --http 1 --no-ws --host 0.0.0.0 --port "$PORT" --workers "${WEB_CONCURRENCY:-1}" --http1-buffer-size 32768 --http1-header-read-timeout 8000 wsgi:served
