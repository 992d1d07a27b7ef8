"""Commendation: evidence from records, limits and quotas, three people, certificates, naming by consent, honours."""

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.drives.actions import (
    check_nomination,
    close_drive,
    consent_to_naming,
    decide_commendations,
    nominate,
    note_guardian,
    refuse_nomination,
)
from app.drives.certificate import write_merit
from app.drives.models import Nomination
from app.drives.paper import write_decision
from app.drives.queries import (
    get_commendations_page,
    get_decision,
    get_nomination,
    get_place_to_nominate,
    list_commended,
    list_honours_of_member,
    list_honours_of_unit,
    list_thing_choices,
)
from app.extensions import db as database
from app.people.models import MemberRating
from app.volunteering.models import Shift
from tests import factories
from tests.cast import somebody
from tests.drives.drives import AFTER, DURING, load, place_of, running
from tests.drives.test_three_people import committee_and_leader, score, verify
from tests.learning import walk

DECIDED = {"number": "12-QĐ/ĐTN", "decided_on": AFTER, "signer": "Lương Hải", "signer_title": "Bí thư"}


def refused(call) -> str:
    with pytest.raises(NotPossible) as error:
        call()
    return error.value.reason


def ended(cast, **values) -> int:
    """A closed drive in which An's unit has a work and Bình has three hours."""
    drive_id = running(cast, **values)
    work = factories.work(cast.unit, state="accepted", accepted_on=DURING, delivered_households=41)
    activity = factories.activity(cast.unit, state="held", held_on=DURING, work_id=work.id)
    shift = activity_shift(activity)
    factories.sign_up(shift, cast.binh.member, cast.unit, state="attended", confirmed_minutes=180)
    with clock.travel(AFTER):
        close_drive(cast.hai.actor, drive_id=drive_id, version=load(drive_id).version)
    return drive_id


def activity_shift(activity):
    return database.session.scalars(select(Shift).where(Shift.activity_id == activity.id)).one()


def put_up(cast, drive_id, kind="member", thing=None, person=None, merit="Tích cực"):
    thing = thing if thing is not None else cast.binh.member.id
    return nominate(
        (person or cast.an).actor,
        place_id=place_of(drive_id, cast.unit),
        kind=kind,
        thing_id=thing,
        form="certificate",
        merit=merit,
    )


def decide(cast, drive_id, *nominations, person=None, **more):
    with clock.travel(AFTER):
        return decide_commendations(
            (person or cast.hai).actor, drive_id=drive_id, nomination_ids=nominations, **{**DECIDED, **more}
        )


def test_evidence_is_filled_in_from_the_records(db, cast):
    drive_id = ended(cast)
    db.session.add(MemberRating(member_id=cast.binh.member.id, year=2025, unit_id=cast.unit.id, grade="excellent"))
    db.session.commit()
    studied = walk.add_class(cast, starts_on=DURING)
    walk.send(cast.an, studied, cast.binh.member, outcome="completed")
    work = list_thing_choices(cast.an.actor, get_place(cast, drive_id), "work")
    made = {
        "member": put_up(cast, drive_id),
        "work": put_up(cast, drive_id, "work", work[0][0]),
        "unit": put_up(cast, drive_id, "unit", cast.unit.id),
    }
    facts = {
        kind: {fact["key"]: fact["value"] for fact in db.session.get_one(Nomination, id_).evidence}
        for kind, id_ in made.items()
    }
    assert facts["member"] == {
        "member.hours": "3.0",
        "member.turns": "1",
        "member.works": "1",
        "rating.excellent": "2025",
        "member.initiatives": "0",
        "member.classes": "1",
    }
    assert (facts["work"]["works.households"], facts["work"]["work.accepted_on"]) == ("41", "01/06/2025")
    assert (facts["unit"]["drive.rank"], facts["unit"]["drive.points"]) == ("1 / 2 · Cụm 1", "10.00")
    assert (facts["unit"]["works.accepted"], facts["unit"]["volunteering.hours"]) == ("1", "3")


def get_place(cast, drive_id):
    return get_place_to_nominate(cast.an.actor, place_of(drive_id, cast.unit))


