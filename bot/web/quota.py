"""Limit the resources of unauthenticated clients: a total for all clients, and a share for each address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
IPV6_SITE_BITS = 64


class Quota:
    """A quota of connections or bytes: at most `most` for all clients, and at most `share` for one address.

    Loopback and the networks in `proxies` have no share limit, because many clients connect through them.
    """

    def __init__(self, most: int, share: int, proxies: Sequence[Network] = ()) -> None:
        self.most = most
        self._share = share
        self._proxies = proxies
        self._by_owner: Counter[str] = Counter()
        self.taken = 0

    @property
    def is_full(self) -> bool:
        """True if the whole quota is taken."""
        return self.taken >= self.most

    def take(self, peer: str | None, amount: int) -> bool:
        """Take an amount for a peer; return False and take nothing if it exceeds the quota or the share.

        Args:
            peer: the client's address; None for a Unix socket.
            amount: the connections or bytes to take.
        """
        owner = self._owner(peer)
        if self.taken + amount > self.most or (owner and self._by_owner[owner] + amount > self._share):
            return False
        self.taken += amount
        if owner:
            self._by_owner[owner] += amount
        return True

    def give_back(self, peer: str | None, amount: int) -> None:
        """Give an amount back that was taken for a peer."""
        self.taken -= amount
        if owner := self._owner(peer):
            self._by_owner[owner] -= amount
            if not self._by_owner[owner]:
                del self._by_owner[owner]

    def _owner(self, peer: str | None) -> str | None:
        """Return the owner of the share, an IPv4 address or an IPv6 /64; None if the peer has no share limit."""
        if peer is None:
            return None
        address = ip_address(peer)
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address
        if address.is_loopback or any(address in network for network in self._proxies):
            return None
        if isinstance(address, IPv6Address):
            return str(ip_network((int(address), IPV6_SITE_BITS), strict=False))
        return str(address)


class Claim:
    """The bytes that one request takes from a quota. The first `free` bytes are not counted.

    Therefore small bodies are accepted even if a client fills the quota with large ones.
    """

    def __init__(self, quota: Quota, peer: str | None, free: int) -> None:
        self._quota = quota
        self._peer = peer
        self._free = free
        self._taken = 0

    def grow(self, size: int) -> bool:
        """Raise the claim to `size` bytes in total; return False if the quota has no room for them."""
        more = size - self._free - self._taken
        if more <= 0:
            return True
        if not self._quota.take(self._peer, more):
            return False
        self._taken += more
        return True

    def end(self) -> None:
        """Give all taken bytes back."""
        if self._taken:
            self._quota.give_back(self._peer, self._taken)
            self._taken = 0
