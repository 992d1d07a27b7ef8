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
    "nobody_by_code_and_name": _l(
        "Nobody has this code and this name together. Ask the member for both, as they stand on the card."
    ),
    "transfer_waits": _l("A transfer of this member waits for an answer already. It must be decided or taken back."),
    "transfer_decided": _l("This transfer was decided or taken back meanwhile."),
    "transfer_overtaken": _l("The member is no longer in the unit that this transfer is about."),
    "own_transfer": _l("You asked for this transfer yourself: somebody else answers for the other unit."),
    "not_own_record": _l("Nobody merges or splits their own record: another leader or an administrator does."),
    "same_record": _l("That is the same record."),
    "merge_two_offices": _l(
        "Both records have an account that holds an office. End the office of one of them first, or give it to the "
        "account that stays."
    ),
    "later_merge": _l("Another record was merged into this one later. Split that one first."),
    "memberships_changed": _l(
        "The units of this person were changed after the merge in a way that can't be divided. Set them right first."
    ),
    "nobody_chosen": _l("Tick at least one member."),
    "not_in_unit": _l("Somebody who was ticked is not in this unit any more. Look at the list again."),
    "before_birth": _l("This day lies before the birth of somebody who was ticked."),
    "not_own_growing_up": _l("Nobody ends their own membership: another leader or an administrator does."),
    "still_in_office": _l("The office has not ended yet: it can be handed over from its last day on."),
    "unit_dissolved": _l("This unit has been dissolved."),
    "unit_code_taken": _l("Another unit has the code %(code)s already."),
    "kind_does_not_fit": _l("A unit of this kind cannot stand at this place in the tree."),
    "sector_missing": _l("Every unit but the Bloc has a sector."),
    "bloc_stays_on_top": _l("The Bloc stands on top and cannot be moved."),
    "under_itself": _l("A unit cannot stand under itself or under one of its own subunits."),
    "parent_not_there": _l("The unit above did not exist on this day."),
    "before_version": _l("Something later is recorded already: this day must not lie before %(day)s."),
    "not_oneself": _l("Nobody appoints themselves or ends an appointment of their own: ask another administrator."),
    "role_of_the_top": _l("This role is held over the whole Bloc: choose the Bloc as the unit."),
    "end_before_start": _l("The end must lie after the beginning."),
    "already_appointed": _l("This person already holds this role over this unit in that time."),
    "last_administrator": _l("This is the last administrator: appoint another one first."),
    "roster_unclear": _l(
        "Something in the list is still open. Answer it, or leave those rows out; nothing was imported."
    ),
    "needs_two_parts": _l("Name at least two parts: new units, or one new unit beside the one that goes on."),
    "needs_two_units": _l("Choose at least one other unit, and the one that all of them become."),
    "needs_units_that_stand": _l("What a dissolved unit has goes to units that stand."),
    "too_many_parts": _l("At most %(most)s units can take part in one plan."),
    "one_under_the_other": _l("One of these units stands under another one. Rearrange them one after the other."),
    "goal_under_source": _l("That unit stands under the one that gives. Move it first, or choose another one."),
    "nobody_goes": _l("Nobody was chosen. Tick a class or members, or paste a list of them."),
    "no_money_moves": _l("No money would move by this plan: there is nothing to agree to."),
    "rearrangement_over": _l("This plan has been carried out or dropped."),
    "rearrangement_hindered": _l("Something still hinders it; nothing was changed. See what to do about each."),
    "rearrangement_stale": _l(
        "Something has changed since you looked; nothing was carried out. Look at what is marked, then confirm again."
    ),
    "no_bloc_yet": _l("There is no unit yet: found the Bloc first, or load the demonstration data."),
}
