"""Where a server may send us: its own origin, and public addresses over https.

Owns: what a public address is, the rule for result URLs, and the proxy that the environment has for them.
Must not know: the key, what is fetched, how HTTP is spoken.
Rule: an address is judged when a socket is made for it, so no name, redirect or changed answer of a DNS server leads
into the user's own network.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

_PORTS = {"http": 80, "https": 443}
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is routed in public
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # an IPv4 address in its last 32 bits
# Names are ASCII in a URL. A parser that unescapes or normalises others may see an address where we see a name.
_NAME = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*\.?")  # `127.1` and `0x7f.1` are addresses to many a resolver


class NotPublic(OSError):
    """A socket was asked for an address that is not public."""


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's own, and so is the IPv4 address that it stands for, if any."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        return found in _UNICAST and found.is_global
    return found.is_global and not (found.is_multicast or found.is_reserved)


def public_socket(info: tuple[Any, ...]) -> socket.socket:
    """Make a socket for one result of `getaddrinfo`. Raises NotPublic.

    The error does not name the address: of several that are the same, one is raised, and keeps its type.
    """
    family, kind, protocol, _, address = info
    if not is_public(address[0]):
        raise NotPublic("the address is not a public one")
    return socket.socket(family, kind, protocol)


def destination(url: str, base: str) -> tuple[str, bool]:
    """Where a result URL of the API at `base` leads, and whether to the API's own origin. Raises ValueError: why not.

    The authority of the API's own is ours, as it was given; a name elsewhere is only judged when it is resolved.
    """
    if not url.isprintable() or set(" \\") & set(url):
        raise ValueError("is no URL")
    try:
        told, own, there = urlsplit(url), urlsplit(base), urlsplit(urljoin(f"{base}/", url))
        same = _origin(there) == _origin(own)
    except ValueError:
        raise ValueError("is no URL") from None
    if "@" in told.netloc:
        raise ValueError("names a user, and pictures need none")
    if same:
        query = f"?{there.query}" if there.query else ""
        return f"{own.scheme}://{own.netloc}{there.path or '/'}{query}", True
    if there.scheme != "https":
        raise ValueError("is neither the API's own nor https")
    host = there.hostname or ""
    if not is_public(host) and (is_loopback(host.rstrip(".")) or not _NAME.fullmatch(host)):
        raise ValueError("leads to an address that is not a public one")
    return there.geturl(), False


def proxy_for(url: str) -> str | None:
    """The proxy that the environment has for an https URL. It resolves the name, in its own network and not ours."""
    host = urlsplit(url).hostname or ""
    return None if proxy_bypass(host) else getproxies().get("https")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
