"""Where a host is, and whether a document may be fetched from there."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

# A host's name and a port to its addresses. Raises OSError.
Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """The host's addresses, as the system knows them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_public(address: str) -> bool:
    """Whether it belongs to the internet at large: not private, loopback, link-local, shared, reserved or multicast.

    IPv6 addresses that carry an IPv4 one (mapped, 6to4, Teredo, NAT64) are none: they lead where that one leads.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in ipaddress.ip_network("64:ff9b::/96")
    ):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)
