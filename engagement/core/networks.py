"""What counts as one network: an IPv4 address, or the /64 that one household has in IPv6."""

import re
from ipaddress import IPv6Address, ip_address
from typing import Final

IPV6_NETWORK_BITS: Final = 64
UNKNOWN: Final = "unknown"
_WITH_PORT: Final = re.compile(r"\[([0-9a-fA-F:.]+)\](?::\d+)?|([0-9.]+):\d+")


def network_of(address: str | None) -> str:
    """The network of an address as a proxy or the socket names it; UNKNOWN for what is none.

    Some proxies add the port: "192.0.2.1:5000", "[2001:db8::1]:5000".
    """
    text = address or ""
    if with_port := _WITH_PORT.fullmatch(text):
        text = with_port[1] or with_port[2]
    try:
        parsed = ip_address(text)
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> IPV6_NETWORK_BITS << IPV6_NETWORK_BITS))
    return str(parsed)
