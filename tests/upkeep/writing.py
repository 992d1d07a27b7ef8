"""A process that writes money and papers through actions until a file appears, for tests of what goes on beside it.

python -m tests.upkeep.writing WORK_ID TREASURER'S_TOKEN PLAN_LINE_ID FILE
"""

import sys
import time
from pathlib import Path

from app import create_app
from app.core import clock
from app.extensions import db
from app.people.queries import find_viewer
from app.works.actions import record_contribution, record_expense
from tests.works import walk


def main(work_id: int, token: str, line_id: int, stop: Path) -> None:
    app = create_app()
    number = 0
    while not stop.exists():
        number += 1
        with app.app_context():
            viewer = find_viewer(token)
            assert viewer is not None
            given = {"form": "cash", "source": "sponsor", "received_on": clock.today(), "party": f"Công ty {number}"}
            record_contribution(viewer.actor, work_id=work_id, amount=1000 + number, **given)
            paid = {"payee": "Cửa hàng điện Hùng", "paid_on": clock.today(), "plan_line_id": line_id}
            # Another colour for each: the same paper twice is refused as a copy.
            receipt = walk.receipt(f"#{number % 256:02x}{number // 256:02x}ff")
            record_expense(viewer.actor, work_id=work_id, amount=500 + number, receipt=receipt, **paid)
            db.session.remove()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        time.sleep(0.01)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
