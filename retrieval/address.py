"""Where a remote index is: INDEX_URL, taken apart."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """Where passages are kept: a service, and the prefix its indices' names have."""

    base: str
    prefix: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def read_address(url: str) -> Address:
    """Return the address that a URL names; raises ValueError that says what is allowed, never what was given."""
    try:
        parts = urlsplit(url)
        place = parts.netloc.rpartition("@")[2]
        root, _, prefix = parts.path.rstrip("/").rpartition("/")
        base = f"{parts.scheme}://{place}{root}"
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise ValueError("allowed is https://USER:PASSWORD@HOST:9200/PREFIX")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,99}", prefix):
        raise ValueError("allowed is a URL that ends in /PREFIX, of a-z 0-9 _ . -, a letter or digit first")
    return Address(base.rstrip("/"), prefix, unquote(parts.username or ""), unquote(parts.password or ""))
