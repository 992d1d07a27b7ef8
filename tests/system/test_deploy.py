"""The files in deploy/ and the table of settings in docs/running.md: whole, known to the programs that read them, and
tried: nginx in front of the product as the file says."""

import contextlib
import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import load_config
from tests.conftest import Databases
from tests.serving import ROOT, Site

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
READ_FROM_ENVIRONMENT = re.compile(r"""environ(?:\.get\(|\[)["']([A-Z_]+)["']""")
# Set by gunicorn.conf.py for the library itself, and known to Flask.
NOT_OURS = {"PROMETHEUS_MULTIPROC_DIR", "FLASK_DEBUG"}


def settings_read() -> set[str]:
    texts = [(ROOT / name).read_text() for name in ("app/config.py", "gunicorn.conf.py")]
    return {name for text in texts for name in READ_FROM_ENVIRONMENT.findall(text)} - NOT_OURS


def table_rows() -> dict[str, list[str]]:
    """The cells of each setting in the table."""
    found = {}
    for line in (ROOT / "docs" / "running.md").read_text().splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            for name in re.findall(r"`([A-Z_]+)`", cells[0]):
                found[name] = cells
    return found


def test_each_setting_stands_in_the_table_with_its_meaning_and_default() -> None:
    rows = table_rows()
    assert set(rows) == settings_read()
    for name, cells in rows.items():
        assert len(cells) == 3, name
        assert all(cells), name


def test_the_example_of_the_environment_names_settings_that_there_are() -> None:
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", (DEPLOY / "thap-sang.env").read_text(), re.MULTILINE))
    assert {"APP_ENV", "SECRET_KEY", "DATABASE_URL", "BACKUP_DIR"} <= named <= settings_read()


def test_each_unit_calls_a_command_that_there_is(app) -> None:
    commands = re.findall(r"flask --app wsgi ([a-z -]+)$", "\n".join(unit.read_text() for unit in UNITS), re.MULTILINE)
    assert {"backup", "worker", "audit seal", "check --note"} <= set(commands)
    for command in commands:
        assert app.test_cli_runner().invoke(args=[*command.split(), "--help"]).exit_code == 0, command


def test_systemd_has_nothing_against_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/thap-sang/app", str(ROOT)))
    units = sorted(tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    for timer in (unit for unit in units if unit.suffix == ".timer"):
        assert timer.with_suffix(".service") in units


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "32 characters"),
        ({"SECRET_KEY": "change-me" * 9}, "SECRET_KEY"),
        ({"SECRET_KEY": "0" * 64}, "SECRET_KEY"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"PUBLIC_URL": "http://thapsang.example"}, "PUBLIC_URL"),
        ({"BACKUP_KEEP": "seven days"}, "BACKUP_KEEP"),
        ({"LOG_FORMAT": "yaml"}, "LOG_FORMAT"),
        ({"MAIL_TRANSPORT": "pigeon"}, "MAIL_TRANSPORT"),
    ],
)
def test_production_does_not_start_with_an_unsafe_setting(monkeypatch, tmp_path, environment, said) -> None:
    good = {"APP_ENV": "production", "SECRET_KEY": "k4mZ" * 3 + "0123456789abcdefghij", "DATA_DIR": str(tmp_path)}
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    for name in ("FLASK_DEBUG", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    assert load_config()["IS_PRODUCTION"]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=said):
        load_config()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[tuple[int, int]]:
    """nginx on our file, with ports, paths and a certificate of the test's own; gives the ports of HTTP and HTTPS."""
    plain, secure = free_port(), free_port()
    name = "/CN=thapsang.example"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-days", "2", "-subj", name),
        ],
        check=True,
        capture_output=True,
    )
    text = (DEPLOY / "nginx" / "thap-sang.conf").read_text()
    for old, new in (
        ("/etc/letsencrypt/live/thapsang.example", str(folder)),
        ("/srv/thap-sang/app", str(ROOT)),
        ("/var/log/nginx/thap-sang.log", str(folder / "error.log")),
        ("127.0.0.1:8000", upstream),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.MULTILINE)
    (folder / "site.conf").write_text(text)
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if Path("/proc/self").owner() == "root" else ""
    (folder / "nginx.conf").write_text(
        f"{user}pid {folder / 'nginx.pid'};\nerror_log {folder / 'start.log'};\ndaemon off;\nevents {{}}\n"
        f"http {{\n{temporary}include {folder / 'site.conf'};\n}}\n"
    )
    command = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "start.log"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 20
            while True:
                try:
                    socket.create_connection(("127.0.0.1", secure), timeout=1).close()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "start.log").read_text()
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            yield plain, secure
        finally:
            process.terminate()


class Https:
    """A browser that comes by HTTPS and doesn't ask who signed the certificate."""

    def __init__(self, port: int) -> None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=30)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, {"Host": "thapsang.example", **named})
        answer = self.connection.getresponse()
        answer.content = answer.read()  # type: ignore[attr-defined]
        return answer


def test_nginx_serves_the_product_by_https_as_the_file_says(databases: Databases, tmp_path: Path) -> None:
    if not shutil.which("nginx") or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed")
    databases.make_fresh("deploy")
    site = Site(databases.settings("deploy")["SQLALCHEMY_DATABASE_URI"], databases.folder / "deploy-data")
    settings = {"PROXIES": "1", "METRICS_FROM": "127.0.0.1"}
    with site.served(workers=1, environment=settings) as upstream, nginx(tmp_path, upstream) as (plain, secure):
        redirect = http.client.HTTPConnection("127.0.0.1", plain, timeout=30)
        redirect.request("GET", "/works/?q=1", headers={"Host": "thapsang.example"})
        answer = redirect.getresponse()
        assert (answer.status, answer.getheader("Location")) == (301, "https://thapsang.example/works/?q=1")
        redirect.close()

        browser = Https(secure)
        home = browser.ask("GET", "/")
        assert home.status == 200
        assert home.getheader("Strict-Transport-Security")
        page = browser.ask("GET", "/profile")
        assert page.getheader("Location", "").startswith("/sign-in")
        style = re.search(rb'href="(/static/dist/css/[^"]+)"', home.content)
        assert style is not None
        sheet = browser.ask("GET", style[1].decode(), Accept_Encoding="gzip")
        assert sheet.status == 200
        assert sheet.getheader("Content-Encoding") == "gzip"
        assert "max-age=31536000" in sheet.getheader("Cache-Control", "")
        assert sheet.getheader("Content-Type") == "text/css"
        assert browser.ask("GET", "/static/dist/../../app/config.py").status == 404
        assert browser.ask("GET", "/metrics").status == 404
        # What the product reads goes through; what is larger is refused before it is sent.
        large = browser.ask("POST", "/sign-in", b"", Content_Length=str(102 * 1024 * 1024))
        assert large.status == 413
        browser.connection.close()
    log = tmp_path / "error.log"
    assert not log.exists() or "q=1" not in log.read_text()
