"""Every write of the area, by noun: service day, tally, model."""

from app.service.actions.day import mark_service_day
from app.service.actions.model import add_model, choose_pilot, end_pilot
from app.service.actions.tally import correct_tally, record_tally

__all__ = ["add_model", "choose_pilot", "correct_tally", "end_pilot", "mark_service_day", "record_tally"]
