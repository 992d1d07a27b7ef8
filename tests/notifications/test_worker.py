"""The worker: what waits is sent once, in its time, and nothing is lost."""

import email
import email.policy
import socketserver
import threading
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import NotAllowed
from app.notifications import actions
from app.notifications.models import Delivery
from app.notifications.worker import Worker
from app.notifications.writing import end_of_quiet
from app.volunteering.actions import cancel_activity, cancel_sign_up, sign_up_to_shift
from app.works.models import FollowUp
from tests import factories
from tests.notifications.conftest import deliveries, has_mail, told

NOON = clock.at_local(date(2026, 3, 4), time(12))


@pytest.fixture(autouse=True)
def mail_folder(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_TRANSPORT", "files")
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path / "mail"))
    return tmp_path / "mail"


def messages(folder: Path) -> list[email.message.EmailMessage]:
    files = sorted(folder.glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2]))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def states(person):
    return [delivery.state for delivery in deliveries(person, "email")]


def shift_on(cast, moment: datetime, **values):
    activity = factories.activity(cast.unit, starts_at=moment, **values)
    return factories.shift(activity, role="Dọn vệ sinh", starts_at=moment)


def test_a_message_says_what_when_and_where_as_text_and_as_html(cast, mail_folder):
    has_mail(cast.binh, "binh@example.org")
    with clock.travel(NOON):
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, NOON + timedelta(days=3)).id)
        assert Worker().run_once() == 1
    (message,) = messages(mail_folder)
    assert message["To"] == "Nguyễn Văn Bình <binh@example.org>"
    assert "Ngày thứ Bảy tình nguyện" in message["Subject"]
    for kind in ("plain", "html"):
        text = message.get_body((kind,)).get_content()
        assert "07/03/2026 12:00–15:00" in text
        assert "Cổng UBND xã" in text
        assert "/notices/unsubscribe/" in text
    assert message["List-Unsubscribe"].startswith("<http")
    assert message["Message-ID"] == f"<delivery-{deliveries(cast.binh, 'email')[0].id}@localhost>"


def test_a_delivery_is_sent_once_however_often_the_worker_runs(cast, mail_folder):
    has_mail(cast.binh)
    with clock.travel(NOON):
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, NOON + timedelta(days=3)).id)
        assert [Worker().run_once() for _time in range(3)] == [1, 0, 0]
    assert len(messages(mail_folder)) == 1
    assert states(cast.binh) == ["sent"]


def test_what_a_dead_worker_had_claimed_is_anothers_when_the_lease_ends(cast, mail_folder):
    has_mail(cast.binh)
    with clock.travel(NOON) as traveller:
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, NOON + timedelta(days=3)).id)
        (id_,) = actions.claim_deliveries(SYSTEM, number=5, lease=timedelta(minutes=5))
        assert Worker().run_once() == 0
        traveller.tick(301)
        assert Worker().run_once() == 1
    assert states(cast.binh) == ["sent"]
    assert not actions.finish_delivery(SYSTEM, delivery_id=id_, claim="an old one", outcome="later")
    assert states(cast.binh) == ["sent"]


def test_what_was_claimed_while_the_clock_was_years_ahead_is_sent_when_it_is_right_again(cast, mail_folder):
    has_mail(cast.binh)
    with clock.travel(NOON):
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, NOON + timedelta(days=3)).id)
    with clock.travel(NOON + timedelta(days=2)):
        assert len(actions.claim_deliveries(SYSTEM, number=5, lease=timedelta(minutes=5))) == 1
    with clock.travel(NOON + timedelta(minutes=1)):
        assert Worker().run_once() == 1
    assert states(cast.binh) == ["sent"]


def test_only_the_worker_claims_and_finishes(cast):
    with pytest.raises(NotAllowed):
        actions.claim_deliveries(cast.lan.actor, number=5, lease=timedelta(minutes=5))
    with pytest.raises(NotAllowed):
        actions.finish_delivery(cast.lan.actor, delivery_id=1, claim="", outcome="sent")
    with pytest.raises(NotAllowed):
        actions.let_go(cast.lan.actor, delivery_ids=[1], claims=[""])


def test_what_comes_too_late_is_not_sent(cast, mail_folder):
    has_mail(cast.binh)
    with clock.travel(NOON) as traveller:
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, NOON + timedelta(hours=20)).id)
        traveller.tick(20 * 3600)
        Worker().run_once()
    assert (states(cast.binh), messages(mail_folder)) == (["skipped"], [])
    assert told(cast.binh) == ["place_given"], "it still stands in the product"


def test_who_unsubscribed_meanwhile_gets_nothing_more(cast, mail_folder):
    has_mail(cast.binh)
    with clock.travel(NOON):
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, NOON + timedelta(days=3)).id)
        actions.save_choices(cast.binh.actor, off=["places"], quiet_from=21, quiet_until=6)
        Worker().run_once()
    assert (states(cast.binh), messages(mail_folder)) == (["skipped"], [])


