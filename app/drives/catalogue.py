"""The metrics that an indicator may be chosen from: each area below brings its own.

To add those of an area: list its METRICS here, and what it knows of a member.
"""

from app.attendance.counted import MEMBER_FACTS as ATTENDANCE_FACTS
from app.attendance.counted import METRICS as ATTENDANCE
from app.attendance.counted import facts_of_member as read_attendance
from app.core.counting import Metric
from app.learning.counted import MEMBER_FACTS as LEARNING_FACTS
from app.learning.counted import METRICS as LEARNING
from app.learning.counted import facts_of_member as read_learning
from app.people.counted import MEMBER_FACTS as PEOPLE_FACTS
from app.people.counted import METRICS as PEOPLE
from app.people.counted import facts_of_member as read_ratings
from app.service.counted import METRICS as SERVICE
from app.volunteering.counted import METRICS as VOLUNTEERING
from app.works.counted import METRICS as WORKS

METRICS: tuple[Metric, ...] = (*WORKS, *VOLUNTEERING, *ATTENDANCE, *SERVICE, *PEOPLE, *LEARNING)
CATALOGUE = {metric.key: metric for metric in METRICS}

# Facts of a member that stand as evidence on a nomination: what each is called, and who reads it from the records.
MEMBER_FACTS = {**ATTENDANCE_FACTS, **PEOPLE_FACTS, **LEARNING_FACTS}
READ_MEMBER_FACTS = (read_attendance, read_ratings, read_learning)
# The metrics that a unit's nomination is filled in with.
UNIT_EVIDENCE = (
    "works.accepted",
    "works.tasks",
    "works.value",
    "activities.held",
    "volunteering.persons",
    "volunteering.hours",
    "service.people",
    "members.admitted",
    "training.people",
    "initiatives.applied",
)
