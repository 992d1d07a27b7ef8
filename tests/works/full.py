"""A work as full as any: 200 entries, 40 photos, 300 rows of history."""

from collections.abc import Callable

from app.core import clock
from app.core.actor import Actor
from app.core.files import NewFile
from app.seed.at_once import at_once
from app.works.actions import add_photos, record_contribution, record_expense, refuse_expense

ENTRIES, PHOTOS, HISTORY = 200, 40, 300


def fill(
    work_id: int,
    *,
    leader: Actor,
    treasurer: Actor,
    line_id: int,
    photo: Callable[[], NewFile],
    receipt: Callable[[], NewFile],
    rows_before: int,
) -> None:
    """Add what is missing to a work under way whose history has `rows_before` rows; in one transaction, for its time.

    The last rows of history are expenses that were recorded and refused.
    """
    moments = ("before", "during", "after")
    with at_once():
        for number in range(ENTRIES):
            record_contribution(
                treasurer,
                work_id=work_id,
                source=("sponsor", "members", "unit_fund")[number % 3],
                form="cash" if number % 4 else "in_kind",
                amount=10_000 + number,
                received_on=clock.today(),
                party=f"Nhà hảo tâm thứ {number}",
                description="Ủng hộ bóng đèn",
            )
        for number in range(PHOTOS):
            add_photos(leader, work_id=work_id, moment=moments[number % 3], photos=(photo(),), caption=f"Cột {number}")
        for number in range((HISTORY - rows_before - ENTRIES - PHOTOS + 1) // 2):
            expense = record_expense(
                treasurer,
                work_id=work_id,
                plan_line_id=line_id,
                amount=1_000 + number,
                payee=f"Cửa hàng {number}",
                paid_on=clock.today(),
                receipt=receipt(),
            )
            refuse_expense(leader, expense_id=expense, reason="Thiếu chữ ký")