def test_somebody_without_an_address_keeps_nobody_waiting(cast, mail_folder):
    has_mail(cast.chi)
    with clock.travel(NOON):
        shift = shift_on(cast, NOON + timedelta(days=3))
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
        sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
        Worker().run_once()
    assert (states(cast.binh), states(cast.chi)) == (["skipped"], ["sent"])


# -- the quiet time ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ((4, 20, 59), (4, 20, 59)),
        ((4, 21, 0), (5, 6, 0)),
        ((4, 23, 59), (5, 6, 0)),
        ((5, 0, 0), (5, 6, 0)),
        ((5, 5, 59), (5, 6, 0)),
        ((5, 6, 0), (5, 6, 0)),
        ((28, 22, 0), (29, 6, 0)),
    ],
)
def test_the_quiet_time_ends_in_the_morning(moment, ends):
    day, hour, minute = moment
    end_day, end_hour, end_minute = ends
    # February 2028 has 29 days.
    asked = clock.at_local(date(2028, 2, day), time(hour, minute))
    assert end_of_quiet(asked, 21, 6) == clock.at_local(date(2028, 2, end_day), time(end_hour, end_minute))


def test_a_quiet_time_by_day_and_none_at_all():
    asked = clock.at_local(date(2026, 3, 4), time(13))
    assert end_of_quiet(asked, 12, 14) == clock.at_local(date(2026, 3, 4), time(14))
    assert end_of_quiet(asked, 14, 14) == asked


def night(cast, hours_ahead, act):
    """What Bình's e-mails do when something happens at 22:30 to a shift that begins so much later."""
    has_mail(cast.binh)
    late = clock.at_local(date(2026, 3, 4), time(22, 30))
    with clock.travel(NOON):
        shift = shift_on(cast, late + timedelta(hours=hours_ahead))
        sign_up = sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=cast.binh.member.id)
        Worker().run_once()
    with clock.travel(late) as traveller:
        act(shift, sign_up)
        Worker().run_once()
        at_night = states(cast.binh)
        traveller.instant = clock.at_local(date(2026, 3, 5), time(6))
        Worker().run_once()
    return at_night, states(cast.binh)


def test_at_night_messages_wait_until_the_quiet_time_ends(cast):
    def give_back(_shift, sign_up):
        cancel_sign_up(cast.an.actor, sign_up_id=sign_up.id, reason="đổi người")

    assert night(cast, 30, give_back) == (["sent", "waiting"], ["sent", "sent"])


def test_that_a_shift_of_tomorrow_is_called_off_is_said_at_night(cast):
    def call_off(shift, _sign_up):
        cancel_activity(cast.an.actor, activity_id=shift.activity_id, reason="Mưa to")

    assert night(cast, 10, call_off) == (["sent", "sent"], ["sent", "sent"])


def test_that_a_shift_of_next_week_is_called_off_waits_for_the_morning(cast):
    def call_off(shift, _sign_up):
        cancel_activity(cast.an.actor, activity_id=shift.activity_id, reason="Mưa to")

    assert night(cast, 150, call_off) == (["sent", "waiting"], ["sent", "sent"])


def test_the_quiet_time_holds_nothing_back_until_it_is_too_late(cast):
    def give_back(_shift, sign_up):
        cancel_sign_up(cast.an.actor, sign_up_id=sign_up.id, reason="đổi người")

    assert night(cast, 7, give_back)[0] == ["sent", "sent"]


# -- the reminder ------------------------------------------------------------------------------------------------------


def remind_at(hour, minute=0, day=4):
    with clock.travel(clock.at_local(date(2026, 3, day), time(hour, minute))):
        return actions.remind_of_shifts(SYSTEM)


def test_the_reminder_comes_the_evening_before_and_once(cast):
    tomorrow = clock.at_local(date(2026, 3, 5), time(7, 30))
    with clock.travel(NOON):
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, tomorrow).id)
    assert [remind_at(17, 59), remind_at(18), remind_at(18, 1), remind_at(20)] == [0, 1, 0, 0]
    assert told(cast.binh) == ["place_given", "reminder"]


@pytest.mark.parametrize(
    ("starts", "reminded"),
    [
        ((5, 0, 0), 1),  # midnight: the first minute of tomorrow
        ((5, 23, 59), 1),
        ((6, 0, 0), 0),
        ((4, 23, 59), 0),
    ],
)
def test_tomorrow_is_the_day_in_vietnam(cast, starts, reminded):
    day, hour, minute = starts
    with clock.travel(NOON):
        moment = clock.at_local(date(2026, 3, day), time(hour, minute))
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, moment).id)
    assert remind_at(18) == reminded


def test_only_places_in_what_takes_place_are_reminded_of(db, cast):
    tomorrow = clock.at_local(date(2026, 3, 5), time(7, 30))
    with clock.travel(NOON):
        shift = shift_on(cast, tomorrow)
        shift.capacity = 1
        db.session.commit()
        for person in (cast.binh, cast.chi):
            sign_up_to_shift(person.actor, shift_id=shift.id)
        called_off = shift_on(cast, tomorrow + timedelta(hours=5))
        sign_up_to_shift(cast.dung.actor, shift_id=called_off.id)
        cancel_activity(cast.an.actor, activity_id=called_off.activity_id, reason="Mưa")
    assert remind_at(18) == 1
    assert "reminder" not in told(cast.chi) + told(cast.dung)


