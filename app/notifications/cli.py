"""`flask worker`: sends what waits, until it is told to stop."""

import os
import signal
from typing import Any

import click
from flask.cli import with_appcontext

from app.notifications.worker import Worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
@click.option("--with-parent", is_flag=True, help="End when the process that started it does.")
@with_appcontext
def worker(once: bool, with_parent: bool) -> None:
    """Send notices and reminders; any number of workers may run at once."""
    working = Worker(parent=os.getppid() if with_parent else None)

    def stop(*_signal: Any) -> None:
        working.stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if once:
        click.echo(f"{working.run_once()} deliveries tried")
    else:
        working.run()
