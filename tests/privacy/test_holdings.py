"""No table that points at people is forgotten: it says whose its rows are, or who did something in them."""

from app.core.database import Model
from app.privacy.keeping import RULES
from app.privacy.queries.expiry import all_expiries
from app.privacy.queries.own_data import all_holdings

# Columns that say who did something as an officer, or on whose behalf it was sent: after erasure the account they point
# at has a pseudonym. Columns named "…_by" are such by their name.
WHO_DID_IT = {
    "hours_changes.account_id": "who confirmed or corrected hours",
    "service_tallies.account_id": "who counted",
    "member_merges.by": "who merged two records",
    "stored_files.account_id": "who sent the file",
    "once_keys.account_id": "who sent the form; a key says nothing else",
}


def points_at_people(column):
    targets = {key.column.table.name for key in column.foreign_keys}
    return bool(targets & {"members", "accounts"}) or column.name in ("member_id", "account_id")


def test_every_column_that_points_at_people_is_known(app):
    owners = {f"{one.class_.__tablename__}.{one.key}" for holding in all_holdings() for one in holding.owners}
    found = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if points_at_people(column) and not column.name.endswith("_by")
    }
    assert found <= owners | set(WHO_DID_IT), sorted(found - owners - set(WHO_DID_IT))
    assert set(WHO_DID_IT) <= found, "a reason for a column that is gone"


def test_every_holding_has_a_purpose_and_a_keeping_rule_and_a_key_of_its_own(app):
    with app.test_request_context():
        keys = [holding.key for holding in all_holdings()]
        assert len(keys) == len(set(keys))
        for holding in all_holdings():
            assert str(holding.purpose)
            assert {field.keeping or holding.keeping for field in holding.fields} <= set(RULES)
        for expiry in all_expiries():
            assert expiry.keeping == "day" or RULES[expiry.keeping].months


def test_every_rule_with_a_period_removes_something(app):
    assert {name for name, rule in RULES.items() if rule.months} <= {one.keeping for one in all_expiries()}