def test_a_leader_nominates_what_is_of_the_unit_and_never_themselves(db, cast):
    drive_id = ended(cast)
    for person in (cast.binh, cast.giang, cast.ha):
        with pytest.raises(NotAllowed):
            put_up(cast, drive_id, person=person)
    assert refused(lambda: put_up(cast, drive_id, thing=cast.an.member.id)) == "nominates_oneself"
    assert refused(lambda: put_up(cast, drive_id, thing=cast.chi.member.id)) == "not_of_the_unit"
    assert refused(lambda: put_up(cast, drive_id, "unit", cast.other_unit.id)) == "not_of_the_unit"
    late = factories.work(cast.unit, state="accepted", accepted_on=date(2026, 1, 2))
    assert refused(lambda: put_up(cast, drive_id, "work", late.id)) == "not_accepted_in_the_drive"
    put_up(cast, drive_id)
    assert refused(lambda: put_up(cast, drive_id)) == "nominated_already"
    lazy = factories.member(cast.unit, "Người Lười")
    db.session.add(MemberRating(member_id=lazy.id, year=2025, unit_id=cast.unit.id, grade="not_completed"))
    db.session.commit()
    assert refused(lambda: put_up(cast, drive_id, thing=lazy.id)) == "did_not_complete_the_tasks"


def test_who_nominates_who_checks_and_who_decides_are_three_people(cast):
    drive_id = ended(cast)
    both = committee_and_leader(cast)
    nomination = put_up(cast, drive_id, person=both)
    with pytest.raises(NotAllowed):
        check_nomination(both.actor, nomination_id=nomination)
    for person in (cast.an, cast.khanh):
        with pytest.raises(NotAllowed):
            check_nomination(person.actor, nomination_id=nomination)
    assert refused(lambda: decide(cast, drive_id, nomination)) == "not_checked_yet"
    check_nomination(cast.ha.actor, nomination_id=nomination)
    for person in (both, cast.ha, cast.an):
        with pytest.raises(NotAllowed):
            decide(cast, drive_id, nomination, person=person)
    decide(cast, drive_id, nomination)


def test_who_scored_or_verified_in_the_drive_does_not_decide_its_commendations(cast):
    drive_id = running(cast)
    with clock.travel(DURING):
        verify(cast.ha, score(cast, drive_id))
    with clock.travel(AFTER):
        close_drive(cast.hai.actor, drive_id=drive_id, version=load(drive_id).version)
    third = somebody(cast.other_unit, "Người Thứ Ba", "committee", cast.bloc)
    nomination = put_up(cast, drive_id)
    check_nomination(third.actor, nomination_id=nomination)
    with pytest.raises(NotAllowed):
        decide(cast, drive_id, nomination, person=cast.ha)
    decide(cast, drive_id, nomination)


def test_the_commended_member_has_no_part_in_the_decision(cast):
    drive_id = ended(cast)
    own = somebody(cast.unit, "Ủy Viên", "committee", cast.bloc)
    nomination = put_up(cast, drive_id, thing=own.member.id)
    with pytest.raises(NotAllowed):
        check_nomination(own.actor, nomination_id=nomination)
    check_nomination(cast.ha.actor, nomination_id=nomination)
    with pytest.raises(NotAllowed):
        decide(cast, drive_id, nomination, person=own)


def test_quotas_are_kept_over_all_decisions_of_a_drive(cast):
    drive_id = ended(cast, most_members=1)
    others = [factories.member(cast.unit, f"Người {name}") for name in ("Hai", "Ba")]
    made = [put_up(cast, drive_id, thing=thing) for thing in (cast.binh.member.id, *(each.id for each in others))]
    for each in made:
        check_nomination(cast.ha.actor, nomination_id=each)
    assert refused(lambda: decide(cast, drive_id, *made[:2])) == "too_many_members"
    decide(cast, drive_id, made[0])
    assert refused(lambda: decide(cast, drive_id, made[1], number="13")) == "too_many_members"


def test_a_decision_has_a_number_and_date_of_its_own_and_needs_a_closed_drive(cast):
    drive_id = ended(cast)
    unit, member = put_up(cast, drive_id, "unit", cast.unit.id), put_up(cast, drive_id)
    for each in (unit, member):
        check_nomination(cast.ha.actor, nomination_id=each)
    assert refused(lambda: decide(cast, drive_id)) == "choose_nominations"
    assert refused(lambda: decide(cast, drive_id, unit, decided_on=date(2026, 1, 6))) == "commended_in_future"
    decide(cast, drive_id, unit)
    assert refused(lambda: decide(cast, drive_id, member)) == "decision_number_taken"
    open_id = running(cast)
    assert refused(lambda: decide(cast, open_id, 1)) == "drive_not_closed_yet"


