"""Is the bot being served? The pulse of its polls, its counters, and the port where both can be read."""

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.telegram.options import Timing

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Pulse:
    """When updates were last asked for successfully, and the counters that `/metrics` shows."""

    clock: Callable[[], float] = time.monotonic
    polling: bool = True
    last_poll: float = field(init=False)
    counts: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    gauges: dict[str, Callable[[], float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last_poll = self.clock()

    def beat(self) -> None:
        self.last_poll = self.clock()
        self.counts["polls_total"] += 1

    @property
    def silent_for(self) -> float:
        """Seconds since the last successful poll; 0 where updates come by webhook."""
        return self.clock() - self.last_poll if self.polling else 0.0


class Health:
    """`/healthz` and Prometheus `/metrics` on a port of their own, HTTP/1.0 in its plainest form."""

    def __init__(self, pulse: Pulse, timing: Timing) -> None:
        self._pulse = pulse
        self._timing = timing
        self._server: asyncio.Server | None = None

    async def open(self, listen: str, port: int) -> int:
        """Listen, and return the port: the one asked for, or a free one for 0. Raises OSError where it is taken."""
        self._server = await asyncio.start_server(self._serve, listen, port)
        taken: int = self._server.sockets[0].getsockname()[1]
        logger.info("health_open listen=%s port=%d", listen, taken)
        return taken

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def healthy(self) -> bool:
        return self._pulse.silent_for <= self._timing.stalled_after

    def metrics(self) -> str:
        """Return every counter and gauge in Prometheus's text format."""
        pulse = self._pulse
        values: dict[str, tuple[str, float]] = {
            name: ("counter", count) for name, count in sorted(pulse.counts.items())
        }
        values["healthy"] = ("gauge", float(self.healthy()))
        values["seconds_since_poll"] = ("gauge", round(pulse.silent_for, 3))
        values |= {name: ("gauge", read()) for name, read in pulse.gauges.items()}
        lines = []
        for name, (kind, value) in values.items():
            bare = name.partition("{")[0]
            lines += [f"# TYPE wenbao_{bare} {kind}", f"wenbao_{name} {value:g}"]
        return "\n".join(dict.fromkeys(lines)) + "\n"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(5):
                head = await reader.readuntil(b"\r\n\r\n")
                status, body = self._answer(head.split(b" ", 2)[1:2])
                kind = "text/plain; version=0.0.4; charset=utf-8"
                top = f"HTTP/1.0 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n\r\n"
                writer.write((top + body).encode())
                await writer.drain()
        writer.close()

    def _answer(self, path: list[bytes]) -> tuple[str, str]:
        if path == [b"/metrics"]:
            return "200 OK", self.metrics()
        if path != [b"/healthz"]:
            return "404 Not Found", "try /healthz or /metrics\n"
        if self.healthy():
            return "200 OK", "ok\n"
        return "503 Service Unavailable", f"no successful poll for {self._pulse.silent_for:.0f} s\n"
