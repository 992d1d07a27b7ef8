"""The menu by role: one place that knows the order of the areas' pages."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request

from app.core.actor import Actor, Role
from app.core.translations import lazy_gettext as _l
from app.core.web import current_actor

# Areas of which more than one place stands in the menu.
SEVERAL_PLACES = ("people", "privacy")
ANSWER_REQUESTS = (Role.ADMINISTRATOR, Role.INSPECTOR, Role.LEADER)


@dataclass(frozen=True)
class Item:
    label: Any
    url: str
    icon: str
    active: bool
    badge: int | None = None


def set_up_navigation(app: Flask) -> None:
    """Give every page its menu."""

    @app.context_processor
    def menu() -> dict[str, Any]:
        actor = current_actor()
        urls = {"sign_in": _url("people.sign_in"), "sign_out": None, "profile": None}
        if not actor.is_visitor:
            urls = {"sign_in": None, "sign_out": _url("people.sign_out"), "profile": _url("people.profile")}
        return {"nav": items(actor), "account_urls": urls, "home_url": _url("public.home")}


def items(actor: Actor) -> list[Item]:
    """The pages an actor goes to, most used first (the first four stand at the bottom of a phone)."""
    wanted = [("public.home", _l("Home"), "home", True)]
    wanted += [
        ("volunteering.activities", _l("Activities"), "activities", True),
        ("works.works", _l("Works"), "works", True),
        ("maps.map_page", _l("Map"), "map", True),
        ("learning.classes", _l("Study"), "book", not actor.is_visitor),
        ("learning.initiatives", _l("Initiatives"), "star", actor.is_visitor),
        ("drives.drives", _l("Emulation"), "flag", True),
        ("people.units", _l("Units"), "unit", not actor.is_visitor),
        ("people.members", _l("Members"), "people", actor.has(*Role)),
        ("people.accounts", _l("Accounts"), "lock", actor.has(Role.ADMINISTRATOR)),
        ("privacy.data_requests", _l("Data"), "lock", actor.has(*ANSWER_REQUESTS)),
        ("audit.trail", _l("Audit trail"), "history", actor.has(Role.INSPECTOR)),
        ("reports.period", _l("Reports"), "report", actor.has(*Role)),
    ]
    here, area = request.endpoint or "", request.blueprint
    return [
        Item(label, url, icon, active=_is_here(endpoint, here, area))
        for endpoint, label, icon, shown in wanted
        if shown and (url := _url(endpoint))
    ]


def _is_here(endpoint: str, here: str, area: str | None) -> bool:
    if here == endpoint or (endpoint.split(".")[0] == area and area not in SEVERAL_PLACES):
        return True
    return area in SEVERAL_PLACES and here.startswith(endpoint.rstrip("s"))


def _url(endpoint: str) -> Any:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return app.jinja_env.globals["url_for"](endpoint) if endpoint in app.view_functions else None
