"""Every write about people."""

from app.people.actions.account import activate_account, change_password, create_account, issue_code, set_password
from app.people.actions.appointment import add_administrator, appoint, end_appointment
from app.people.actions.contact import note_contact_read, read_contact
from app.people.actions.handover import close_handover
from app.people.actions.member import add_member, edit_member, end_membership_rows, transfer_member_rows
from app.people.actions.merge import merge_members, split_members
from app.people.actions.milestone import grow_up_rows, record_milestones, take_back_milestone
from app.people.actions.rating import Rating, rate_members
from app.people.actions.rearranging import (
    NewUnit,
    agree_to_rearrangement,
    assign_members,
    carry_out_rearrangement,
    change_rearrangement,
    choose_goals,
    drop_rearrangement,
    prepare_rearrangement,
)
from app.people.actions.roster import answer_roster_draft, export_roster, import_roster, keep_roster_draft
from app.people.actions.second_factor import (
    add_second_factor,
    new_nonce,
    remove_second_factor,
    renew_recovery_codes,
    require_second_factor,
    reset_second_factor,
    secret_for,
)
from app.people.actions.second_step import password_mark, sign_in_with_code
from app.people.actions.signing_in import (
    NewSignIn,
    SecondStep,
    TooManyTries,
    end_other_sign_ins,
    end_sign_in,
    renew_sign_in,
    sign_in_with_password,
)
from app.people.actions.slips import MOST_SLIPS, Slip, make_slips
from app.people.actions.transfer import (
    accept_transfer_rows,
    ask_for_member,
    ask_for_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from app.people.actions.unit import change_unit, found_unit, move_unit

__all__ = [
    "MOST_SLIPS",
    "NewSignIn",
    "NewUnit",
    "Rating",
    "SecondStep",
    "Slip",
    "TooManyTries",
    "accept_transfer_rows",
    "activate_account",
    "add_administrator",
    "add_member",
    "add_second_factor",
    "agree_to_rearrangement",
    "answer_roster_draft",
    "appoint",
    "ask_for_member",
    "ask_for_transfer",
    "assign_members",
    "carry_out_rearrangement",
    "change_password",
    "change_rearrangement",
    "change_unit",
    "choose_goals",
    "close_handover",
    "create_account",
    "drop_rearrangement",
    "edit_member",
    "end_appointment",
    "end_membership_rows",
    "end_other_sign_ins",
    "end_sign_in",
    "export_roster",
    "found_unit",
    "grow_up_rows",
    "import_roster",
    "issue_code",
    "keep_roster_draft",
    "make_slips",
    "merge_members",
    "move_unit",
    "new_nonce",
    "note_contact_read",
    "password_mark",
    "prepare_rearrangement",
    "rate_members",
    "read_contact",
    "record_milestones",
    "refuse_transfer",
    "remove_second_factor",
    "renew_recovery_codes",
    "renew_sign_in",
    "require_second_factor",
    "reset_second_factor",
    "secret_for",
    "set_password",
    "sign_in_with_code",
    "sign_in_with_password",
    "split_members",
    "take_back_milestone",
    "transfer_member_rows",
    "withdraw_transfer",
]
