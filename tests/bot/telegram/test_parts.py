"""The small parts by themselves: journal, limits, addressing, typing, secrets, lanes."""

import asyncio
import threading
from pathlib import Path

import pytest
from telegram import Chat, Message, MessageEntity, User

from bot.telegram.addressing import Heard, asker_of, hear, may_ask, place_of
from bot.telegram.errors import secrets_of
from bot.telegram.journal import KEPT_SECONDS, Journal, Stage
from bot.telegram.lanes import Lane
from bot.telegram.limits import Limit
from bot.telegram.options import Rate, TelegramOptions, Token, Webhook
from bot.telegram.privacy import MARK, scrub

ME = User(1, "问报", is_bot=True, username="WenbaoBot")
TOKEN = Token("123456:" + "s" * 35)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def options(folder: Path, **more: object) -> TelegramOptions:
    return TelegramOptions(TOKEN, folder, **more)  # type: ignore[arg-type]


def test_an_update_is_received_once_and_forgotten_when_done(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "t.sqlite")
    assert journal.receive(5, "{}")
    assert not journal.receive(5, "{}")
    journal.advance(5, Stage.BEGUN)
    journal.advance(5, Stage.RECEIVED)
    assert [(left.id, left.stage) for left in journal.left()] == [(5, Stage.BEGUN)]
    journal.finish(5)
    assert journal.left() == ()
    assert not journal.receive(5, "{}")


def test_another_update_with_a_known_number_is_new(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "t.sqlite")
    journal.receive(5, "{}")
    journal.finish(5)
    assert journal.receive(5, '{"another": "bot"}')
    assert [left.payload for left in journal.left()] == ['{"another": "bot"}']


def test_a_journal_that_cannot_be_written_does_not_silence_the_bot(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "t.sqlite")
    journal.close()
    reopened = Journal(tmp_path / "t.sqlite")
    reopened._db.execute("PRAGMA query_only=ON")
    assert reopened.receive(5, "{}")
    reopened.finish(5)
    reopened.greet(1)


def test_the_journal_outlives_the_process_and_grows_old(tmp_path: Path) -> None:
    clock = Clock()
    first = Journal(tmp_path / "t.sqlite", clock)
    first.receive(5, '{"a": 1}')
    first.close()
    clock.now += 60
    assert Journal(tmp_path / "t.sqlite", clock).left()[0].payload == '{"a": 1}'
    clock.now += KEPT_SECONDS
    assert Journal(tmp_path / "t.sqlite", clock).left() == ()


def test_chats_die_come_back_and_move(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "t.sqlite")
    for chat in (1, 2, -5):
        journal.greet(chat)
    journal.bury(2)
    journal.migrate(-5, -1005)
    journal.migrate(-1005, -10055)
    assert journal.living() == (-10055, 1)
    assert journal.dead() == 1
    assert journal.current(-5) == -10055
    journal.greet(2)
    assert 2 in journal.living()


def test_a_limit_is_a_sliding_window_per_key() -> None:
    clock = Clock()
    limit = Limit(Rate(2, 10), clock)
    assert [limit.wait("a"), limit.wait("a")] == [0, 0]
    clock.now += 4
    assert limit.wait("a") == pytest.approx(6)
    assert limit.wait("b") == 0
    clock.now += 6
    assert limit.wait("a") == 0


def group_message(text: str, *entities: MessageEntity, **more: object) -> Message:
    chat = Chat(-100, "supergroup")
    sender = more.pop("from_user", User(7, "读者", is_bot=False))
    return Message(1, None, chat, text=text, entities=entities, from_user=sender, **more)  # type: ignore[arg-type]


def test_the_mention_is_taken_out_of_the_question_in_utf16_units() -> None:
    text = "😀 @WenbaoBot，谁是馆长😀"
    mention = MessageEntity(MessageEntity.MENTION, 3, 10)
    assert hear(group_message(text, mention), ME) == Heard("😀 ，谁是馆长😀")
    assert hear(group_message("@WenbaoBot：谁", MessageEntity(MessageEntity.MENTION, 0, 10)), ME) == Heard("谁")


