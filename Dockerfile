FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PORTAL_VAR=/var/lib/portal PORTAL_STATIC=/srv/portal-static

RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --group portal --mode 0700 /var/lib/portal

WORKDIR /srv/portal
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY manage.py ./
COPY seminar_portal seminar_portal
COPY directory directory
COPY agenda agenda
COPY registration registration
COPY consent consent
COPY notifications notifications
COPY templates templates
COPY static static
COPY locale locale
COPY data data
# needs no setting of the installation
RUN python -m compileall -q . && python manage.py collectstatic --noinput --verbosity 0

USER portal
EXPOSE 8000
# No access log, and personal links are masked in all others. WEB_CONCURRENCY is the number of processes.
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--logger-class", "seminar_portal.server_log.MaskedLogger", "seminar_portal.wsgi"]
