"""The same people everywhere. An leads, Bình is in her unit, Chi is a stranger; and the officers around them."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.models import Account, Member, SignIn, Unit
from app.people.queries import find_viewer, hash_token
from tests import factories


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in: `token` is the session's."""

    account: Account
    member: Member | None
    token: str

    @property
    def actor(self) -> Actor:
        """As of now: appointments that ended are gone."""
        viewer = find_viewer(self.token)
        assert viewer is not None, "signed out"
        return viewer.actor


@dataclass(frozen=True)
class Cast:
    """The Bloc, two base units side by side, a chapter under the first, and everybody who plays a part."""

    bloc: Unit
    unit: Unit
    chapter: Unit
    other_unit: Unit
    an: Person  # leads `unit`
    binh: Person  # member of `unit`, no role
    chi: Person  # member of `other_unit`
    dung: Person  # treasurer of `unit`
    giang: Person  # leads `other_unit`
    ha: Person  # standing committee
    hai: Person  # standing committee, a second one
    khanh: Person  # inspector
    lan: Person  # administrator


def token_of(account: Account) -> str:
    return f"token-{account.id}"


def sign_in(account: Account, member: Member | None = None) -> Person:
    """A person with a session, as signing in would leave it."""
    token = token_of(account)
    factories.save(
        SignIn(
            account_id=account.id,
            token_hash=hash_token(token),
            at=clock.now(),
            expires_at=clock.now() + timedelta(days=30),
            address="127.0.0.1",
            browser="test",
        )
    )
    return Person(account, member, token)


def somebody(unit: Unit, name: str, role: str | None = None, over: Unit | None = None, **values: object) -> Person:
    """A member of a unit who is signed in, with a role over it (or over another unit) where one is named."""
    member = factories.member(unit, name, **values)
    account = factories.account(member)
    if role:
        factories.appointment(account, role, over or unit)
    return sign_in(account, member)


def make_cast() -> Cast:
    """Everybody, in a fresh database."""
    with factories.together():
        return _make_cast()


def find_cast() -> Cast:
    """Those whom a database holds already, in the order in which they were made."""
    units = db.session.execute(select(Unit).order_by(Unit.id)).scalars().all()
    accounts = db.session.execute(
        select(Account, Member).outerjoin(Member, Member.id == Account.member_id).order_by(Account.id)
    ).all()
    people = [Person(account, member, token_of(account)) for account, member in accounts]
    db.session.commit()  # a request must not find the test's transaction open
    return Cast(*units, *people)


def _make_cast() -> Cast:
    bloc = factories.unit("Đoàn Khối thử nghiệm", kind="bloc", code="KHOI")
    unit = factories.unit("Đoàn trường THPT Chi Lăng", parent=bloc, kind="union", code="CL", sector="school")
    chapter = factories.unit("Chi đoàn 11A1", parent=unit, kind="chapter", code="CL-11A1", sector="school")
    other_unit = factories.unit("Chi đoàn Sở Tài chính", parent=bloc, code="STC")
    return Cast(
        bloc=bloc,
        unit=unit,
        chapter=chapter,
        other_unit=other_unit,
        an=somebody(unit, "Lê Thị An", "leader"),
        binh=somebody(unit, "Nguyễn Văn Bình"),
        chi=somebody(other_unit, "Trần Thị Chi"),
        dung=somebody(unit, "Hoàng Dũng", "treasurer"),
        giang=somebody(other_unit, "Vi Trường Giang", "leader"),
        ha=somebody(other_unit, "Nông Thu Hà", "committee", bloc),
        hai=somebody(other_unit, "Lương Hải", "committee", bloc),
        khanh=somebody(other_unit, "Đặng Quốc Khánh", "inspector", bloc),
        lan=sign_in(_administrator(bloc)),
    )


def _administrator(bloc: Unit) -> Account:
    account = factories.account(name="Phạm Lan")
    factories.appointment(account, "administrator", bloc)
    return account
