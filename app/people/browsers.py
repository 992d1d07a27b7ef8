"""What a browser calls itself, in two words that its owner recognises; and where a request comes from."""

import ipaddress

from flask_babel import gettext as _

# In this order: Edge and Opera call themselves Chrome as well, and Chrome calls itself Safari.
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("FBAN", "Facebook"),
    ("FBAV", "Facebook"),
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def describe_browser(user_agent: str) -> str:
    """ "Chrome · Android", or that it says nothing that we know."""
    found = [next((name for sign, name in signs if sign in user_agent), None) for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name) or _("unknown browser")


def network_address(address: str | None) -> str:
    """The address that attempts are counted by: with IPv6 the /64, because one line has so many of them."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(getattr(ip, "ipv4_mapped", None) or ip)