@pytest.mark.parametrize(
    ("text", "heard"),
    [("@wenbaobot谁是馆长", "谁是馆长"), ("请问@WenbaoBot", None), ("@WenbaoBotX 谁", None), ("a@WenbaoBot.com", None)],
)
def test_a_server_that_marks_no_mentions_is_read_by_the_letters(text: str, heard: str | None) -> None:
    assert hear(group_message(text), ME) == (Heard(heard) if heard is not None else None)


def test_a_mention_by_name_without_username_counts() -> None:
    entity = MessageEntity(MessageEntity.TEXT_MENTION, 0, 2, user=ME)
    assert hear(group_message("问报 谁是馆长", entity), ME) == Heard("谁是馆长")
    other = MessageEntity(MessageEntity.TEXT_MENTION, 0, 2, user=User(9, "别人", is_bot=False))
    assert hear(group_message("问报 谁是馆长", other), ME) is None


def test_only_people_with_a_listed_id_are_admins(tmp_path: Path) -> None:
    settings = options(tmp_path, admin_ids=frozenset({7, 1087968824, 777000}))
    chat = Chat(-100, "supergroup")
    place = place_of(group_message("x"))

    def admin(user: int, sender: Chat | None = None) -> bool:
        return asker_of(settings, chat, place, User(user, "x", is_bot=False), sender).admin

    assert admin(7)
    assert not any(admin(user) for user in (8, 1087968824, 777000, 136817688))
    assert not admin(7, chat)


def test_lists_let_in_listed_people_listed_chats_and_admins(tmp_path: Path) -> None:
    open_to_all = options(tmp_path)
    assert may_ask(open_to_all, 1, 1)
    listed = options(tmp_path, admin_ids=frozenset({9}), allowed_users=frozenset({1}), allowed_chats=frozenset({-100}))
    assert [may_ask(listed, *who) for who in ((1, 1), (1, -200), (2, -100), (9, 9))] == [True] * 4
    assert [may_ask(listed, *who) for who in ((2, 2), (2, -200), (None, -200))] == [False] * 3


@pytest.mark.parametrize("url", ["http://h:1", "http://h:1/", "http://h:1/bot", "http://h:1/bot/"])
def test_the_api_address_is_taken_with_and_without_bot(tmp_path: Path, url: str) -> None:
    settings = options(tmp_path, api_base_url=url)
    assert settings.base_url == "http://h:1/bot"
    assert settings.base_file_url == "http://h:1/file/bot"


def test_no_repr_shows_a_secret(tmp_path: Path) -> None:
    settings = options(
        tmp_path, webhook=Webhook("https://x", "hook-secret-1"), proxy_url="socks5://user:proxy-pass@h:1"
    )
    shown = f"{settings!r} {settings} {TOKEN!r} {TOKEN}"
    assert TOKEN.secret not in shown
    assert "hook-secret-1" not in shown
    assert "proxy-pass" not in shown
    log = f"{TOKEN.reveal()} hook-secret-1 socks5://user:proxy-pass@h:1"
    assert scrub(log, secrets_of(settings)) == f"123456:{MARK} {MARK} socks5://{MARK}@h:1"


def test_scrubbing_leaves_the_rest() -> None:
    assert scrub("a SECRET b", ("SECRET",)) == f"a {MARK} b"


def test_a_lane_works_in_order_in_one_thread_and_passes_errors_on() -> None:
    async def scene() -> None:
        lane = Lane("test")
        seen: list[tuple[int, int]] = []

        def work(number: int) -> int:
            seen.append((number, threading.get_ident()))
            if number == 3:
                raise ValueError("three")
            return number * 2

        results = await asyncio.gather(*(lane.run(work, n) for n in range(5)), return_exceptions=True)
        assert [r if isinstance(r, int) else str(r) for r in results] == [0, 2, 4, "three", 8]
        assert [number for number, _ in seen] == [0, 1, 2, 3, 4]
        assert len({thread for _, thread in seen}) == 1
        assert threading.get_ident() not in {thread for _, thread in seen}

    asyncio.run(scene())
