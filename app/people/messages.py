"""Sentences for the refusals of this area."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "wrong_password": _l(
        "That phone number, e-mail or member code and that password don't go together. Check both and try again."
    ),
    "several_members": _l("This number belongs to several members; sign in with your member code."),
    "wrong_code": _l(
        "The member code and the one-time code don't go together, or the code has expired. "
        "Check both, or ask your unit's leader for a new code."
    ),
    "wrong_old_password": _l("That is not your present password."),
    "password_too_short": _l("A password needs at least %(least)s characters."),
    "password_too_long": _l("A password may have at most %(most)s characters."),
    "password_too_easy": _l("Anybody would guess this password. Choose a longer one, for example three words."),
    "nobody_for_slips": _l("Everybody in this unit has an account already: there are no slips to make."),
    "too_many_slips": _l("At most %(most)s slips at once. Make them for one unit after the other."),
    "wrong_second_code": _l(
        "This code does not fit, or it was used already. Look at your app again: it shows a new one every half minute."
    ),
    "sign_in_again": _l("That took too long, or the password has changed. Sign in again."),
    "second_factor_there": _l("Your account asks for an authenticator app already."),
    "second_factor_due": _l("Your role needs the second step. It can be removed when the role has ended."),
    "not_own_rating": _l("Nobody rates themselves: the unit above or an administrator does."),
    "no_year_to_rate": _l("Only this year and the ten before it can be rated."),
    "not_in_unit_then": _l("Somebody on this list was not a member of the unit at the end of that year."),
    "account_closed": _l("This account is closed."),
    "member_erased": _l("Who this was is erased: nobody can be taken in again under a pseudonym."),
    "member_left": _l("This person is no longer a member."),
    "code_taken": _l("Another member has the code %(code)s already. A code belongs to one person only: check it."),
    "email_taken": _l("Another account has this e-mail already."),
    "looks_like_duplicate": _l(
        "Somebody with this name and birth date is already on the roster (%(unit)s). If it is the same person, "
        "transfer them; if it is another one, say so here."
    ),
    "not_born": _l("The birth date must lie in the past."),
    "joined_out_of_order": _l("The date of joining must lie after the birth date and not in the future."),
    "in_the_future": _l("This date lies in the future; only what has happened is recorded."),
    "before_membership": _l("This day lies before the present membership began."),
    "before_unit": _l("The unit did not exist yet on this day."),
    "already_there": _l("That is where it already is."),
    "unit_dissolved": _l("This unit has been dissolved."),
    "unit_code_taken": _l("Another unit has the code %(code)s already."),
    "kind_does_not_fit": _l("A unit of this kind cannot stand at this place in the tree."),
    "sector_missing": _l("Every unit but the Bloc has a sector."),
    "bloc_stays_on_top": _l("The Bloc stands on top and cannot be moved."),
    "under_itself": _l("A unit cannot stand under itself or under one of its own subunits."),
    "parent_not_there": _l("The unit above did not exist on this day."),
    "before_version": _l("Something later is recorded already: this day must not lie before %(day)s."),
    "unit_has_members": _l("The unit still has members. Transfer them first."),
    "unit_has_subunits": _l("There are still units under this one. Move or dissolve them first."),
    "unit_has_officers": _l("Appointments over this unit are still in force. End them first."),
    "not_oneself": _l("Nobody appoints themselves or ends an appointment of their own: ask another administrator."),
    "role_of_the_top": _l("This role is held over the whole Bloc: choose the Bloc as the unit."),
    "end_before_start": _l("The end must lie after the beginning."),
    "already_appointed": _l("This person already holds this role over this unit in that time."),
    "last_administrator": _l("This is the last administrator: appoint another one first."),
    "roster_unclear": _l(
        "Something in the list is still open. Answer it, or leave those rows out; nothing was imported."
    ),
    "no_bloc_yet": _l("There is no unit yet: found the Bloc first, or load the demonstration data."),
}
