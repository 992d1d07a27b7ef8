"""Sentences for every refusal of this area, and what to do about each reason why not."""

from flask_babel import lazy_gettext as _l

from app.volunteering.messages_days import REASONS as DAYS

# Why a member may not have a place: the codes of `rules.REASONS_WHY_NOT`.
WHY_NOT = {
    "already": _l("There is a sign-up to this shift already."),
    "cancelled": _l("This activity was called off."),
    "suspended": _l("The border post has suspended this activity for the time being."),
    "closed": _l("Signing up is closed."),
    "not_open_yet": _l("Signing up has not opened yet."),
    "not_invited": _l("This activity is for other units."),
    "age_unknown": _l("The birth date is not on record, and this shift has an age limit."),
    "too_young": _l("Too young for this shift on its day."),
    "minor_at_night": _l("Nobody under 18 takes part between 22:00 and 06:00."),
    "consent_missing": _l("The guardian's consent for this kind of work is not on record."),
    "consent_withdrawn": _l("The guardian took the consent for this kind of work back."),
    "consent_expired": _l("The guardian's consent ends before the day of this shift."),
    "skill_missing": _l("This shift asks for a skill that is not on record."),
    "overlap": _l("There is a place in another shift at this time."),
    "minor_hours_of_day": _l("This shift would go over the hours of a day allowed under 18."),
    "minor_hours_of_week": _l("This shift would go over the hours of a week allowed under 18."),
    "full": _l("All places are taken."),
}
WHAT_TO_DO = {
    "suspended": _l("Places stay. Come back when it goes on."),
    "closed": _l("Ask the contact person whether somebody is still needed."),
    "not_open_yet": _l("Come back when it opens."),
    "not_invited": _l("Look for an activity that is open to all."),
    "age_unknown": _l("Ask the leader of your unit to enter it."),
    "too_young": _l("Choose a shift with lighter work."),
    "minor_at_night": _l("Choose a shift by day."),
    "consent_missing": _l("Ask your guardian to sign, and your unit's leader to record it."),
    "consent_withdrawn": _l("Talk with your guardian; a new consent counts from the day on which it is given."),
    "consent_expired": _l("Ask your guardian to sign again, and your unit's leader to record it."),
    "skill_missing": _l("Say what you can do, if you can."),
    "overlap": _l("Give the other place back first if you would rather have this one."),
    "minor_hours_of_day": _l("Choose another day."),
    "minor_hours_of_week": _l("Choose a shift in another week."),
    "already": _l("It stands among your places."),
    "cancelled": _l("Choose another activity."),
    "full": _l("Choose another shift of the day, or wait for a place."),
}

REASONS = {
    **WHY_NOT,
    **DAYS,
    "shift_begun": _l("The shift has begun. Whoever was not there is marked by the host's leader."),
    "activity_is_over": _l("This activity is over: it was held or called off."),
    "not_published": _l("Publish the activity first."),
    "not_over_yet": _l("The last shift has not ended yet."),
    "call_off_reason_needed": _l("Write the reason: everybody who signed up will read it."),
    "attendance_recorded": _l("Attendance was recorded already, so this cannot be changed any more."),
    "no_shifts": _l("Add at least one shift."),
    "ends_before_start": _l("The end must lie after the start."),
    "shift_too_long": _l("A shift lasts at most 24 hours. Make two of it."),
    "no_capacity": _l("At least one person must have a place."),
    "minimum_above_capacity": _l("The minimum can't be more than the places."),
    "capacity_below_confirmed": _l(
        "%(confirmed)s people have a place already. Keep at least as many places, or tick below that the last ones "
        "go to the waiting list."
    ),
    "capacity_below_held": _l(
        "%(held)s places are held for units. Change that first, or keep at least as many places."
    ),
    "no_such_unit": _l("Choose a unit that exists today."),
    "no_places_held": _l("At least one place must be held, or none at all: leave the line empty then."),
    "held_too_long": _l("Places are held until the shift begins at the latest."),
    "held_in_the_past": _l("This hour is over already."),
    "units_overlap": _l("One of these units lies under the other: name only one of them."),
    "more_held_than_free": _l(
        "Only %(free)s places are free, so no more can be held. Raise the places of the shift first."
    ),
    "shift_has_people": _l(
        "Somebody signed up to the shift that you removed, or was seen there. Keep it, or call the activity off."
    ),
    "closes_before_opening": _l("Signing up must close after it opens."),
    "nobody_invited": _l("Choose at least one unit."),
    "no_such_work": _l("Choose a work that was approved."),
    "host_dissolved": _l("This unit no longer exists."),
    "host_is_fixed": _l("The host can't change once the activity is published."),
    "is_adult": _l("Somebody of 18 or over needs no guardian's consent."),
    "asked_too_often": _l("Five links were made for this guardian within a day. Try again tomorrow, or use paper."),
    "link_ended": _l("This link has been answered, replaced or is over. Ask the unit's leader for a new one."),
    "own_number": _l("This is your own number. The link goes to the guardian's phone."),
    "wrong_number": _l("This is not the number to which the link was sent."),
    "consent_too_long": _l("A consent by link lasts at most one year."),
    "no_marks": _l("Choose at least one kind of work."),
    "given_in_future": _l("The consent can't be given in the future."),
    "paper_missing": _l("Add a picture or scan of the signed paper."),
}
