"""`python -m bench`: measure what docs and targets name, print it, and write bench/results.md.

A missed target is a result, not an error: the exit status is 0 unless something broke.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import p01_lists, p03_details, p05_rush, p07_map, p08_phone, p10_report, p11_roster
from bench.figures import Figure, as_table, write_results
from bench.stage import AT_ONCE, THREADS, WORKERS, Sizes, Stage, stage
from tests.postgres import running_postgres
from tests.serving import ROOT

KINDS = ("sqlite", "postgresql")
# One module for each target: `measure(stage)` gives its figures.
MEASURES: dict[str, Callable[[Stage], Sequence[Figure]]] = {
    "P1": p01_lists.measure,
    "P3": p03_details.measure,
    "P5": p05_rush.measure,
    "P7": p07_map.measure,
    "P8": p08_phone.measure,
    "P10": p10_report.measure,
    "P11": p11_roster.measure,
}


def main() -> int:
    options = _read_options()
    sizes = Sizes(options.works, options.members, options.activities, options.runs, options.seconds)
    sections: dict[str, Sequence[Figure]] = {}
    _make_files()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_postgres()) if "postgresql" in options.database else None
        for kind in options.database:
            began = time.monotonic()
            print(f"{kind}: loading {sizes.works:,} works, {sizes.members:,} members …", flush=True)
            with stage(kind, folder / kind, server, sizes) as ready:
                print(f"{kind}: ready after {time.monotonic() - began:.0f} s", flush=True)
                figures: list[Figure] = []
                for name in options.only:
                    figures += MEASURES[name](ready)
                    print(f"{kind}: {name} done after {time.monotonic() - began:.0f} s", flush=True)
            sections[ready.version] = figures
            print("\n".join(as_table(figures)), flush=True)
    settings = [
        f"{sizes.works:,} works, {sizes.members:,} members, {sizes.activities:,} activities; "
        f"gunicorn with {WORKERS} workers of {THREADS} threads, {AT_ONCE} requests at once",
        f"{sizes.runs} runs of {sizes.seconds:g} s of each page and of its baseline, by turns",
    ]
    if not options.dry:
        write_results(sections, settings)
    return 0


def _make_files() -> None:
    """Static files and messages as production has them: without them pages are slower, and not in Vietnamese."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import run

    run.make_files()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little data, short runs; nothing is written")
    parser.add_argument("--dry", action="store_true", help="don't write bench/results.md")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES), help="which targets")
    parser.add_argument("--database", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--works", type=int, default=20_000)
    parser.add_argument("--members", type=int, default=4_000)
    parser.add_argument("--activities", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    if options.quick:
        options.works, options.activities, options.runs, options.seconds = 500, 200, 3, 0.5
        options.dry = True
    return options


if __name__ == "__main__":
    sys.exit(main())
