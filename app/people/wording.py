"""The words for kinds of units, sectors, roles and genders."""

from app.core.actor import Role
from app.core.translations import lazy_gettext as _l

UNIT_KIND_NAMES = {
    "bloc": _l("Bloc of the Youth Union"),
    "union": _l("Grassroots union"),
    "base_chapter": _l("Grassroots chapter"),
    "chapter": _l("Chapter"),
}
SECTOR_NAMES = {
    "agency": _l("Agency or public service"),
    "enterprise": _l("Enterprise"),
    "school": _l("School"),
}
ROLE_NAMES = {
    Role.LEADER: _l("Unit leader"),
    Role.TREASURER: _l("Treasurer"),
    Role.COMMITTEE: _l("Standing committee"),
    Role.INSPECTOR: _l("Inspector"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
GENDER_NAMES = {"female": _l("Female"), "male": _l("Male")}
# The rating of a year, best first.
GRADE_NAMES = {
    "excellent": _l("Completed excellently"),
    "good": _l("Completed well"),
    "completed": _l("Completed the tasks"),
    "not_completed": _l("Did not complete the tasks"),
}
PLAN_NAMES = {
    "split": _l("Split of a unit"),
    "merge": _l("Merger of units"),
    "dissolve": _l("Dissolution of a unit"),
}
FIELD_NAMES = {
    "full_name": _l("Full name"),
    "birth_date": _l("Birth date"),
    "gender": _l("Gender"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "joined_on": _l("Joined the Youth Union on"),
    "occupation": _l("Occupation"),
    "class_name": _l("Class"),
    "card_number": _l("Card number"),
}
# Steps in the life of a member.
MILESTONE_NAMES = {
    "admission": _l("Admission to the Union"),
    "party_introduction": _l("Outstanding member introduced to the Party"),
    "growing_up": _l("Growing up (leaving by age)"),
}
# What two records of one name have in common.
LIKENESSES = {
    "birth_date": _l("same birth date"),
    "phone": _l("same phone"),
    "email": _l("same e-mail"),
    "card_number": _l("same card number"),
    "code": _l("same code, written in another way"),
    "unit": _l("same unit, one birth date missing"),
}
# What became of a transfer that was asked for.
TRANSFER_STATES = {
    "waiting": _l("waits for an answer"),
    "accepted": _l("accepted"),
    "refused": _l("refused"),
    "withdrawn": _l("taken back"),
    "overtaken": _l("overtaken: the member was moved or has left, or the unit ended"),
}
# Where a minor's contact data were read.
CONTACT_PAGES = {
    "member": _l("The member's page"),
    "edit": _l("Correcting the member's data"),
    "people": _l("The people of an activity"),
    "roster": _l("The roster as a file"),
}