def test_a_refusal_has_its_reason_and_frees_the_way_for_another_nomination(cast):
    drive_id = ended(cast)
    nomination = put_up(cast, drive_id)
    assert (
        refused(lambda: refuse_nomination(cast.ha.actor, nomination_id=nomination, reason=" "))
        == "refusing_needs_reason"
    )
    refuse_nomination(cast.ha.actor, nomination_id=nomination, reason="Chưa đủ giờ")
    assert refused(lambda: check_nomination(cast.ha.actor, nomination_id=nomination)) == "nothing_to_check"
    assert put_up(cast, drive_id) != nomination


def test_papers_honours_and_naming_follow_the_decision(db, cast):
    drive_id = ended(cast)
    pupil = somebody(cast.unit, "Học Sinh", birth_date=date(clock.today().year - 16, 1, 1))
    made = [
        put_up(cast, drive_id, "unit", cast.unit.id, merit="Dẫn đầu cụm"),
        put_up(cast, drive_id),
        put_up(cast, drive_id, thing=pupil.member.id),
    ]
    for each in made:
        check_nomination(cast.ha.actor, nomination_id=each)
    with pytest.raises(NotFound):
        consent_to_naming(cast.binh.actor, nomination_id=made[1], agrees=True)  # until then nobody tells the member
    decision = decide(cast, drive_id, *made)
    # On paper.
    drive, found, nominations = get_decision(cast.khanh.actor, decision)
    words = "\n".join(
        cell.text
        for table in Document(io.BytesIO(write_decision(drive, found, nominations))).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "Tập thể: Đoàn trường THPT Chi Lăng" in words
    assert "Dẫn đầu cụm" in words
    page = get_nomination(cast.binh.actor, made[1])
    assert write_merit(page.nomination, page.drive).startswith(b"%PDF")
    with pytest.raises(NotFound):
        get_nomination(cast.chi.actor, made[1])
    # In public: the unit at once, a member by consent, a minor with a guardian's beside it.
    named = lambda: [each.id for each in list_commended(load(drive_id))]  # noqa: E731
    assert named() == [made[0]]
    with pytest.raises(NotAllowed):
        consent_to_naming(cast.an.actor, nomination_id=made[1], agrees=True)
    consent_to_naming(cast.binh.actor, nomination_id=made[1], agrees=True)
    consent_to_naming(pupil.actor, nomination_id=made[2], agrees=True)
    assert named() == made[:2]
    note_guardian(cast.an.actor, nomination_id=made[2], guardian="Mẹ: Lý Thị Mẹ, giấy ngày 05/01/2026")
    assert named() == made
    consent_to_naming(cast.binh.actor, nomination_id=made[1], agrees=False)
    assert named() == [made[0], made[2]]
    # Over the years.
    assert [each.id for each in list_honours_of_member(cast.binh.actor, cast.binh.member.id)[1]] == [made[1]]
    with pytest.raises(NotFound):
        list_honours_of_member(cast.chi.actor, cast.binh.member.id)
    assert {each.id for each in list_honours_of_unit(cast.an.actor, cast.unit)} == set(made)
    assert {each.id for each in list_honours_of_unit(cast.chi.actor, cast.unit)} == {made[0], made[2]}


def test_a_leader_sees_the_own_units_nominations_and_the_committee_all(cast):
    drive_id = ended(cast)
    own = put_up(cast, drive_id)
    other = nominate(
        cast.giang.actor,
        place_id=place_of(drive_id, cast.other_unit),
        kind="unit",
        thing_id=cast.other_unit.id,
        form="provincial_certificate",
        merit="Tốt",
    )
    for person, seen in ((cast.an, [own]), (cast.giang, [other]), (cast.ha, [own, other]), (cast.khanh, [own, other])):
        assert [each.id for each in get_commendations_page(person.actor, drive_id).nominations] == seen
    with pytest.raises(NotFound):
        get_commendations_page(cast.binh.actor, drive_id)
