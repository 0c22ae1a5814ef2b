"""The methods of the Bot API that the bot may call, each refusing what Telegram refuses."""

import json
import re
import time
from typing import Any

from tests.botapi.markup import MarkupError, parse, units
from tests.botapi.state import BOT, Json, State

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class Refused(Exception):  # noqa: N818 - what Telegram does, no error of ours
    """An answer of `ok: false`."""

    def __init__(self, description: str, code: int = 400, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.description = f"Bad Request: {description}" if code == 400 else description
        self.code = code
        self.parameters = parameters


class Methods:
    """Calls by name: `call("sendMessage", params, files)` gives the result or raises Refused."""

    def __init__(self, state: State) -> None:
        self.state = state

    def call(self, method: str, params: Json, files: dict[str, tuple[str, bytes]]) -> Any:
        handler = getattr(self, f"do_{method.lower()}", None)
        if handler is None:
            raise Refused("Not Found: method not found", 404)
        return handler(params, files)

    # -- who and where

    def do_getme(self, params: Json, files: Any) -> Json:
        return BOT

    def do_getchat(self, params: Json, files: Any) -> Json:
        return {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": {}} | self._chat(params)

    def do_getchatmember(self, params: Json, files: Any) -> Json:
        self._chat(params)
        return {"status": "member", "user": {"id": int(params["user_id"]), "is_bot": False, "first_name": "读者"}}

    def do_leavechat(self, params: Json, files: Any) -> bool:
        self._chat(params)
        return True

    # -- messages

    def do_sendmessage(self, params: Json, files: Any) -> Json:
        chat = self._chat(params)
        text, entities = self._text(params, "text", 4096)
        if not text:
            raise Refused("message text is empty")
        return self._sent(chat, params, {"text": text} | ({"entities": entities} if entities else {}))

    def do_senddocument(self, params: Json, files: dict[str, tuple[str, bytes]]) -> Json:
        return self._sent_file("document", params, files)

    def do_sendphoto(self, params: Json, files: dict[str, tuple[str, bytes]]) -> Json:
        return self._sent_file("photo", params, files)

    def do_editmessagetext(self, params: Json, files: Any) -> Json | bool:
        text, entities = self._text(params, "text", 4096)
        if not text:
            raise Refused("message text is empty")
        if params.get("inline_message_id"):
            return True
        return self._edited(params, {"text": text} | ({"entities": entities} if entities else {}))

    def do_editmessagereplymarkup(self, params: Json, files: Any) -> Json | bool:
        if params.get("inline_message_id"):
            return True
        old = self._own(params)
        kept = {key: old[key] for key in ("text", "entities") if key in old}
        return self._edited(params, kept)

    def do_deletemessage(self, params: Json, files: Any) -> bool:
        chat = self._chat(params)
        if self.state.messages[chat["id"]].pop(int(params["message_id"]), None) is None:
            raise Refused("message to delete not found")
        return True

    def do_setmessagereaction(self, params: Json, files: Any) -> bool:
        self._chat(params)
        return True

    def do_sendchataction(self, params: Json, files: Any) -> bool:
        self._topic(self._chat(params), params)
        if params.get("action") not in ("typing", "upload_document", "upload_photo", "choose_sticker"):
            raise Refused("wrong parameter action in request")
        return True

    # -- queries

    def do_answercallbackquery(self, params: Json, files: Any) -> bool:
        if params.get("callback_query_id") not in self.state.callbacks:
            raise Refused(TOO_OLD)
        self.state.callbacks.discard(params["callback_query_id"])
        if units(params.get("text") or "") > 200:
            raise Refused("MESSAGE_TOO_LONG")
        return True

    def do_answerinlinequery(self, params: Json, files: Any) -> bool:
        if params.get("inline_query_id") not in self.state.inline:
            raise Refused(TOO_OLD)
        self.state.inline.discard(params["inline_query_id"])
        results = _json(params.get("results"), [])
        if len(results) > 50:
            raise Refused("RESULTS_TOO_MUCH")
        if len((params.get("next_offset") or "").encode()) > 64:
            raise Refused("NEXT_OFFSET_INVALID")
        ids = [str(result.get("id", "")) for result in results]
        if any(not 1 <= len(i.encode()) <= 64 for i in ids):
            raise Refused("RESULT_ID_INVALID")
        if len(set(ids)) != len(ids):
            raise Refused("RESULT_ID_DUPLICATE")
        for result in results:
            content = result.get("input_message_content") or {}
            if result.get("type") == "article" and not (result.get("title") and content):
                raise Refused("ARTICLE_TITLE_EMPTY")
            self._text({"text": content.get("message_text", "")} | content, "text", 4096)
            self._keyboard(result.get("reply_markup"))
        return True

    # -- menus

    def do_setmycommands(self, params: Json, files: Any) -> bool:
        commands = _json(params.get("commands"), [])
        if len(commands) > 100:
            raise Refused("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
                raise Refused("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise Refused("BOT_COMMAND_DESCRIPTION_INVALID")
        self.state.commands[self._menu(params)] = commands
        return True

    def do_getmycommands(self, params: Json, files: Any) -> list[Json]:
        return self.state.commands.get(self._menu(params), [])

    def do_deletemycommands(self, params: Json, files: Any) -> bool:
        self.state.commands.pop(self._menu(params), None)
        return True

    def do_setmydescription(self, params: Json, files: Any) -> bool:
        return self._about("description", params, 512)

    def do_setmyshortdescription(self, params: Json, files: Any) -> bool:
        return self._about("short_description", params, 120)

    # -- files and webhooks

    def do_getfile(self, params: Json, files: Any) -> Json:
        file_id = params.get("file_id", "")
        if file_id not in self.state.files:
            raise Refused("invalid file_id")
        size = len(self.state.files[file_id])
        return {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_size": size,
            "file_path": f"documents/{file_id}",
        }

    def do_setwebhook(self, params: Json, files: Any) -> bool:
        url = params.get("url") or ""
        if url and not url.startswith(("https://", "http://127.0.0.1")):
            raise Refused("bad webhook: An HTTPS URL must be provided for webhook")
        if (secret := params.get("secret_token")) and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise Refused("secret token contains unallowed characters")
        self.state.webhook = {"url": url, "secret": secret or ""}
        return True

    def do_deletewebhook(self, params: Json, files: Any) -> bool:
        self.state.webhook = {"url": ""}
        if _truth(params.get("drop_pending_updates")):
            self.state.updates.clear()
        return True

    def do_getwebhookinfo(self, params: Json, files: Any) -> Json:
        pending = len(self.state.updates)
        return {"url": self.state.webhook["url"], "has_custom_certificate": False, "pending_update_count": pending}

    # -- what they share

    def _chat(self, params: Json) -> Json:
        try:
            chat_id = int(params.get("chat_id", ""))
        except ValueError:
            raise Refused("chat_id is empty") from None
        if chat_id in self.state.migrated:
            new = self.state.migrated[chat_id]
            raise Refused("group chat was upgraded to a supergroup chat", parameters={"migrate_to_chat_id": new})
        if chat_id not in self.state.chats:
            raise Refused("chat not found")
        return self.state.chats[chat_id]

    def _topic(self, chat: Json, params: Json) -> Json:
        topic = params.get("message_thread_id")
        if not topic:
            return {}
        if not chat.get("is_forum"):
            raise Refused("message thread not found")
        if (chat["id"], int(topic)) in self.state.closed_topics:
            raise Refused("TOPIC_CLOSED")
        return {"message_thread_id": int(topic), "is_topic_message": True}

    def _text(self, params: Json, key: str, limit: int) -> tuple[str, list[Json]]:
        raw = params.get(key) or ""
        mode = (params.get("parse_mode") or "").lower()
        if mode not in ("", "html"):
            raise Refused("unsupported parse_mode")
        try:
            text, found = parse(raw) if mode == "html" else (raw, ())
        except MarkupError as error:
            raise Refused(f"can't parse entities: {error}") from None
        if units(text) > limit:
            raise Refused("message is too long" if limit == 4096 else "message caption is too long")
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise Refused("strings must be encoded in UTF-8")
        if not text.strip():
            return "", []
        return text, [{"type": e.type, "offset": e.offset, "length": e.length} for e in found][:100]

    def _keyboard(self, markup: Any) -> Json:
        keyboard = _json(markup, None)
        if not keyboard:
            return {}
        for button in (button for row in keyboard.get("inline_keyboard", []) for button in row):
            if not button.get("text", "").strip():
                raise Refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
            if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
                raise Refused("BUTTON_DATA_INVALID")
            if "copy_text" in button and not 1 <= units(button["copy_text"].get("text", "")) <= 256:
                raise Refused("BUTTON_COPY_TEXT_INVALID")
            if len([key for key in button if key not in ("text", "style", "icon_custom_emoji_id")]) != 1:
                raise Refused("BUTTON_TYPE_INVALID")
        return {"reply_markup": keyboard}

    def _reply(self, chat: Json, params: Json) -> Json:
        reply = _json(params.get("reply_parameters"), None)
        if not reply:
            return {}
        replied = self.state.messages[chat["id"]].get(int(reply["message_id"]))
        if replied is None:
            if reply.get("allow_sending_without_reply"):
                return {}
            raise Refused("message to be replied not found")
        return {"reply_to_message": {k: v for k, v in replied.items() if k != "reply_to_message"}}

    def _sent(self, chat: Json, params: Json, content: Json) -> Json:
        topic = self._topic(chat, params)
        sent: Json = {"date": int(time.time()), "chat": chat, "from": BOT} | topic | content
        sent |= self._reply(chat, params) | self._keyboard(params.get("reply_markup"))
        sent["message_id"] = next(self.state.message_ids)
        self.state.messages[chat["id"]][sent["message_id"]] = sent
        return sent

    def _sent_file(self, kind: str, params: Json, files: dict[str, tuple[str, bytes]]) -> Json:
        chat = self._chat(params)
        name = str(params.get(kind, "")).removeprefix("attach://")
        if name not in files and kind not in files:
            raise Refused(f"there is no {kind} in the request")
        filename, data = files.get(name) or files[kind]
        if not data:
            raise Refused("file must be non-empty")
        caption, entities = self._text(params, "caption", 1024)
        file_id = f"F{next(self.state.message_ids)}"
        self.state.files[file_id] = data
        about: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(data)}
        shown: Any = about | {"file_name": filename} if kind == "document" else [about | {"width": 8, "height": 8}]
        content = {kind: shown} | ({"caption": caption} if caption else {})
        return self._sent(chat, params, content | ({"caption_entities": entities} if entities else {}))

    def _own(self, params: Json) -> Json:
        chat = self._chat(params)
        found = self.state.messages[chat["id"]].get(int(params.get("message_id") or 0))
        if found is None:
            raise Refused("message to edit not found")
        if found.get("from", {}).get("id") != BOT["id"]:
            raise Refused("message can't be edited")
        return found

    def _edited(self, params: Json, content: Json) -> Json:
        old = self._own(params)
        new = content | self._keyboard(params.get("reply_markup"))
        if new == {key: old[key] for key in ("text", "entities", "reply_markup") if key in old}:
            raise Refused(NOT_MODIFIED)
        for key in ("text", "entities", "reply_markup"):
            old.pop(key, None)
        old.update(new | {"edit_date": int(time.time())})
        return old

    def _menu(self, params: Json) -> tuple[str, str]:
        scope = _json(params.get("scope"), {"type": "default"})
        language = params.get("language_code") or ""
        if language and not re.fullmatch("[a-z]{2}", language):
            raise Refused("invalid language code specified")
        if scope["type"].startswith("chat") and int(scope["chat_id"]) not in self.state.chats:
            raise Refused("chat not found")
        return ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope), language

    def _about(self, kind: str, params: Json, limit: int) -> bool:
        text = params.get(kind) or ""
        if len(text) > limit:
            raise Refused("BOT_INFO_TOO_LONG")
        language = params.get("language_code") or ""
        if language and not re.fullmatch("[a-z]{2}", language):
            raise Refused("invalid language code specified")
        self.state.texts[kind, language] = text
        return True


def _json(value: Any, default: Any) -> Any:
    if value is None or value == "":
        return default
    return json.loads(value) if isinstance(value, str) else value


def _truth(value: Any) -> bool:
    return str(value).lower() in ("true", "1", "yes")
