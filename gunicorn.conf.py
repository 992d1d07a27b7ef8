"""gunicorn's settings, for `make run` and in production; docs/running.md has the table of variables."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
chdir = str(Path(__file__).resolve().parent)
wsgi_app = "wsgi:app"

# Threads, because phones on slow lines reach the server directly: a slow one holds a thread, not a whole process.
# Behind a proxy that buffers, THREADS=1 gives plain workers with steadier times.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "gthread" if threads > 1 else "sync"

timeout = 60
graceful_timeout = 30
keepalive = 5

# A fresh process now and then, not all at once: what a library leaks never grows old.
max_requests = int(os.environ.get("MAX_REQUESTS", "20000"))
max_requests_jitter = max_requests // 10

# The heartbeat file of each worker must not wait for a busy disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# gunicorn's control socket lies in the home folder, one for all servers of a user; systemd does that work here.
control_socket_disable = True

errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info")


class WithoutAddresses(Logger):
    """No line of gunicorn's for a request: it holds the address with all that was typed. The product writes one."""

    def access(self, *_of_a_request: object) -> None:
        pass


logger_class = WithoutAddresses
if (os.environ.get("LOG_FORMAT") or ("json" if os.environ.get("APP_ENV") == "production" else "text")) == "json":
    sys.path.insert(0, chdir)
    from app.core.logs import logging_settings

    logconfig_dict = logging_settings(loglevel.upper())

# Each process counts in files of its own, in one folder for as long as the server runs, reloads included. `make run`
# has loaded the library already, which then counts for one process: there it is for looking only.
if os.environ.get("METRICS_FROM") and (
    "prometheus_client" not in sys.modules or "PROMETHEUS_MULTIPROC_DIR" in os.environ
):
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="thap-sang-metrics-")
    metrics_folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]

    def child_exit(_server: object, worker: Worker) -> None:
        """What a process counted stays; what it was at the moment goes with it."""
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)

    def on_exit(_server: object) -> None:
        """Nothing is left behind."""
        shutil.rmtree(metrics_folder, ignore_errors=True)
