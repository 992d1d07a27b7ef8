"""Every write about people."""

from app.people.actions.account import activate_account, change_password, create_account, issue_code, set_password
from app.people.actions.appointment import add_administrator, appoint, end_appointment
from app.people.actions.contact import note_contact_read, read_contact
from app.people.actions.member import add_member, edit_member, end_membership_rows, transfer_member_rows
from app.people.actions.roster import answer_roster_draft, export_roster, import_roster, keep_roster_draft
from app.people.actions.signing_in import (
    TooManyTries,
    end_other_sign_ins,
    end_sign_in,
    renew_sign_in,
    sign_in_with_password,
)
from app.people.actions.unit import change_unit, dissolve_unit_rows, found_unit, move_unit

__all__ = [
    "TooManyTries",
    "activate_account",
    "add_administrator",
    "add_member",
    "answer_roster_draft",
    "appoint",
    "change_password",
    "change_unit",
    "create_account",
    "dissolve_unit_rows",
    "edit_member",
    "end_appointment",
    "end_membership_rows",
    "end_other_sign_ins",
    "end_sign_in",
    "export_roster",
    "found_unit",
    "import_roster",
    "issue_code",
    "keep_roster_draft",
    "move_unit",
    "note_contact_read",
    "read_contact",
    "renew_sign_in",
    "set_password",
    "sign_in_with_password",
    "transfer_member_rows",
]
