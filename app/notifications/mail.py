"""E-mail: one message for each delivery, and the two ways out, SMTP and a folder of files."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.notifications.addresses import public_address, sign_unsubscribe
from app.notifications.kinds import KINDS, TOPICS, lines, sentence
from app.notifications.models import Delivery

# One slow answer of a mail server may not outlast a worker's lease.
TIMEOUT_S = 20


class TryLater(Exception):
    """The message could not be handed over now: no server, a busy one, no disk."""


class NotDeliverable(Exception):
    """The server says that it will never take this message."""


class Transport(Protocol):
    """A way out. `key` names the delivery: the same one sent twice shall arrive once."""

    def send(self, message: EmailMessage, key: str) -> None: ...


def compose(delivery: Delivery, name: str, address: str, language: str) -> EmailMessage:
    """The message of a delivery, as text and as HTML.

    The Message-ID is the delivery's own, so that a mail server or reader that gets it twice can tell.
    """
    kind = KINDS[delivery.kind]
    endpoint, argument = kind.leads_to
    details = delivery.details
    goal = {argument: details[argument]} if argument and details.get(argument) else {}
    off = public_address("notifications.unsubscribe", signed=sign_unsubscribe(delivery.account_id, kind.topic))
    sender = current_app.config["MAIL_FROM"]
    domain = sender.rstrip(">").rpartition("@")[2] or "localhost"
    message = EmailMessage()
    with force_locale(language):
        subject = sentence(delivery.kind, details)
        values: dict[str, Any] = {
            "name": name,
            "subject": subject,
            "lines": lines(delivery.kind, details),
            "url": public_address(endpoint, **goal),
            "topic": TOPICS[kind.topic],
            "unsubscribe_url": off,
            "choices_url": public_address("notifications.choices"),
            "language": language,
        }
        message["Subject"] = " ".join(subject.split())
        message["From"] = sender
        message["To"] = Address(" ".join(name.split()), addr_spec=address)
        message["Date"] = format_datetime(delivery.at)
        message["Message-ID"] = f"<delivery-{delivery.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["List-Unsubscribe"] = f"<{off}>"
        # Straight from the environment: the values that pages share belong to a request.
        environment = current_app.jinja_env
        message.set_content(environment.get_template("email/notice.txt").render(**values, _=_))
        message.add_alternative(environment.get_template("email/notice.html").render(**values, _=_), subtype="html")
    return message


class FileTransport:
    """A folder of messages, for looking at: each delivery is one file, however often it is sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, key: str) -> None:
        """Write the message under its name; if it is there, it was sent. Raises TryLater."""
        target = self.folder / f"{key}.eml"
        part = self.folder / f".{key}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bytes(message))
            try:
                os.link(part, target)  # the first one wins; a half-written file never has the name
            except FileExistsError:
                pass
            finally:
                part.unlink()
        except OSError as error:
            raise TryLater(str(error)) from error


class SmtpTransport:
    """A mail server; one connection for the messages of a batch."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self.connection = connection

    def send(self, message: EmailMessage, key: str) -> None:
        """Hand the message over. Raises TryLater or NotDeliverable.

        Whoever dies between the server's "250" and the row that says so sends it once more: no protocol can exclude
        that for a server on another machine. The Message-ID stays the same, so that receivers can drop the second one.
        """
        try:
            self.connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise (NotDeliverable if code >= 500 else TryLater)(f"{code} {text!r}") from error
        except smtplib.SMTPResponseException as error:
            # Authentication and the like are for the administrator to mend; only this one message is refused for good.
            never = error.smtp_code >= 500 and isinstance(error, smtplib.SMTPDataError)
            raise (NotDeliverable if never else TryLater)(str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater(str(error)) from error
        except ValueError as error:  # an address that no message can carry
            raise NotDeliverable(str(error)) from error


@contextmanager
def open_transport() -> Iterator[Transport]:
    """The way out that the settings name, for a batch. Raises TryLater where there is no server."""
    config = current_app.config
    if config["MAIL_TRANSPORT"] == "files":
        yield FileTransport(Path(config["MAIL_FOLDER"]))
        return
    if config["MAIL_TRANSPORT"] == "none":
        raise TryLater("no mail server is set")
    try:
        connection = _connect(config)
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(str(error)) from error
    try:
        yield SmtpTransport(connection)
    finally:
        connection.close()


def _connect(config: dict[str, Any]) -> smtplib.SMTP:
    host, port, security = config["SMTP_HOST"], config["SMTP_PORT"], config["SMTP_SECURITY"]
    if security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        connection = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    try:
        if security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if config["SMTP_USER"]:
            connection.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
    except BaseException:
        connection.close()
        raise
    return connection
