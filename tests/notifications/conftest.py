"""What tests about notices share."""

import pytest
from sqlalchemy import select

from app.extensions import db as database
from app.notifications.models import Delivery
from tests import factories
from tests.cast import Person


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=2)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(factories.Shift).where(factories.Shift.activity_id == activity.id)).scalar_one()


def has_mail(person: Person, address: str = "") -> None:
    """Give a person an address and a password, as signing in for the first time does."""
    account = database.session.get(factories.Account, person.account.id)
    account.email = address or f"account{account.id}@example.org"
    account.password_hash = "set"
    database.session.commit()


def told(person: Person, channel: str = "product") -> list[str]:
    """The kinds of what a person was told by a channel, in order."""
    return [delivery.kind for delivery in deliveries(person, channel)]


def deliveries(person: Person, channel: str = "product") -> list[Delivery]:
    database.session.rollback()
    return list(
        database.session.execute(
            select(Delivery)
            .where(Delivery.account_id == person.account.id, Delivery.channel == channel)
            .order_by(Delivery.id)
            .execution_options(populate_existing=True)
        ).scalars()
    )
