"""Canaries of every member, looked for in every answer to every role, in every format that there is.

Each member of the world carries a phone number, an e-mail and a birth date that stand nowhere else. canaries.txt says
which route shows whose to which role; a line that is no longer true, or one more, fails. To change it on purpose:
`UPDATE_CANARIES=1 pytest tests/system/test_every_canary.py --database sqlite`, then read the difference line by line.
"""

import io
import os
import re
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from docx import Document
from sqlalchemy import select

from app.core import clock
from app.extensions import db as database
from app.people.models import Account, Member, Membership
from app.volunteering.models import Shift
from tests import factories
from tests.attendance.test_paper import paper
from tests.checks import PageClient
from tests.system.reading import text_of
from tests.system.routes import read_table
from tests.system.test_every_route import _url
from tests.system.world import make_world

TABLE = Path(__file__).with_name("canaries.txt")
# Pictures: what is drawn in them is text that stands in the pages beside them.
PICTURES = {"volunteering.share_card", "volunteering.photo", "works.photo", "works.visit_photo", "static"}
# Get what another role of the world gets, on the other side.
SAME_AS_ANOTHER = {"stranger", "future_leader"}
MASKED = re.compile(r"[\s\N{NO-BREAK SPACE}]|&nbsp;")


def put_canaries():
    """A phone number, e-mail and birth date for each member and account; returns whose each needle is, by member.

    Half of the members are pupils of 16, the others adults.
    """
    needles = {}
    members = database.session.execute(select(Member).order_by(Member.id)).scalars().all()
    for number, member in enumerate(members):
        born = clock.today() - timedelta(days=(16 if number % 2 else 31) * 365 + 40 + number)
        member.birth_date, member.phone = born, f"+8496{number:02}770{number:02}"
        member.email, member.card_number = f"hoang-yen-{number}@kin.example", f"THE-{number:02}-7731"
        account = database.session.execute(select(Account).where(Account.member_id == member.id)).scalar_one_or_none()
        if account is not None:
            account.phone, account.email = member.phone, member.email
        written = (born.isoformat(), clock.format_date(born), f"{born:%Y%m%d}", f"{born.day}/{born.month}/{born.year}")
        needles[member.id] = (member.phone[3:], member.email, member.card_number, *written)
    database.session.commit()
    return needles


def stands_in(needle, text):
    """8/10/2010 is not what 18/10/2010 says, which may be one's own."""
    return needle in text and (needle[1] != "/" or re.search(rf"(?<!\d){needle}", text) is not None)


def homes():
    """The unit of each member."""
    present = select(Membership.member_id, Membership.unit_id).where(Membership.valid_until.is_(None))
    return dict(database.session.execute(present).all())


def merged():
    """Records that are the same person's as another one."""
    found = select(Member.id, Member.merged_into_id).where(Member.merged_into_id.is_not(None))
    return dict(database.session.execute(found).all())


def whose(member_id, person, unit_of):
    """Whose canary it is, as the table has it: one's own, of the own unit, of another one."""
    own = person.member.id if person is not None and person.member is not None else None
    if member_id == own:
        return "self"
    return "unit" if own is not None and unit_of[member_id] == unit_of[own] else "others"


def share_a_shift(world):
    """An open shift of the stranger's unit, seen by everybody, in which an adult and a minor have places."""
    host = database.session.get(factories.Unit, world.foreign["unit_id"])
    activity = factories.activity(host, capacity=4, title="Ngày của những người cùng ca")
    shift = database.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    for number in range(2):
        factories.sign_up(shift, factories.member(host, f"Hoàng Yến {number}"), host)
    return {"activity_id": activity.id, "shift_id": shift.id}


def addresses(app, world, shared, role, statuses):
    """Every address that answers this role, for what is one's own, a stranger's, and the shift that all may see.

    What routes.txt knows as refused isn't asked for again: those pages say nothing but that.
    """
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if "GET" not in rule.methods or rule.endpoint in PICTURES:
            continue
        answers = statuses[f"GET {rule.endpoint}"][role].split("/")
        places = [world.own, world.foreign][: len(answers)]
        urls = [_url(app, rule, values) for values, status in zip(places, answers, strict=True) if status == "200"]
        if rule.arguments & {"activity_id", "shift_id"}:
            urls.append(_url(app, rule, {**world.foreign, **shared}))
        yield rule.endpoint, urls


def test_canaries_appear_only_where_the_table_says(app):
    world = make_world()
    shared = share_a_shift(world)
    needles, unit_of, statuses, kept = put_canaries(), homes(), read_table(), merged()
    minors = {
        member.id for member in database.session.execute(select(Member)).scalars() if member.is_minor_on(clock.today())
    }
    assert len(minors) > 3
    found = set()
    for role, person in world.roles.items():
        if role in SAME_AS_ANOTHER:
            continue
        browser = PageClient(app, person)
        for endpoint, urls in addresses(app, world, shared, role, statuses):
            for url in urls:
                seen = MASKED.sub("", text_of(browser.call("GET", url)))
                for id_, own in needles.items():
                    if any(stands_in(needle, seen) for needle in own):
                        owner = whose(kept.get(id_, id_), person, unit_of)
                        assert owner == "self" or id_ not in minors, f"{role} reads a minor's data unasked at {url}"
                        found.add(f"{endpoint} {role}: {owner}")
    if os.environ.get("UPDATE_CANARIES"):
        TABLE.write_text("# Which route shows whose data to which role; see test_every_canary.py.\n" + lines(found))
    expected = {line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")}
    assert set(lines(found).splitlines()) == expected


def lines(found):
    """One line for each route and role, with whose data it shows."""
    cells = {}
    for one in found:
        cell, owner = one.split(": ")
        cells.setdefault(cell, set()).add(owner)
    return "".join(f"{cell}: {' '.join(sorted(owners))}\n" for cell, owners in sorted(cells.items()))


def test_who_has_no_right_stands_nowhere_in_the_table():
    """Roles without the right to contact data see their own and nobody else's; a minor's stand nowhere unasked."""
    for line in TABLE.read_text().splitlines():
        if line.startswith("#"):
            continue
        cell, owners = line.split(": ")
        role = cell.split()[1]
        if role in ("visitor", "member", "treasurer", "former_leader"):
            assert owners == "self", line
            assert role != "visitor", line


def test_every_format_is_read(app):
    """The test of the test: a canary is found in a PDF, a sheet, a document, a calendar."""

    class Answer:
        def __init__(self, raw):
            self.raw = raw

        def get_data(self):
            return self.raw

        def close(self):
            pass

    sheet, document = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(sheet) as book:
        book.add_worksheet().write_string(0, 0, "0967700813")
    word = Document()
    paragraph = word.add_paragraph("096")
    paragraph.add_run("7700813").bold = True
    word.save(document)
    calendar = b"BEGIN:VCALENDAR\r\nSUMMARY:0967\r\n 700813\r\nEND:VCALENDAR\r\n"
    with app.test_request_context():
        certificate = paper(full_name="Yến 0967700813", first_on=date(2026, 11, 28))
    for raw in (sheet.getvalue(), document.getvalue(), calendar, certificate, b"0967700813"):
        assert "0967700813" in MASKED.sub("", text_of(Answer(raw))), raw[:20]
