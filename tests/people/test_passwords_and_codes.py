"""Setting passwords: by one-time code, by oneself, from the terminal."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.people.actions import TooManyTries, activate_account, change_password, create_account, issue_code
from app.people.models import Account, OneTimeCode
from app.people.passwords import fits, hash_password
from app.people.queries import find_viewer
from tests import factories
from tests.cast import sign_in

PASSWORD = "ba từ dễ nhớ"


def activate(member, code, password=PASSWORD, address="203.0.113.7"):
    return activate_account(VISITOR, member_code=member.code, code=code, password=password, address=address)


def refused(call, *args, **kw):
    with pytest.raises(NotPossible) as error:
        call(*args, **kw)
    return error.value.reason


@pytest.fixture
def newcomer(cast):
    return factories.member(cast.unit, "Hà Thị Mới")


def test_a_password_is_hashed_as_the_target_says():
    assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_code_activates_an_account_once(cast, newcomer, db):
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    code = issue_code(cast.an.actor, account_id=account_id)
    assert activate(newcomer, code) == account_id
    assert fits(PASSWORD, db.session.get(Account, account_id).password_hash)
    assert refused(activate, newcomer, code) == "wrong_code"


@pytest.mark.parametrize("change", [str.lower, lambda code: f" {code[:4]}-{code[4:]} "])
def test_a_code_may_be_typed_in_small_letters_and_groups(cast, newcomer, change):
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    assert activate(newcomer, change(issue_code(cast.an.actor, account_id=account_id))) == account_id


def test_making_an_account_twice_gives_the_same_account(cast, newcomer):
    assert create_account(cast.an.actor, member_id=newcomer.id) == create_account(cast.an.actor, member_id=newcomer.id)


def test_five_wrong_guesses_end_a_code(cast, newcomer):
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    code = issue_code(cast.an.actor, account_id=account_id)
    wrong = code[:4] + ("2222" if code[4:] != "2222" else "3333")
    for n in range(5):
        assert refused(activate, newcomer, wrong, address=f"10.0.0.{n}") == "wrong_code"
    assert refused(activate, newcomer, code, address="10.0.0.9") == "wrong_code"


def test_guesses_of_who_does_not_know_the_first_group_end_no_code(cast, newcomer):
    """Else anybody who knows the member codes of a class could end all its codes."""
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    code = issue_code(cast.an.actor, account_id=account_id)
    wrong = "22222222" if code[:4] != "2222" else "33333333"
    for n in range(12):
        assert refused(activate, newcomer, wrong, address=f"10.0.0.{n}") == "wrong_code"
    assert activate(newcomer, code, address="10.0.0.1") == account_id


def test_the_right_code_does_not_wait_for_what_others_tried_at_the_same_address(cast, newcomer):
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    code = issue_code(cast.an.actor, account_id=account_id)
    wrong = "22222222" if code[:4] != "2222" else "33333333"
    for _ in range(5):
        assert refused(activate, newcomer, wrong) == "wrong_code"
    with pytest.raises(TooManyTries):
        activate(newcomer, wrong)
    assert activate(newcomer, code) == account_id


def test_guessing_a_code_takes_as_many_statements_for_a_member_as_for_nobody(cast, newcomer, statements):
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    issue_code(cast.an.actor, account_id=account_id)
    counts = set()
    for member_code in (newcomer.code, cast.chi.member.code, "TS-NOBODY"):
        with statements() as counted, pytest.raises(NotPossible):
            activate_account(VISITOR, member_code=member_code, code="2222", password=PASSWORD, address="10.0.0.1")
        counts.add(len([s for s in counted if s != "BEGIN"]))
    assert len(counts) == 1, counts


def test_the_code_to_activate_lasts_seven_days(cast, newcomer):
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    code = issue_code(cast.an.actor, account_id=account_id)
    with clock.travel(clock.now() + timedelta(days=7, seconds=1)):
        assert refused(activate, newcomer, code) == "wrong_code"


def test_the_code_for_a_forgotten_password_lasts_ten_minutes(cast, db):
    cast.binh.account.password_hash = hash_password("quên mất rồi")
    db.session.commit()
    code = issue_code(cast.an.actor, account_id=cast.binh.account.id)
    with clock.travel(clock.now() + timedelta(minutes=10, seconds=1)):
        assert refused(activate, cast.binh.member, code) == "wrong_code"
    assert activate(cast.binh.member, code) == cast.binh.account.id


def test_a_new_code_replaces_the_one_before(cast, newcomer):
    account_id = create_account(cast.an.actor, member_id=newcomer.id)
    first = issue_code(cast.an.actor, account_id=account_id)
    second = issue_code(cast.an.actor, account_id=account_id)
    assert refused(activate, newcomer, first) == "wrong_code"
    assert activate(newcomer, second) == account_id


def test_a_code_sets_a_password_and_signs_out_everywhere(cast, newcomer):
    code = issue_code(cast.an.actor, account_id=cast.binh.account.id)
    activate(cast.binh.member, code)
    assert find_viewer(cast.binh.token) is None


def test_the_database_keeps_only_a_hash_of_the_code(cast, db):
    code = issue_code(cast.an.actor, account_id=cast.binh.account.id)
    assert db.session.query(OneTimeCode).one().code_hash != code


def test_a_leader_issues_codes_in_the_own_unit_and_under_it_only(cast, db):
    below = factories.account(factories.member(cast.chapter, "Em Lớp Dưới"))
    assert issue_code(cast.an.actor, account_id=below.id)
    with pytest.raises(NotFound):
        issue_code(cast.an.actor, account_id=cast.chi.account.id)
    with pytest.raises(NotFound):
        issue_code(cast.binh.actor, account_id=cast.chi.account.id)


def test_a_member_and_a_treasurer_issue_no_codes(cast):
    with pytest.raises(NotFound):
        issue_code(cast.chi.actor, account_id=cast.binh.account.id)
    with pytest.raises(NotAllowed):
        issue_code(cast.dung.actor, account_id=cast.binh.account.id)


def test_a_leader_gets_no_code_for_an_officer_in_the_unit(cast):
    """Hà is of the standing committee and a member of the unit that Giang leads."""
    with pytest.raises(NotAllowed):
        issue_code(cast.giang.actor, account_id=cast.ha.account.id)
    assert issue_code(cast.lan.actor, account_id=cast.ha.account.id)


def test_nobody_issues_a_code_for_themselves(cast):
    with pytest.raises(NotAllowed):
        issue_code(cast.an.actor, account_id=cast.an.account.id)


def test_a_changed_password_ends_the_other_sign_ins_and_keeps_this_one(cast, db):
    cast.binh.account.password_hash = hash_password(PASSWORD)
    db.session.commit()
    other = cast.binh.token + "-other"
    from app.people.models import SignIn
    from app.people.queries import hash_token

    db.session.add(
        SignIn(
            account_id=cast.binh.account.id,
            token_hash=hash_token(other),
            at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
            address="x",
            browser="x",
        )
    )
    db.session.commit()
    assert find_viewer(other)
    change_password(cast.binh.actor, old=PASSWORD, new="một câu khác hẳn")
    assert find_viewer(other) is None
    assert find_viewer(cast.binh.token)


def test_changing_the_password_needs_the_present_one(cast, db):
    cast.binh.account.password_hash = hash_password(PASSWORD)
    db.session.commit()
    assert refused(change_password, cast.binh.actor, old="sai", new="một câu khác hẳn") == "wrong_old_password"


def test_the_pages_lead_from_no_account_to_signed_in(client, cast, newcomer):
    an = client.as_(cast.an)
    an.post(f"/members/{newcomer.id}/account")
    page = an.post(f"/members/{newcomer.id}/code", status=200)
    code = next(e.text for e in page.all("p", class_="h2"))
    form = {"member_code": newcomer.code, "code": code, "password": PASSWORD, "repeat": PASSWORD}
    assert client.post("/activate", form | {"repeat": "khác"}, status=422).errors
    assert client.post("/activate", form | {"code": "22222222"}, status=422).errors
    page = client.post("/activate", form)
    assert page.response.headers["Location"] == "/sign-in"
    client.post("/sign-in", {"identifier": newcomer.code, "password": PASSWORD})
    assert newcomer.code in client.get("/profile").text


def test_the_password_page_changes_it(client, cast, db):
    cast.binh.account.password_hash = hash_password(PASSWORD)
    db.session.commit()
    browser = client.as_(cast.binh)
    form = {"old": PASSWORD, "new": "một câu khác hẳn", "repeat": "một câu khác hẳn"}
    assert browser.post("/profile/password", form | {"old": "sai"}, status=422).errors
    browser.post("/profile/password", form)
    client.post("/sign-in", {"identifier": cast.binh.member.code, "password": "một câu khác hẳn"})


def test_one_ends_own_sign_ins_and_no_others(client, cast, db):
    browser = client.as_(cast.binh)
    mine = sign_in_id(cast.binh)
    browser.post(f"/profile/sign-ins/{sign_in_id(cast.chi)}/end", status=404)
    browser.post("/profile/sign-ins/999999/end", status=404)
    browser.post(f"/profile/sign-ins/{mine}/end")
    assert find_viewer(cast.binh.token) is None
    assert find_viewer(cast.chi.token)


def test_the_terminal_sets_a_password_and_adds_an_administrator(app, cast, db):
    runner = app.test_cli_runner()
    result = runner.invoke(args=["people", "set-password", cast.binh.member.code], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    db.session.expire_all()
    assert fits(PASSWORD, cast.binh.account.password_hash)
    answers = f"Phạm Mới\n0912 345 678\n{PASSWORD}\n{PASSWORD}\n"
    result = runner.invoke(args=["people", "add-administrator"], input=answers)
    assert result.exit_code == 0, result.output
    added = db.session.query(Account).filter_by(name="Phạm Mới").one()
    from app.core.actor import Role

    assert sign_in(added).actor.has(Role.ADMINISTRATOR)
    result = runner.invoke(args=["people", "set-password", "NOBODY", "--password", PASSWORD])
    assert result.exit_code == 1
    assert "NOBODY" in result.output


def test_a_bare_installation_gets_its_bloc_and_then_its_administrator(app, db):
    runner = app.test_cli_runner()
    answers = f"Phạm Mới\n0912 345 678\n{PASSWORD}\n{PASSWORD}\n"
    refused = runner.invoke(args=["people", "add-administrator"], input=answers)
    assert refused.exit_code == 1
    assert "found the Bloc first" in refused.output
    founded = runner.invoke(args=["people", "found-bloc"], input="dk\nĐoàn Khối các cơ quan tỉnh Lạng Sơn\n")
    assert founded.exit_code == 0, founded.output
    assert runner.invoke(args=["people", "add-administrator"], input=answers).exit_code == 0
    again = runner.invoke(args=["people", "found-bloc", "--code", "X", "--name", "Y"])
    assert again.exit_code == 1
    assert "There are units already" in again.output
    assert runner.invoke(args=["check"]).exit_code == 0


def sign_in_id(person):
    return person.actor.sign_in_id
