"""gunicorn's settings, for `make run` and in production; docs/running.md has the table of variables."""

import os
from pathlib import Path

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

accesslog = os.environ.get("ACCESS_LOG") or None  # "-" is the standard output
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info")
