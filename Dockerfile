# Two stages: the first has pip and a compiler's leftovers, the second only what runs.
FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /opt/lectern \
 && /opt/lectern/bin/pip install -q --no-deps --require-hashes -r requirements.txt -r requirements-build.txt
COPY . .
RUN /opt/lectern/bin/pip install -q --no-deps --no-build-isolation .

FROM python:3.13-slim-trixie
# Cheaper encryption for viewers that know AES-128 alone (media/ipsec_seam.py); Debian has it for amd64.
RUN if [ "$(dpkg --print-architecture)" = amd64 ]; then \
      apt-get update -q && apt-get install -y -q --no-install-recommends libipsec-mb2 && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --system --create-home --home-dir /data --uid 10001 lectern
COPY --from=build /opt/lectern /opt/lectern
ENV PATH=/opt/lectern/bin:$PATH PYTHONUNBUFFERED=1 \
    LECTERN_HOST=0.0.0.0 LECTERN_PORT=8080 LECTERN_MEDIA_PORT=8081 LECTERN_DATA=/data
USER lectern
VOLUME /data
EXPOSE 8080/tcp 8081/udp 8081/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["lectern", "serve"]
