"""P5: 200 members ask for 50 places, 32 at once, each on a connection of their own."""

from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import func, insert, select

from app.core import clock
from app.core.text import fold
from app.extensions import db
from app.people.models import Account, Member, Unit
from app.seed.scale.people import CODE
from app.volunteering.models import Activity, Shift
from bench import baseline_tables
from bench.figures import Figure, at_least, at_most, for_information
from bench.stage import Request, Stage
from tests.serving import Visit

MEMBERS, PLACES, AT_ONCE = 200, 50, 32
RATIO, SECONDS, STATEMENTS = 0.30, 1.0, 12
ADULT = timedelta(days=18 * 366)


def measure(stage: Stage) -> list[Figure]:
    visits = _sign_in_members(stage)
    first = _add_shift(stage, 0)
    counted = stage.count(visits[0], f"/shifts/{first}/sign-up", "POST")
    ratios, seconds, rates, bare_rates, slowest = [], [], [], [], []
    for number in range(stage.sizes.runs + 1):
        shift_id = _add_shift(stage, number + 1)
        run = stage.load(stage.product, _requests(shift_id, visits), seconds=None, at_once=AT_ONCE).expect(303)
        confirmed = stage.scalar(select(Shift.confirmed).where(Shift.id == shift_id))
        bare_id = baseline_tables.add_shift(stage.site.database_url, PLACES)
        bare = stage.load(stage.baseline, _bare_requests(bare_id), seconds=None, at_once=AT_ONCE).expect(303)
        bare_confirmed = baseline_tables.count_confirmed(stage.site.database_url, bare_id)
        if (confirmed, bare_confirmed) != (PLACES, PLACES):
            raise RuntimeError(f"{confirmed} and {bare_confirmed} places given of {PLACES}")
        if number == 0:
            continue  # to warm up
        ratios.append(run.rate / bare.rate)
        seconds.append(run.seconds)
        rates.append(run.rate)
        bare_rates.append(bare.rate)
        slowest.append(max(run.times))
    what = "rush of 200 for 50 places"
    return [
        at_least("P5", what, "× the bare command's rate", ratios, RATIO),
        at_most("P5", what, "s for 200 answers", seconds, SECONDS),
        at_most("P5", "one sign-up", "statements", [counted.statements], STATEMENTS),
        at_most("P5", "one sign-up", "commits", [counted.commits], 1),
        at_most("P5", "one sign-up", "connections", [counted.connections], 1),
        for_information("P5", what, "sign-ups a second", rates),
        for_information("P5", "bare command in the same rush", "sign-ups a second", bare_rates),
        for_information("P5", what, "s, the slowest answer", slowest),
    ]


def _requests(shift_id: int, visits: list[Visit]) -> list[Request]:
    return [
        ("POST", f"/shifts/{shift_id}/sign-up", {"Cookie": visit.cookie}, urlencode({"csrf_token": visit.csrf_token}))
        for visit in visits
    ]


def _bare_requests(shift_id: int) -> list[Request]:
    return [("POST", f"/shifts/{shift_id}/sign-up", {}, urlencode({"member": n})) for n in range(MEMBERS)]


def _sign_in_members(stage: Stage) -> list[Visit]:
    """Give 200 adults of the data an account and a session each."""
    with stage.site.app.app_context():
        adults = db.session.execute(
            select(Member.id)
            .where(Member.code.like(f"{CODE}%"), Member.birth_date < clock.today() - ADULT)
            .order_by(Member.id)
            .limit(MEMBERS)
        ).scalars()
        db.session.execute(insert(Account), [{"member_id": id_, "name": f"Tài khoản {id_}"} for id_ in adults])
        accounts = list(
            db.session.execute(
                select(Account.id).where(Account.member_id.is_not(None)).order_by(Account.id).limit(MEMBERS)
            ).scalars()
        )
        db.session.commit()
        stage.site.let_go()
    if len(accounts) < MEMBERS:
        raise RuntimeError(f"a rush needs {MEMBERS} grown-up members, there are {len(accounts)}")
    return stage.site.sign_in_all(accounts)


def _add_shift(stage: Stage, number: int) -> int:
    """An activity for all with one shift, on a day on which nobody has another place."""
    with stage.site.app.app_context():
        last = db.session.execute(select(func.max(Shift.ends_at))).scalar_one()
        starts_at = last + timedelta(days=2)
        host = db.session.execute(select(Unit.id).where(Unit.code == f"{CODE}-01")).scalar_one()
        title = f"Đợt đăng ký {number}"
        activity = Activity(
            host_unit_id=host,
            title=title,
            title_folded=fold(title),
            state="published",
            audience="all",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            published_at=clock.now(),
            created_at=clock.now(),
        )
        db.session.add(activity)
        db.session.flush()  # the shift needs the id
        shift = Shift(
            activity_id=activity.id,
            role="Đổ bê tông",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            capacity=PLACES,
        )
        db.session.add(shift)
        db.session.commit()
        shift_id = shift.id
        stage.site.let_go()
    return shift_id
