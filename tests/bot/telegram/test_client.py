"""The polling client by itself, against servers that keep a connection and say nothing of use."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from telegram.error import NetworkError, TimedOut

from bot.telegram.client import PollRequest, SendRequest
from bot.telegram.options import Timing
from bot.telegram.watch import Pulse

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TIMING = Timing(poll_read=5.0, poll_deadline=0.6, stalled_after=0.2)


def poll(*servings: Serve, timing: Timing = TIMING) -> tuple[list[object], Pulse]:
    """Poll once per way of serving, over one client; return what each poll gave or raised."""

    async def scene() -> tuple[list[object], Pulse]:
        pulse = Pulse()
        waiting = list(servings)

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            try:
                await waiting.pop(0)(reader, writer)
            except ConnectionError:
                pass
            finally:
                writer.transport.abort()

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/botX/getUpdates"
        request = PollRequest(pulse, timing, lambda: False, None)
        results: list[object] = []
        for _ in servings:
            try:
                results.append(await request.do_request(url, "POST"))
            except NetworkError as error:
                results.append(error)
        await request.shutdown()
        server.close()
        await asyncio.sleep(0.05)
        return results, pulse

    return asyncio.run(scene())


async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then, so that no read timeout is ever reached."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def well(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    body = b'{"ok": true, "result": []}'
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()


async def gone(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


async def drop(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.3)


def test_a_connection_that_drips_bytes_is_cut_off_and_the_client_rebuilt() -> None:
    begun = time.monotonic()
    results, pulse = poll(drip, well)
    assert isinstance(results[0], TimedOut)
    assert results[1] == (200, b'{"ok": true, "result": []}')
    assert time.monotonic() - begun < 3
    assert pulse.counts["poll_rebuilds_total"] == 1
    assert pulse.counts["polls_total"] == 1


def test_failures_that_last_rebuild_the_client() -> None:
    results, pulse = poll(drop, drop, well)
    assert [isinstance(result, NetworkError) for result in results] == [True, True, False]
    assert pulse.counts["poll_rebuilds_total"] == 2


def test_an_answer_that_would_stop_the_library_for_good_is_only_a_failure() -> None:
    results, _ = poll(gone, well)
    assert isinstance(results[0], NetworkError)
    assert "token" in str(results[0])
    assert isinstance(results[1], tuple)


def test_a_pool_without_a_free_connection_is_exchanged() -> None:
    async def scene() -> tuple[int, bytes]:
        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            await (well(reader, writer) if b"/quick" in head else ended.wait())
            writer.transport.abort()

        ended = asyncio.Event()
        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        request = SendRequest(connection_pool_size=1, pool_timeout=0.2)
        stuck = asyncio.create_task(request.do_request(f"{url}/slow", "POST"))
        await asyncio.sleep(0.1)
        with pytest.raises(TimedOut, match="Pool timeout"):
            await request.do_request(f"{url}/quick", "POST")
        result = await request.do_request(f"{url}/quick", "POST")
        stuck.cancel()
        await asyncio.gather(stuck, return_exceptions=True)
        await request.shutdown()
        ended.set()
        server.close()
        await asyncio.sleep(0.05)
        return result

    assert asyncio.run(scene())[0] == 200
