"""Figures for Prometheus: what each process counts of its requests, and how the system is at the moment of asking.

Several processes serve, and any of them may be asked: each counts in files of its own, which are added up for the
answer. gunicorn.conf.py names their folder before the library is loaded, so nothing here is imported without need.
"""

import ipaddress
import os
import time
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from app.core.errors import DomainError
from app.extensions import db
from app.upkeep.queries import State, read_state

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_own = CollectorRegistry()
# By endpoint and not by address: few values, and nothing that somebody typed.
_requests = Counter("thap_sang_requests", "Requests answered", ["endpoint", "method", "status"], registry=_own)
_seconds = Histogram("thap_sang_request_seconds", "Time to answer, by area", ["area"], registry=_own, buckets=BUCKETS)


def is_allowed(address: str | None, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of the networks."""
    try:
        asking = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return any(asking in ipaddress.ip_network(network) for network in networks)


def measure(app: Flask) -> None:
    """Count every request from now on."""

    @app.before_request
    def begin() -> None:
        g.measured_from = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        _requests.labels(endpoint, request.method, response.status_code).inc()
        if "measured_from" in g:
            _seconds.labels(endpoint.split(".")[0]).observe(time.perf_counter() - g.measured_from)
        return response


def write_metrics() -> bytes:
    """All figures as text for Prometheus."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:  # a single process: `flask run`, tests
        registry = _own
    system = CollectorRegistry()
    system.register(_System())
    return generate_latest(registry) + generate_latest(system)


class _System:
    """How the system is now, from the database and the disks."""

    def collect(self) -> Iterable[Any]:
        try:
            state: State | None = read_state()
        except (SQLAlchemyError, DomainError):
            db.session.rollback()
            state = None
        yield _gauge("database_up", "Whether the database answers", 1 if state else 0)
        if state is None:
            return
        yield _gauge("revision_is_newest", "Whether the database stands where the code does", state.is_newest_revision)
        yield _gauge("database_bytes", "Size of the database", state.database_bytes)
        yield _gauge("upload_bytes", "Size of the uploaded files", state.upload_bytes)
        yield _gauge("uploads", "Number of uploaded files", state.uploads)
        yield _gauge("events_unsealed", "Events that no seal covers yet", state.unsealed)
        yield _gauge("emails_waiting", "E-mails that wait", state.queue.waiting)
        yield _gauge("emails_due", "E-mails that should have left", state.queue.due)
        yield _gauge("emails_failed", "E-mails that failed in the last seven days", state.queue.failed)
        yield _gauge("problems", "What the page of the system's state complains of", len(state.problems))
        ages = GaugeMetricFamily("thap_sang_job_age_seconds", "Since a job went well for the last time", labels=["job"])
        failed = GaugeMetricFamily("thap_sang_job_failed", "Whether a job's last try failed", labels=["job"])
        for name, job in state.jobs.items():
            if job.good_at is not None:
                ages.add_metric([name], (state.now - job.good_at).total_seconds())
            failed.add_metric([name], 1 if job.problem else 0)
        free = GaugeMetricFamily("thap_sang_disk_free_bytes", "Room on the disk of a folder", labels=["folder"])
        for name, disk in (("data", state.data_disk), ("backups", state.backup_disk)):
            if disk.is_there:
                free.add_metric([name], disk.free)
        yield from (ages, failed, free)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"thap_sang_{name}", text, value=float(value))
