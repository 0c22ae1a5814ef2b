"""Ways in which a Bot API server fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Params = Mapping[str, object]


@dataclass(slots=True)
class Fault:
    """One way of failing, for the next `times` calls of a method that `when` picks (all, unless told).

    `delay` passes first. Then: `reset` drops the connection, `status` answers with an error, neither lets the call
    through. `after` makes the call take effect all the same before the failure, as a lost reply does.
    """

    times: int = 1
    status: int = 0
    description: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    delay: float = 0.0
    reset: bool = False
    after: bool = False
    raw: bytes | None = None
    when: Callable[[Params], bool] = lambda _params: True


def too_many(retry_after: int, times: int = 1) -> Fault:
    return Fault(times, 429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def bad_gateway(times: int = 1) -> Fault:
    return Fault(times, 502, "Bad Gateway", raw=b"<html><body>502 Bad Gateway</body></html>")


def blocked(times: int = 1, when: Callable[[Params], bool] = lambda _params: True) -> Fault:
    return Fault(times, 403, "Forbidden: bot was blocked by the user", when=when)


def conflict(times: int = 1) -> Fault:
    text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    return Fault(times, 409, text)


def refused(description: str, times: int = 1, when: Callable[[Params], bool] = lambda _params: True) -> Fault:
    return Fault(times, 400, f"Bad Request: {description}", when=when)


def hang(seconds: float, times: int = 1) -> Fault:
    return Fault(times, delay=seconds, reset=True)


def reset(times: int = 1, *, after: bool = False) -> Fault:
    return Fault(times, reset=True, after=after)
