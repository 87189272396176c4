"""Under which addresses other machines reach this one: that of the way out first, then those of all its networks.

A laptop in class may be in several networks (cable, Wi-Fi, VPN, a virtual machine's), or be the access point itself and
have no way out at all. Nothing is sent to find out, and no name service is asked.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator

# What asks a system for an interface's address (SIOCGIFADDR), in a struct ifreq of 32 bytes: name, then a sockaddr_in.
_GET_ADDRESS = 0xC0206921 if sys.platform == "darwin" else 0x8915
_IFREQ_BYTES = 32
_IPV4 = slice(20, 24)


def local_addresses() -> list[str]:
    """The IPv4 addresses of this machine, without those that only it can reach; empty if it is in no network."""
    found = dict.fromkeys((*_way_out(), *_interfaces()))
    return [address for address in found if _is_reachable(ipaddress.ip_address(address))]


def _is_reachable(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def _way_out() -> Iterator[str]:
    """The address that a packet to far away would carry; looking up the way sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation
            yield str(probe.getsockname()[0])
        except OSError:
            return


def _interfaces() -> Iterator[str]:
    if sys.platform == "win32":
        yield from socket.gethostbyname_ex(socket.gethostname())[2]  # Windows knows its own name by itself
        return
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe.fileno(), _GET_ADDRESS, name.encode().ljust(_IFREQ_BYTES, b"\0"))
            except OSError:
                continue  # an interface without an address
            yield socket.inet_ntoa(answer[_IPV4])
