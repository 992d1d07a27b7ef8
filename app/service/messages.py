"""The sentences for what this area refuses."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "called_off_counts_nothing": _l("What was called off served nobody."),
    "no_such_service_kind": _l("Choose a kind of the list."),
    "no_such_model": _l("Choose a model of the list."),
    "not_counting_yet": _l("Counting begins on the day of the activity, when it is published."),
    "nothing_counted": _l("Count at least one thing."),
    "too_much_at_once": _l("Write a number from 0 to %(most)s."),
    "correction_reason_needed_here": _l("Say why it is corrected."),
    "decided_in_future": _l("The decision can't lie in the future."),
    "model_name_taken": _l("There is a model of this name already."),
    "not_under_the_model": _l("Choose a unit under the one whose model it is."),
    "before_the_model": _l("Nobody pilots a model before it was decided on."),
    "pilots_already": _l("This unit pilots the model at that time already."),
    "pilot_has_ended": _l("This pilot has ended already."),
    "ends_before_it_begins": _l("The end must come after the beginning."),
}
