"""Thắp Sáng: the volunteer works of a provincial Youth Union."""

from typing import Any

from flask import Flask

from app.config import ROOT, load_config


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The whole product as a WSGI app; `overrides` are settings that win over the environment."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(load_config(overrides))
    _add_server(app)
    _add_extensions(app)
    _add_areas(app)
    return app


def _add_server(app: Flask) -> None:
    """What stands between the web server and the pages: proxies, static files."""
    from werkzeug.middleware.proxy_fix import ProxyFix
    from whitenoise import WhiteNoise

    static = WhiteNoise(app.wsgi_app, max_age=31_536_000)
    for folder in ("dist", "vendor"):
        if (ROOT / "static" / folder).exists():
            static.add_files(str(ROOT / "static" / folder), prefix=f"static/{folder}/")
    app.wsgi_app = static  # type: ignore[method-assign]
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _add_extensions(app: Flask) -> None:
    from app import extensions
    from app.core import web
    from app.core.database import set_up_engine
    from app.people.queries import find_viewer

    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, directory=str(ROOT / "migrations"))
    extensions.babel.init_app(app, locale_selector=web.choose_language)
    extensions.csrf.init_app(app)
    extensions.compress.init_app(app)
    extensions.login_manager.init_app(app)
    extensions.login_manager.user_loader(find_viewer)
    with app.app_context():
        set_up_engine(extensions.db.engine)


def _add_areas(app: Flask) -> None:
    from app import filters, navigation
    from app.areas import all_areas
    from app.core import cli, gate, web
    from app.core.error_pages import set_up_error_pages
    from app.core.errors import REASONS
    from app.core.events import LISTENERS
    from app.core.files import set_up_files
    from app.core.logs import set_up_logs
    from app.core.reasons import REASONS as CORE_REASONS
    from app.notifications.queries import count_unread
    from app.people.handing_over import SOURCES
    from app.people.merging.table import TABLES
    from app.people.queries.viewer import UNREAD
    from app.people.rearranging.belongings import BELONGINGS
    from app.seed import cli as seed_cli

    set_up_logs(app)
    web.set_up_web(app)
    set_up_files(app)
    gate.close(app)
    filters.set_up_filters(app)
    navigation.set_up_navigation(app)
    set_up_error_pages(app)
    REASONS.update(CORE_REASONS)
    areas = all_areas()
    for area in areas:
        app.register_blueprint(area.blueprint)
        REASONS.update(area.reasons)
        for command in area.commands:
            app.cli.add_command(command)
    app.extensions["areas"] = areas
    UNREAD["count"] = count_unread
    BELONGINGS[:] = [one for area in areas for one in area.belongings]
    SOURCES[:] = [source for area in areas for source in area.open_things]
    TABLES[:] = [table for area in areas for table in area.member_tables]
    LISTENERS[:] = [listener for area in areas for listener in area.listeners]
    for command in (cli.audit, cli.check, seed_cli.seed, seed_cli.demo_accounts):
        app.cli.add_command(command)
