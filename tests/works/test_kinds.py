"""Kinds of works are data that an administrator extends, each with its measures; a kind in use can't vanish."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.actions import new_key
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.extensions import db
from app.works.actions import (
    add_kind,
    add_measure,
    change_kind,
    change_measure,
    move_kind,
    move_measure,
    put_kind_into_use,
    restore_measure,
    retire_kind,
    retire_measure,
    save_draft,
)
from app.works.models import KindMeasure, WorkKind
from app.works.queries import get_kind_page, kind_choices, list_kinds
from app.works.values import Extent, What
from tests import factories
from tests.works import walk


def add(person, **values):
    given = {"name_vi": "Cầu dân sinh", "name_en": "Village bridge", "counts_as": "work", "is_border": False, **values}
    return add_kind(person.actor, **given)


def kind_of(id_):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(WorkKind, id_)


def measure(person, id_, **values):
    given = {
        "name_vi": "Chiều dài",
        "name_en": "Length",
        "unit_vi": "m",
        "unit_en": "m",
        "type_": "decimal",
        "is_required": True,
        "version": kind_of(id_).version,
        **values,
    }
    return add_measure(person.actor, kind_id=id_, **given)


def used(person, **values):
    """A new kind with a main quantity, put into use."""
    id_ = add(person, **values)
    measure(person, id_)
    return put_kind_into_use(person.actor, kind_id=id_, version=kind_of(id_).version)


def measures_of(person, id_):
    return [row.measure for row in get_kind_page(person.actor, id_).measures]


def test_a_new_kind_is_offered_once_it_has_a_measure_that_every_work_must_have(cast):
    id_ = add(cast.lan)
    assert kind_of(id_).code == "village_bridge"
    with pytest.raises(NotPossible, match="kind_without_measure"):
        put_kind_into_use(cast.lan.actor, kind_id=id_, version=kind_of(id_).version)
    measure(cast.lan, id_, is_required=False)
    with pytest.raises(NotPossible, match="kind_without_measure"):
        put_kind_into_use(cast.lan.actor, kind_id=id_, version=kind_of(id_).version)
    measure(cast.lan, id_, name_en="Width", name_vi="Chiều rộng")
    assert id_ not in dict(kind_choices("vi"))
    put_kind_into_use(cast.lan.actor, kind_id=id_, version=kind_of(id_).version)
    assert dict(kind_choices("vi"))[id_] == "Cầu dân sinh"
    assert dict(kind_choices("en"))[id_] == "Village bridge"


def test_a_work_of_a_new_kind_goes_through_to_the_acceptance_and_counts(cast, client):
    id_ = used(cast.lan)
    code = measures_of(cast.lan, id_)[0].code
    values = {
        "what": What(cast.unit.id, id_, "Cầu thôn Nà Lùng"),
        "extent": Extent({code: Decimal("12.5")}, 30, 120),
    }
    work_id = walk.accept(cast, walk.report(cast, walk.proved(cast, **values), quantities={code: Decimal(12)}))
    page = client.get(f"/works/{work_id}")
    assert "Cầu dân sinh" in page.text
    assert "Chiều dài (m)" in page.text
    for address in ("/works/", "/works/?kind=village_bridge", "/", "/map/"):
        assert "Cầu" in client.get(address).text, address
    assert "#kind-other" in page.source, "it has no picture of its own"


def test_only_the_administrator_keeps_kinds(cast, client):
    id_ = used(cast.lan)
    for person in (cast.an, cast.binh, cast.dung, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            add(person, name_vi="Khác", name_en="Another")
        with pytest.raises(NotAllowed):
            retire_kind(person.actor, kind_id=id_, version=kind_of(id_).version)
        with pytest.raises(NotFound):
            list_kinds(person.actor)
        client.as_(person).get("/works/kinds", status=404)


def test_asked_twice_there_is_one_kind(cast):
    key = new_key()
    assert add(cast.lan, once=key) == add(cast.lan, once=key)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"name_vi": " "}, "name_missing"),
        ({"name_en": ""}, "name_missing"),
        ({"name_vi": "thắp sáng ĐƯỜNG thôn"}, "kind_name_taken"),
        ({"name_en": "red scarf house"}, "kind_name_taken"),
    ],
)
def test_kinds_have_two_names_that_no_other_kind_has(cast, values, reason):
    with pytest.raises(NotPossible, match=reason):
        add(cast.lan, **values)


def test_a_renamed_kind_is_renamed_in_both_languages_and_keeps_its_address(cast, client):
    id_ = used(cast.lan)
    values = {"name_vi": "Cầu nông thôn", "name_en": "Rural bridge", "counts_as": "work", "is_border": False}
    change_kind(cast.lan.actor, kind_id=id_, version=kind_of(id_).version, **values)
    kind = kind_of(id_)
    assert (kind.name("vi"), kind.name("en"), kind.code) == ("Cầu nông thôn", "Rural bridge", "village_bridge")


def test_what_a_kind_in_use_counts_as_stays(cast):
    walk.draft(cast)
    kind = factories.kind()
    values = {"name_vi": kind.name_vi, "name_en": kind.name_en, "counts_as": "task", "is_border": False}
    with pytest.raises(NotPossible, match="kind_in_use"):
        change_kind(cast.lan.actor, kind_id=kind.id, version=kind.version, **values)
    free = factories.kind("other")
    values |= {"name_vi": free.name_vi, "name_en": free.name_en}
    change_kind(cast.lan.actor, kind_id=free.id, version=free.version, **values)


def test_a_retired_kind_is_offered_no_longer_and_stays_with_the_works_that_have_it(cast, client):
    work_id, kind = walk.accepted(cast), factories.kind()
    draft_id = walk.draft(cast)
    retire_kind(cast.lan.actor, kind_id=kind.id, version=kind.version)
    assert kind.id not in dict(kind_choices("vi"))
    with pytest.raises(NotPossible, match="kind_unknown"):
        save_draft(cast.an.actor, **walk.proposal(cast))
    assert "Thắp sáng đường thôn" in client.get(f"/works/{work_id}").text
    assert "Nà Lùng" in client.get(f"/works/?kind={kind.code}").text
    what = What(cast.unit.id, kind.id, "Tên khác")
    save_draft(cast.an.actor, work_id=draft_id, version=walk.version(draft_id), what=what)
    put_kind_into_use(cast.lan.actor, kind_id=kind.id, version=kind_of(kind.id).version)
    assert kind.id in dict(kind_choices("vi"))


def test_lists_are_narrowed_by_kinds_that_are_offered_or_have_works(cast, client):
    add(cast.lan)
    walk.accepted(cast)
    for code in ("village_road_lighting", "other"):
        retire_kind(cast.lan.actor, kind_id=factories.kind(code).id, version=factories.kind(code).version)
    for address in ("/works/", "/map/"):
        select_ = client.get(address).find("select", name="kind")
        offered = {option.get("value") for option in select_.iter("option")}
        assert "village_road_lighting" in offered
        assert not {"other", "village_bridge"} & offered


def test_kinds_stand_in_the_administrators_order(cast):
    first, second, *_rest = [row.kind.id for row in list_kinds(cast.lan.actor)]
    move_kind(cast.lan.actor, kind_id=second, version=kind_of(second).version, up=True)
    assert [row.kind.id for row in list_kinds(cast.lan.actor)][:2] == [second, first]
    assert [id_ for id_, _name in kind_choices("vi")][:2] == [second, first]
    move_kind(cast.lan.actor, kind_id=second, version=kind_of(second).version, up=True)  # is at the top
    assert [row.kind.position for row in list_kinds(cast.lan.actor)] == list(range(1, 8))


def test_two_administrators_on_one_kind_the_second_gets_a_conflict(cast):
    kind = factories.kind("other")
    seen = kind.version
    values = {"name_en": "Other", "counts_as": "work", "is_border": False}
    change_kind(cast.lan.actor, kind_id=kind.id, version=seen, name_vi="Việc khác", **values)
    with pytest.raises(Conflict):
        change_kind(cast.lan.actor, kind_id=kind.id, version=seen, name_vi="Loại khác", **values)
    change_kind(cast.lan.actor, kind_id=kind.id, version=seen, name_vi="Việc khác", **values)  # the same again


def test_what_was_there_before_stands_in_the_history(cast):
    kind = factories.kind("other")
    values = {"name_en": kind.name_en, "counts_as": kind.counts_as, "is_border": kind.is_border}
    change_kind(cast.lan.actor, kind_id=kind.id, version=kind.version, name_vi="Việc khác", **values)
    details = db.session.execute(select(Event.details).where(Event.verb == "work_kind.changed")).scalar_one()
    assert details["before"] == {"name_vi": "Công trình khác"}
    assert details["after"] == {"name_vi": "Việc khác"}


def change(person, id_, row, **values):
    given = {
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "unit_vi": row.unit_vi,
        "unit_en": row.unit_en,
        "type_": row.type,
        "is_required": row.is_required,
        **values,
    }
    return change_measure(person.actor, kind_id=id_, measure_id=row.id, version=kind_of(id_).version, **given)


def test_a_measure_is_renamed_and_its_unit_changes_only_while_nothing_is_written_in_it(cast):
    id_ = used(cast.lan)
    (row,) = measures_of(cast.lan, id_)
    change(cast.lan, id_, row, unit_vi="mét", type_="integer")
    lamps = measures_of(cast.lan, factories.kind().id)[0]
    walk.draft(cast)
    change(cast.lan, lamps.kind_id, lamps, name_vi="Số bộ đèn", name_en="Lamp sets")
    assert measures_of(cast.lan, lamps.kind_id)[0].name_vi == "Số bộ đèn"
    lamps = measures_of(cast.lan, lamps.kind_id)[0]
    for values in ({"unit_vi": "km"}, {"unit_en": "km"}, {"type_": "list"}):
        with pytest.raises(NotPossible, match="measure_in_use"):
            change(cast.lan, lamps.kind_id, lamps, **values)


def test_a_retired_measure_is_asked_only_of_works_that_have_it(cast, client):
    kind = factories.kind()
    old = walk.draft(cast)  # has a length
    length = next(row for row in measures_of(cast.lan, kind.id) if row.code == "length_km")
    retire_measure(cast.lan.actor, kind_id=kind.id, measure_id=length.id, version=kind_of(kind.id).version)
    new = walk.draft(cast, extent=Extent({"lamps": Decimal(20)}, 30, 120))
    an = client.as_(cast.an)
    assert "m_length_km" in an.get(f"/works/{old}/edit/extent").values
    assert "m_length_km" not in an.get(f"/works/{new}/edit/extent").values
    assert "Chiều dài" in an.get(f"/works/{old}").text
    assert "Chiều dài" not in an.get(f"/works/{new}").text
    restore_measure(cast.lan.actor, kind_id=kind.id, measure_id=length.id, version=kind_of(kind.id).version)
    assert "m_length_km" in an.get(f"/works/{new}/edit/extent").values


def test_a_kind_that_is_offered_keeps_a_measure_that_every_work_must_have(cast):
    id_ = used(cast.lan)
    (row,) = measures_of(cast.lan, id_)
    with pytest.raises(NotPossible, match="kind_without_measure"):
        retire_measure(cast.lan.actor, kind_id=id_, measure_id=row.id, version=kind_of(id_).version)
    with pytest.raises(NotPossible, match="kind_without_measure"):
        change(cast.lan, id_, row, is_required=False)


def test_the_main_quantity_of_works_stays_the_first_measure(cast):
    kind = factories.kind()
    lamps, length = measures_of(cast.lan, kind.id)
    walk.draft(cast)
    for row, up in ((lamps, False), (length, True)):
        with pytest.raises(NotPossible, match="main_measure_in_use"):
            move_measure(cast.lan.actor, kind_id=kind.id, measure_id=row.id, version=kind_of(kind.id).version, up=up)
    change(cast.lan, kind.id, length, is_required=True)
    with pytest.raises(NotPossible, match="main_measure_in_use"):
        retire_measure(cast.lan.actor, kind_id=kind.id, measure_id=lamps.id, version=kind_of(kind.id).version)


def test_measures_of_a_kind_not_in_use_move_freely_and_retired_ones_stand_last(cast):
    id_ = add(cast.lan)
    first = measure(cast.lan, id_)
    second = measure(cast.lan, id_, name_vi="Chiều rộng", name_en="Width")
    third = measure(cast.lan, id_, name_vi="Tải trọng", name_en="Load", unit_vi="tấn", unit_en="t")

    def step(action, row, **values):
        action(cast.lan.actor, kind_id=id_, measure_id=row, version=kind_of(id_).version, **values)
        return [(row.id, row.position) for row in measures_of(cast.lan, id_)]

    assert step(move_measure, second, up=True) == [(second, 1), (first, 2), (third, 3)]
    assert step(retire_measure, second) == [(first, 1), (third, 2), (second, 3)]
    with pytest.raises(NotPossible, match="measure_retired"):
        step(move_measure, second, up=True)
    assert step(restore_measure, second) == [(first, 1), (third, 2), (second, 3)]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"name_vi": ""}, "name_missing"),
        ({"unit_en": " "}, "unit_of_measure_missing"),
        ({"type_": "colour"}, "measure_type_unknown"),
    ],
)
def test_a_measure_has_two_names_a_unit_in_both_languages_and_a_way_of_counting(cast, values, reason):
    id_ = add(cast.lan)
    with pytest.raises(NotPossible, match=reason):
        measure(cast.lan, id_, **values)


def test_codes_of_kinds_and_measures_differ_though_their_names_say_little(cast):
    ids = [add(cast.lan, name_vi=f"Loại {sign}", name_en=sign) for sign in "橋路"]
    codes = list(db.session.execute(select(WorkKind.code).where(WorkKind.id.in_(ids))).scalars())
    assert len(set(codes)) == 2
    for _ in range(2):
        measure(cast.lan, ids[0])
    of_kind = select(KindMeasure.code).where(KindMeasure.kind_id == ids[0])
    assert sorted(db.session.execute(of_kind).scalars()) == ["length", "length_2"]


def test_an_administrator_adds_a_kind_on_the_pages_and_a_leader_proposes_one(cast, client):
    lan, an = client.as_(cast.lan), client.as_(cast.an)
    assert lan.get("/works/").find("a", href="/works/kinds") is not None
    assert an.get("/works/").find("a", href="/works/kinds") is None
    form = lan.get("/works/kinds/new")
    sent = {"once": form.values["once"], "name_vi": "Cầu dân sinh", "name_en": "Village bridge", "counts_as": "work"}
    refused = lan.post("/works/kinds/new", {**sent, "name_en": ""}, status=422)
    assert refused.errors
    page = lan.follow(lan.post("/works/kinds/new", sent))
    assert "Chưa dùng" in page.text
    add_link = next(a.get("href") for a in page.all("a") if (a.get("href") or "").endswith("/measures/new"))
    form = lan.get(add_link)
    values = {"name_vi": "Chiều dài", "name_en": "Length", "unit_vi": "m", "unit_en": "m", "type_": "decimal"}
    hidden = {name: form.values[name] for name in ("once", "version")}
    page = lan.follow(lan.post(add_link, {**hidden, **values, "is_required": "y"}))
    assert "khối lượng chính" in page.text
    step = next(
        f for f in page.all("form") if (f.get("action") or "").endswith("/step") and "measures" not in f.get("action")
    )
    page = lan.follow(lan.post(step.get("action"), {"step": "offer", "version": page.values["version"]}))
    assert "Đang dùng" in page.text
    assert "Cầu dân sinh" in an.get("/works/new").text
    assert "Cầu dân sinh" in lan.get("/works/kinds").text


def test_a_stale_page_shows_both_versions_and_keeps_what_was_typed(cast, client):
    kind = factories.kind("other")
    lan = client.as_(cast.lan)
    address = f"/works/kinds/{kind.id}"
    seen = lan.get(address).values["version"]
    values = {"name_en": "Other work", "counts_as": "work", "version": seen}
    lan.post(address, {**values, "name_vi": "Việc khác"})
    page = lan.post(address, {**values, "name_vi": "Loại khác nữa"}, status=409)
    assert page.values["name_vi"] == "Loại khác nữa"
    assert "Việc khác" in page.text
    lan.post(address, {**values, "name_vi": "Loại khác nữa", "version": page.values["version"]})
    assert kind_of(kind.id).name_vi == "Loại khác nữa"


def test_buttons_that_cannot_be_say_why(cast, client):
    walk.draft(cast)
    kind = factories.kind()
    lan = client.as_(cast.lan)
    lamps = measures_of(cast.lan, kind.id)[0]
    address = f"/works/kinds/{kind.id}/measures/{lamps.id}/step"
    page = lan.follow(lan.post(address, {"step": "down", "version": kind_of(kind.id).version}))
    assert "khối lượng chính nên nó phải đứng đầu" in page.text
    lan.post(address, {"step": "vanish", "version": "1"}, status=400)


def test_statements_of_the_pages_do_not_grow(cast, client):
    lan = client.as_(cast.lan)
    few = len(lan.get("/works/kinds").statements)
    id_ = used(cast.lan)
    one = len(lan.get(f"/works/kinds/{id_}").statements)
    for number in range(5):
        measure(cast.lan, id_, name_vi=f"Chỉ số {number}", name_en=f"Measure {number}")
    assert len(lan.get("/works/kinds").statements) == few <= 6
    assert len(lan.get(f"/works/kinds/{id_}").statements) == one <= 6
