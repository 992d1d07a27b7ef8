"""What no page may do, noted as it happens."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# Chromium writes each answer from 400 on into the console as well; `_answered` judges those.
_NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
_ANSWER = "Failed to load resource: the server responded with a status of "


class Watch:
    """Collects a sentence for each console message, refused resource, foreign request and failed answer."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        # A test without a network says so: what can't be fetched is no complaint then.
        self.is_offline = False

    def over(self, context: BrowserContext, address: str) -> None:
        """Watch every page of a context, whose server is at `address` ("http://127.0.0.1:41234")."""

        def said(message: ConsoleMessage) -> None:
            if self.is_offline and _NO_NETWORK in message.text:
                return
            if message.type in ("error", "warning") and not message.text.startswith(_ANSWER):
                self._note(f"console {message.type}: {message.text}", message.page.url if message.page else "")

        def broke(error: WebError) -> None:
            self._note(f"script error: {error.error}", error.page.url if error.page else "")

        def asked(request: Request) -> None:
            if not request.url.startswith((f"{address}/", "data:", f"blob:{address}/")):
                self._note("request to another server", request.url)

        def answered(response: Response) -> None:
            # A form sent back says 422, a stale one 409; whatever a page loads beside itself must be there.
            is_form = response.request.method == "POST" and response.status in (409, 422)
            is_meant = is_form or response.request.is_navigation_request()
            if response.status >= 500 or (response.status >= 400 and not is_meant):
                self._note(f"answer {response.status}", response.url)

        context.on("console", said)
        context.on("weberror", broke)
        context.on("request", asked)
        context.on("response", answered)

    def _note(self, what: str, where: str) -> None:
        self.complaints.append(f"{what} ({where})")
