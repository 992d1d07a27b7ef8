"""The account of two records of one person: one signs in from then on, the other is closed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, or_, select, update

from app.core import clock
from app.core.actions import lock_all
from app.extensions import db
from app.people.merging.table import GONE, KEPT, Clash, MemberTable, Merge
from app.people.models import Account, Appointment, OneTimeCode, SignIn

VALUES = ("member_id", "name", "phone", "email", "is_active")


class Accounts(MemberTable):
    """An account in office stays, with its appointments; two in office are not merged."""

    def obstacles(self, kept_id: int, gone_id: int) -> Sequence[str]:
        accounts = self._both(kept_id, gone_id)
        return ("merge_two_offices",) if len([a for a in accounts.values() if _is_in_office(a)]) > 1 else ()

    def clashes(self, kept_id: int, gone_id: int) -> list[Clash]:
        accounts = self._both(kept_id, gone_id)
        if len(accounts) < 2 or any(_is_in_office(account) for account in accounts.values()):
            return []
        activated = {id_: account.password_hash is not None for id_, account in accounts.items()}
        words = {id_: _l("activated") if known else _l("not activated yet") for id_, known in activated.items()}
        usual = GONE if activated[gone_id] and not activated[kept_id] else KEPT
        return [Clash("accounts", _l("Both have an account"), words[kept_id], words[gone_id], usual)]

    def lock(self, merge: Merge) -> None:
        lock_all(Account, Account.member_id.in_((merge.kept_id, merge.gone_id)))

    def move(self, merge: Merge) -> None:
        accounts = self._both(merge.kept_id, merge.gone_id)
        merge.moved[self.key] = {
            str(account.id): {name: getattr(account, name) for name in VALUES} for account in accounts.values()
        }
        stays = accounts.get(merge.kept_id) or accounts.get(merge.gone_id)
        if len(accounts) == 2:
            in_office = [id_ for id_, account in accounts.items() if _is_in_office(account)]
            wanted = merge.kept_id if merge.choices.get("accounts", KEPT) == KEPT else merge.gone_id
            stays = accounts[in_office[0] if in_office else wanted]
            _close(next(account for account in accounts.values() if account is not stays))
        _place(accounts.values(), {stays.id: merge.kept_id} if stays else {}, merge.gone_id)

    def move_back(self, merge: Merge) -> None:
        noted = {int(id_): values for id_, values in merge.moved[self.key].items()}
        accounts = list(db.session.execute(select(Account).where(Account.id.in_(noted))).scalars())
        for account in accounts:
            account.member_id, account.email = None, None
        db.session.flush()  # both are free before they are given again
        for account in accounts:
            values = dict(noted[account.id])
            if values["email"] and _is_taken(values["email"]):
                values["email"] = None
            for name, value in values.items():
                setattr(account, name, value)
            account.version += 1
            db.session.flush()  # the next one must see whose e-mail it is

    def _both(self, kept_id: int, gone_id: int) -> dict[int, Account]:
        rows = db.session.execute(select(Account).where(Account.member_id.in_((kept_id, gone_id)))).scalars()
        return {account.member_id: account for account in rows if account.member_id is not None}


def _place(accounts: Any, of: dict[int, int], otherwise: int) -> None:
    """Give accounts to members; each has one at most, so both are let go first."""
    for account in accounts:
        account.member_id = None
    db.session.flush()
    for account in accounts:
        account.member_id = of.get(account.id, otherwise)
        account.version += 1
    db.session.flush()


def _close(account: Account) -> None:
    """Nobody signs in with it any more; what was done with it stays done by it."""
    now = clock.now()
    account.is_active, account.email = False, None
    db.session.execute(
        update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.ended_at.is_(None))
        .values(ended_at=now)
    )


def _is_in_office(account: Account) -> bool:
    """Holds an appointment now or later."""
    today = clock.today()
    held = exists().where(
        Appointment.account_id == account.id, or_(Appointment.valid_until.is_(None), Appointment.valid_until > today)
    )
    return bool(db.session.execute(select(held)).scalar())


def _is_taken(email: str) -> bool:
    return bool(db.session.execute(select(exists().where(Account.email == email))).scalar())
