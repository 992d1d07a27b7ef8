"""Who acts: a small frozen value, handed first to every action, permission and list."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    LEADER = "leader"
    TREASURER = "treasurer"
    COMMITTEE = "committee"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Held:
    """An appointment in force: a role over a unit and everything under it.

    `unit_path` lists the ids from the top, "/1/7/": a unit lies under this one when its path starts with it.
    """

    role: Role
    unit_id: int
    unit_path: str


@dataclass(frozen=True)
class Actor:
    """The account, member and appointments of whoever acts, as they stand at this request."""

    account_id: int | None = None
    member_id: int | None = None
    # The unit of the member's current membership, with its path.
    unit_id: int | None = None
    unit_path: str = ""
    held: tuple[Held, ...] = field(default=())
    is_system: bool = False
    sign_in_id: int | None = None

    @property
    def is_visitor(self) -> bool:
        return self.account_id is None and not self.is_system

    def has(self, *roles: Role) -> bool:
        """Holds one of the roles, over whatever unit."""
        return any(h.role in roles for h in self.held)

    def holds(self, *roles: Role, over: str) -> bool:
        """Holds one of the roles over the unit with this path (itself or a unit above it)."""
        return any(h.role in roles and over.startswith(h.unit_path) for h in self.held)

    def paths(self, *roles: Role) -> list[str]:
        """The unit paths over which the actor holds one of the roles."""
        return sorted({h.unit_path for h in self.held if h.role in roles})


VISITOR = Actor()
SYSTEM = Actor(is_system=True)