def test_who_signs_up_in_the_evening_was_told_just_now(cast):
    with clock.travel(clock.at_local(date(2026, 3, 4), time(19))):
        shift = shift_on(cast, clock.at_local(date(2026, 3, 5), time(7, 30)))
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert remind_at(19, 5) == 0


def test_the_leaders_of_a_work_hear_that_a_visit_is_due_once(db, cast):
    work = factories.work(cast.chapter, state="accepted", accepted_on=date(2025, 9, 4))
    db.session.add(FollowUp(work_id=work.id, months=6, due_on=date(2026, 3, 4)))
    db.session.commit()
    with clock.travel(date(2026, 3, 3)):
        assert actions.remind_of_visits(SYSTEM) == 0
    with clock.travel(date(2026, 3, 4)):
        assert [actions.remind_of_visits(SYSTEM) for _time in range(2)] == [1, 0]
    assert told(cast.an) == ["follow_up_due"], "the chapter has no leader of its own"


# -- the mail server ---------------------------------------------------------------------------------------------------


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as it takes. `refuses`: addresses that it will never take."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0, refuses: tuple[str, ...] = ()) -> None:
        self.refuses, self.received = refuses, []
        super().__init__(("127.0.0.1", port), MailConversation)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()


class MailConversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("DATA"):
                self.say("354 go on")
                content = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    content += part
                self.server.received.append(email.message_from_bytes(content, policy=email.policy.default))
                self.say("250 taken")
            elif verb.startswith("RCPT") and any(address in line for address in self.server.refuses):
                self.say("550 no such person")
            elif verb.startswith("QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def by_smtp(app, monkeypatch):
    def use(port):
        for name, value in {
            "MAIL_TRANSPORT": "smtp",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": port,
            "SMTP_SECURITY": "none",
        }.items():
            monkeypatch.setitem(app.config, name, value)

    return use


def test_a_mail_server_that_is_gone_and_comes_back_loses_nothing(cast, by_smtp):
    server = MailServer()
    port = server.server_address[1]
    server.end()
    by_smtp(port)
    people = (cast.binh, cast.chi, cast.dung)
    with clock.travel(NOON) as traveller:
        shift = shift_on(cast, NOON + timedelta(days=3))
        for person in people:
            has_mail(person)
            sign_up_to_shift(person.actor, shift_id=shift.id)
        Worker().run_once()
        assert [states(person) for person in people] == [["waiting"]] * 3
        assert "refused" in deliveries(cast.binh, "email")[0].last_error
        assert Worker().run_once() == 0, "it waits before it tries again"
        traveller.tick(31)
        Worker().run_once()
        traveller.tick(31)
        assert Worker().run_once() == 0, "and longer each time"
        server = MailServer(port)
        traveller.tick(30)
        Worker().run_once()
    assert [states(person) for person in people] == [["sent"]] * 3
    assert len({message["Message-ID"] for message in server.received}) == len(server.received) == 3
    server.end()


def test_an_address_that_the_server_refuses_is_given_up_and_the_others_are_sent(cast, by_smtp):
    server = MailServer(refuses=("binh@example.org",))
    by_smtp(server.server_address[1])
    has_mail(cast.binh, "binh@example.org")
    has_mail(cast.chi)
    with clock.travel(NOON):
        shift = shift_on(cast, NOON + timedelta(days=3))
        for person in (cast.binh, cast.chi):
            sign_up_to_shift(person.actor, shift_id=shift.id)
        Worker().run_once()
    assert (states(cast.binh), states(cast.chi)) == (["failed"], ["sent"])
    server.end()


def test_a_full_disk_is_waited_for(cast, mail_folder, tmp_path):
    has_mail(cast.binh)
    mail_folder.write_text("a file where the folder should be")
    with clock.travel(NOON) as traveller:
        sign_up_to_shift(cast.binh.actor, shift_id=shift_on(cast, NOON + timedelta(days=3)).id)
        Worker().run_once()
        assert states(cast.binh) == ["waiting"]
        mail_folder.unlink()
        traveller.tick(31)
        Worker().run_once()
    assert states(cast.binh) == ["sent"]


def test_a_delivery_that_cannot_be_put_together_does_not_stop_the_others(db, cast, mail_folder):
    has_mail(cast.binh)
    with clock.travel(NOON):
        shift = shift_on(cast, NOON + timedelta(days=3))
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
        broken = deliveries(cast.binh, "email")[0]
        db.session.add(
            Delivery(
                account_id=broken.account_id,
                kind="no_such_kind",
                thing="x",
                channel="email",
                details={},
                at=NOON,
                due_at=NOON - timedelta(hours=1),
                state="waiting",
            )
        )
        db.session.commit()
        Worker().run_once()
    assert states(cast.binh) == ["sent", "failed"]
