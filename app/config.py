"""Settings, all from the environment; the table with their meaning is in docs/running.md."""

import os
import re
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def load_config(overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """The app's settings. Raises RuntimeError where production would start with an unsafe one."""
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var")
    is_production = os.environ.get("APP_ENV", "development") == "production"
    config: dict[str, Any] = {
        "DATA_DIR": str(data_dir),
        "IS_PRODUCTION": is_production,
        "SQLALCHEMY_DATABASE_URI": _database_url(data_dir),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": int(os.environ.get("DATABASE_POOL", "8")),
            "max_overflow": 0,
            "pool_timeout": 10,
        },
        # Above this the answer is an error page. A file may have a quarter of it; see core/uploads.py.
        "MAX_CONTENT_LENGTH": 100 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5_000,
        "PUBLIC_URL": os.environ.get("PUBLIC_URL", "").rstrip("/"),
        "ORGANISATION": os.environ.get("ORGANISATION", "Đoàn Khối các cơ quan tỉnh Lạng Sơn"),
        # A layer of tiles under the map, off unless somebody names one: its address and whom to thank for it.
        "MAP_TILES": os.environ.get("MAP_TILES", ""),
        "MAP_TILES_CREDIT": os.environ.get("MAP_TILES_CREDIT", ""),
        # How many bytes of the map's data each process keeps until something changes; 0 keeps nothing.
        "MAP_MEMORY": int(os.environ.get("MAP_MEMORY", "8000000")),
        "SESSION_COOKIE_NAME": "thap_sang",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_production,
        # The cookie is sent at sign-in and when it is renewed, not with every answer.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": is_production,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIN_SIZE": 500,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/csv",
            "text/calendar",
            "application/json",
            "application/geo+json",
            "application/javascript",
            "text/javascript",
        ],
        # How many reverse proxies stand in front and may be believed about address and scheme.
        "PROXIES": int(os.environ.get("PROXIES", "0")),
    }
    log_format = os.environ.get("LOG_FORMAT") or ("json" if is_production else "text")
    if log_format not in ("json", "text"):
        raise RuntimeError("LOG_FORMAT is json or text")
    config["LOG_JSON"] = log_format == "json"
    config["LOG_LEVEL"] = os.environ.get("LOG_LEVEL", "info").upper()
    config.update(_mail_config(data_dir, is_production))
    config.update(_upkeep_config(data_dir))
    config.update(overrides or {})
    config.setdefault("SECRET_KEY", os.environ.get("SECRET_KEY") or _development_key(data_dir, is_production))
    if is_production:
        _refuse_unsafe(config)
    return config


def _refuse_unsafe(config: dict[str, Any]) -> None:
    """What must not be in production. Raises RuntimeError that names the setting."""
    if len(config["SECRET_KEY"]) < 32:
        raise RuntimeError("SECRET_KEY must have at least 32 characters in production")
    if len(set(config["SECRET_KEY"])) < 10:
        raise RuntimeError("SECRET_KEY must be drawn by chance; this one repeats a few characters")
    if os.environ.get("FLASK_DEBUG", "0") not in ("", "0") or config.get("DEBUG"):
        raise RuntimeError("FLASK_DEBUG must be off in production")
    if config.get("TESTING") or not config.get("WTF_CSRF_ENABLED", True):
        raise RuntimeError("Settings for tests must be off in production")
    if config["PUBLIC_URL"] and not config["PUBLIC_URL"].startswith("https://"):
        raise RuntimeError("PUBLIC_URL must begin with https:// in production")


def _mail_config(data_dir: Path, is_production: bool) -> dict[str, Any]:
    """How messages leave the product: by SMTP, as files to look at, or not at all."""
    host = os.environ.get("SMTP_HOST", "")
    transport = os.environ.get("MAIL_TRANSPORT") or ("smtp" if host else "none" if is_production else "files")
    if transport not in ("smtp", "files", "none"):
        raise RuntimeError("MAIL_TRANSPORT is smtp, files or none")
    if transport == "smtp" and not host:
        raise RuntimeError("Set SMTP_HOST: mail shall go by SMTP")
    security = os.environ.get("SMTP_SECURITY", "starttls")
    if security not in ("starttls", "tls", "none"):
        raise RuntimeError("SMTP_SECURITY is starttls, tls or none")
    return {
        "MAIL_TRANSPORT": transport,
        "MAIL_FOLDER": str(data_dir / "mail"),
        "MAIL_FROM": os.environ.get("MAIL_FROM", "Thắp Sáng <thap-sang@localhost>"),
        "SMTP_HOST": host,
        "SMTP_PORT": int(os.environ.get("SMTP_PORT") or (465 if security == "tls" else 587)),
        "SMTP_USER": os.environ.get("SMTP_USER", ""),
        "SMTP_PASSWORD": os.environ.get("SMTP_PASSWORD", ""),
        "SMTP_SECURITY": security,
        # After so long without a sign of it, what a worker had claimed is another's.
        "WORKER_LEASE_SECONDS": int(os.environ.get("WORKER_LEASE_SECONDS", "300")),
    }


def _upkeep_config(data_dir: Path) -> dict[str, Any]:
    """Backups, and who may see the figures of the running product."""
    keep = os.environ.get("BACKUP_KEEP", "7d 5w 12m")
    kept = re.fullmatch(r"(\d+)d (\d+)w (\d+)m", keep)
    if kept is None:
        raise RuntimeError('BACKUP_KEEP is written like "7d 5w 12m": days, weeks, months')
    return {
        "BACKUP_DIR": os.environ.get("BACKUP_DIR") or str(data_dir / "backups"),
        "BACKUP_KEEP": tuple(int(number) for number in kept.groups()),
        # When the page of the system's state begins to complain.
        "BACKUP_MAX_AGE_HOURS": int(os.environ.get("BACKUP_MAX_AGE_HOURS", "36")),
        # From where /metrics may be asked; nobody where it's empty.
        "METRICS_FROM": _networks(os.environ.get("METRICS_FROM", "")),
        # The folder of pg_dump and pg_restore, where they are neither Debian's nor on the PATH.
        "POSTGRES_TOOLS": os.environ.get("POSTGRES_TOOLS", ""),
    }


def _networks(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(word)) for word in text.split())
    except ValueError as error:
        raise RuntimeError(f"METRICS_FROM lists networks such as 10.0.0.0/8, and {error}") from None


def _database_url(data_dir: Path) -> str:
    url = os.environ.get("DATABASE_URL")
    if not url:
        data_dir.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{data_dir / 'thap-sang.db'}"
    return driver_url(url)


def driver_url(url: str) -> str:
    """A database's address; a plain one means the driver that we ship."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _development_key(data_dir: Path, is_production: bool) -> str:
    if is_production:
        raise RuntimeError("Set SECRET_KEY: production does not start with a made-up one")
    path = data_dir / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_text(secrets.token_hex(32))
        partial.chmod(0o600)
        try:
            os.link(partial, path)  # the first worker wins; the others read its key
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text()
