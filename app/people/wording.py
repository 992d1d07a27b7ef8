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
# Where a minor's contact data were read.
CONTACT_PAGES = {
    "member": _l("The member's page"),
    "edit": _l("Correcting the member's data"),
    "people": _l("The people of an activity"),
    "roster": _l("The roster as a file"),
}
