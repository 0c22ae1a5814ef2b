"""The server itself: tornado on a thread of its own, at `http://127.0.0.1:PORT/bot<token>/METHOD`."""

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import tornado.httpclient
import tornado.httpserver
import tornado.netutil
import tornado.web

from tests.botapi.faults import Fault
from tests.botapi.methods import Methods, Refused
from tests.botapi.state import BOT, Json, State, message, private, user

TOKEN = "7000000001:AAfakefakefakefakefakefakefakefakefake"
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came: what was asked, when, from which port, and what it was answered with."""

    method: str
    params: Json
    files: dict[str, tuple[str, bytes]]
    at: float
    port: int
    status: int
    result: Any

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def chat(self) -> int | None:
        return int(self.params["chat_id"]) if "chat_id" in self.params else None

    def json(self, key: str) -> Any:
        value = self.params.get(key)
        return json.loads(value) if isinstance(value, str) and value else value


class FakeBotApi:
    """A context manager; what users do are plain methods, what the bot did is in `calls`."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.state = State()
        self.methods = Methods(self.state)
        self.calls: list[Call] = []
        self.port = 0
        self.last_update_id = 0
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._changed = threading.Condition()
        self._poll: asyncio.Event | None = None
        self._loop = asyncio.new_event_loop()
        self._wake: asyncio.Event | None = None
        self._polls_open = 0
        self.polls_begun = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._deliveries: set[asyncio.Future[None]] = set()

    # -- life

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = tornado.web.Application(
            [
                # A proxy may pass the whole address on as it got it (RFC 9112, 3.2.2).
                (r"(?:http://[^/]+)?/bot([^/]+)/(\w+)", _ApiHandler, {"server": self}),
                (r"/file/bot([^/]+)/(.+)", _FileHandler, {"server": self}),
            ],
            log_function=lambda _handler: None,
        )

        async def start() -> None:
            self._wake = asyncio.Event()
            sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
            server.add_sockets(sockets)
            self.port = sockets[0].getsockname()[1]
            self._ready.set()

        server = tornado.httpserver.HTTPServer(app)
        self._loop.run_until_complete(start())
        self._loop.run_forever()
        server.stop()
        self._loop.run_until_complete(server.close_all_connections())
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()

    @property
    def polling(self) -> bool:
        """Tell whether a getUpdates is being waited for right now."""
        return self._polls_open > 0

    # -- what users do

    def push(self, **content: Any) -> Json:
        """Queue an update, `push(message=…)`, and return it."""
        update = {"update_id": next(self.state.update_ids)} | content
        self.last_update_id = update["update_id"]
        self.redeliver(update)
        return update

    def redeliver(self, update: Json) -> None:
        def add() -> None:
            if self.state.webhook["url"]:
                self._deliveries.add(task := asyncio.ensure_future(self._deliver(update)))
                task.add_done_callback(self._deliveries.discard)
                return
            self.state.updates.append(update)
            assert self._wake is not None
            self._wake.set()

        self._loop.call_soon_threadsafe(add)

    async def _deliver(self, update: Json) -> None:
        client = tornado.httpclient.AsyncHTTPClient()
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self.state.webhook["secret"]}
        url = self.state.webhook["url"]
        for _ in range(50):
            try:
                await client.fetch(url, method="POST", headers=headers, body=json.dumps(update))
                return
            except (OSError, tornado.httpclient.HTTPError):
                await asyncio.sleep(0.1)

    def say(self, text: str | None, sender: Json | int = 42, chat: Json | None = None, **more: Any) -> Json:
        """Send a message as a user (private unless `chat` is told) and return it."""
        sender = user(sender) if isinstance(sender, int) else sender
        made = message(self.state, chat or private(sender["id"]), sender, text, **more)
        self.push(message=made)
        return made

    def press(self, shown: Json, data: str, sender: Json | int = 42) -> str:
        """Press a button under a message of the bot's and return the query's id."""
        query_id = str(next(self.state.query_ids))
        self.state.callbacks.add(query_id)
        who = user(sender) if isinstance(sender, int) else sender
        self.push(callback_query={"id": query_id, "from": who, "message": shown, "chat_instance": "1", "data": data})
        return query_id

    def ask_inline(self, query: str, sender: Json | int = 42, offset: str = "") -> str:
        query_id = str(next(self.state.query_ids))
        self.state.inline.add(query_id)
        who = user(sender) if isinstance(sender, int) else sender
        self.push(inline_query={"id": query_id, "from": who, "query": query, "offset": offset, "chat_type": "sender"})
        return query_id

    def fail(self, method: str, *faults: Fault) -> None:
        self._faults[method.lower()].extend(faults)

    # -- what the bot did

    def made(self, *methods: str, ok: bool = True) -> list[Call]:
        wanted = {method.lower() for method in methods}
        return [call for call in list(self.calls) if call.method.lower() in wanted and (call.ok or not ok)]

    def messages(self, chat: int | None = None) -> list[Json]:
        """Return what the bot showed: the messages it sent, in order, as they were then."""
        calls = self.made("sendMessage", "sendDocument", "sendPhoto")
        return [call.result for call in calls if chat is None or call.chat == chat]

    def wait(self, condition: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait until the condition gives something true and return it; AssertionError after `seconds`."""
        end = time.monotonic() + seconds
        while True:
            if found := condition():
                return found
            with self._changed:
                left = end - time.monotonic()
                if left <= 0:
                    last = [(call.method, call.status, call.params.get("text")) for call in self.calls[-12:]]
                    raise AssertionError(f"not within {seconds} s; last calls: {last}")
                self._changed.wait(min(left, 0.05))

    def wait_for_replies(self, to: Json, count: int = 1, seconds: float = 20.0) -> list[Json]:
        """Wait for messages that reply to one of the users'."""

        def replies() -> list[Json] | None:
            found = self.replies(to)
            return found if len(found) >= count else None

        found: list[Json] = self.wait(replies, seconds)
        return found

    def replies(self, to: Json) -> list[Json]:
        key = (to["chat"]["id"], to["message_id"])
        return [
            sent
            for sent in self.messages()
            if "reply_to_message" in sent and (sent["chat"]["id"], sent["reply_to_message"]["message_id"]) == key
        ]

    def record(self, call: Call) -> None:
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()

    # -- the loop's side

    def fault_for(self, method: str, params: Json) -> Fault | None:
        for fault in self._faults[method.lower()]:
            if fault.times > 0 and fault.when(params):
                fault.times -= 1
                return fault
        return None

    async def get_updates(self, params: Json) -> list[Json]:
        if self.state.webhook["url"]:
            raise Refused(WEBHOOK_ACTIVE, 409)
        if self._poll is not None:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        offset, limit = int(params.get("offset") or 0), int(params.get("limit") or 100)
        end = time.monotonic() + float(params.get("timeout") or 0)
        if offset > 0:
            self.state.updates[:] = [update for update in self.state.updates if update["update_id"] >= offset]
        assert self._wake is not None
        self._polls_open += 1
        try:
            await self._wait_for_updates(mine, end)
        finally:
            self._polls_open -= 1
        return self.state.updates[:limit]

    async def _wait_for_updates(self, mine: asyncio.Event, end: float) -> None:
        assert self._wake is not None
        while not self.state.updates and time.monotonic() < end:
            self._wake.clear()
            waits = [asyncio.ensure_future(self._wake.wait()), asyncio.ensure_future(mine.wait())]
            await asyncio.wait(waits, timeout=end - time.monotonic(), return_when=asyncio.FIRST_COMPLETED)
            for task in waits:
                task.cancel()
            if mine.is_set():
                raise Refused(CONFLICT, 409)


class _ApiHandler(tornado.web.RequestHandler):
    def initialize(self, server: FakeBotApi) -> None:
        self.server = server

    async def get(self, token: str, method: str) -> None:
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        server = self.server
        params: Json = {key: values[-1].decode() for key, values in self.request.arguments.items()}
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            params = json.loads(self.request.body or b"{}")
        files = {name: (found[0].filename, found[0].body) for name, found in self.request.files.items()}
        at, port = time.monotonic(), self.request.connection.context.address[1]  # type: ignore[union-attr]
        status, body, result, dropped = 200, b"", None, False
        server.polls_begun += method.lower() == "getupdates"
        try:
            if token != server.token:
                raise Refused("Unauthorized", 401)
            fault = server.fault_for(method, params)
            if fault is not None:
                if fault.after:
                    result = server.methods.call(method, params, files)
                if fault.delay:
                    await asyncio.sleep(fault.delay)
                dropped = fault.reset
                if fault.status:
                    status, body = fault.status, fault.raw or b""
                    if fault.raw is None:
                        raise Refused(
                            fault.description.removeprefix("Bad Request: "), fault.status, dict(fault.parameters)
                        )
            if status == 200 and not dropped:
                lower = method.lower()
                result = (
                    await server.get_updates(params)
                    if lower == "getupdates"
                    else server.methods.call(method, params, files)
                )
        except Refused as refused:
            status = refused.code
            answer: Json = {"ok": False, "error_code": status, "description": refused.description}
            body = json.dumps(answer | ({"parameters": refused.parameters} if refused.parameters else {})).encode()
        copied = json.loads(json.dumps(result))
        seen = 0 if dropped and result is None else status
        server.record(Call(method, params, files, at, port, seen, copied))
        if dropped:
            self.request.connection.stream.close()  # type: ignore[union-attr]
            return
        self.set_status(status, None if status < 430 else "Error")
        self.set_header("Content-Type", "application/json")
        self.finish(body or json.dumps({"ok": True, "result": result}))


class _FileHandler(tornado.web.RequestHandler):
    def initialize(self, server: FakeBotApi) -> None:
        self.server = server

    def get(self, token: str, path: str) -> None:
        data = self.server.state.files.get(path.rpartition("/")[2])
        if token != self.server.token or data is None:
            raise tornado.web.HTTPError(404)
        self.finish(data)


__all__ = ["BOT", "TOKEN", "Call", "FakeBotApi"]
