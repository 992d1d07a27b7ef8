"""What every route gives to every role: read from and written to routes.txt.

A line is `METHOD endpoint | role own/foreign …`: the status for the role's own object and for a foreign one. A missing
object gives what a foreign one that may not be seen gives, 404; the test asserts that apart.
"""

from pathlib import Path

TABLE = Path(__file__).with_name("routes.txt")
Cells = dict[str, str]


def read_table() -> dict[str, Cells]:
    """Route ("GET works.work") → role → "own/foreign"."""
    table: dict[str, Cells] = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            route, cells = line.split("|")
            table[route.strip()] = dict(cell.split("=") for cell in cells.split())
    return table


def format_table(table: dict[str, Cells]) -> str:
    """The text of routes.txt, routes in alphabetical order."""
    return "".join(
        f"{route:<44} | {' '.join(f'{role}={cell}' for role, cell in cells.items())}\n"
        for route, cells in sorted(table.items())
    )
