"""What admins get, and that nobody else does, over HTTP from the running bot."""

import csv
import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.telegram.ask import ask, button, quotes
from tests.bot.telegram.conftest import ADMIN, ARTICLES, write_corpus
from tests.bot.telegram.process import BotProcess
from tests.botapi.faults import blocked
from tests.botapi.server import FakeBotApi
from tests.botapi.state import GROUP_ANONYMOUS, TELEGRAM, Json, private, supergroup, user

Start = Callable[..., BotProcess]
QUESTION = "图书馆新馆几点开门？"


def reloads(bot: BotProcess) -> int:
    return bot.logged().count("admin_command command=reload")


def final_text(api: FakeBotApi, shown: Json) -> str:
    """Return what a message of the bot's reads now, edits included."""
    text: str = api.state.messages[shown["chat"]["id"]][shown["message_id"]]["text"]
    return text


def test_a_reload_shows_progress_by_editing_one_message_and_ends_in_the_report(
    api: FakeBotApi, start: Start, corpus: Path
) -> None:
    start(env={"STANDIN_RELOAD_SECONDS": "1"})
    added = {"headline": "新来的报道", "paragraphs": ["新来的报道说，河边新装了十二盏路灯，夜里亮到天明。"]}
    write_corpus(corpus, (*ARTICLES[1:], added))
    (corpus / "junk.jsonl").write_text("{not json\n", encoding="utf-8")
    shown = api.wait_for_replies(api.say("/reload", ADMIN))[0]
    api.wait(lambda: "新增 1 篇" in final_text(api, shown))
    report = final_text(api, shown)
    assert "移除 1 篇" in report
    assert f"未变 {len(ARTICLES) - 1} 篇" in report
    assert "junk.jsonl" in report
    edits = api.made("editMessageText")
    assert len(edits) >= 3
    assert {call.params["message_id"] for call in edits} == {str(shown["message_id"])}
    assert any(re.search(r"\d+/10", call.params["text"]) for call in edits)
    assert any("十二盏" in quote for quote in quotes(ask(api, "河边装了几盏路灯")))
    assert not any("9点开门" in quote for quote in quotes(ask(api, QUESTION)))


def test_answers_flow_during_a_reload_and_a_second_one_hears_so(api: FakeBotApi, start: Start) -> None:
    bot = start(env={"STANDIN_RELOAD_SECONDS": "3"})
    shown = api.wait_for_replies(api.say("/reload", ADMIN))[0]
    second = api.say("/reload", ADMIN)
    assert "正在更新" in api.wait_for_replies(second)[0]["text"]
    assert quotes(ask(api, QUESTION))
    assert "新增" not in final_text(api, shown)
    api.wait(lambda: "新增 0 篇" in final_text(api, shown))
    assert reloads(bot) == 2


def test_a_reload_that_fails_keeps_the_old_papers_and_names_the_file(
    api: FakeBotApi, start: Start, corpus: Path
) -> None:
    start()
    (corpus / "broken").touch()
    shown = api.wait_for_replies(api.say("/reload", ADMIN))[0]
    api.wait(lambda: "更新失败" in final_text(api, shown))
    assert "broken" in final_text(api, shown)
    assert quotes(ask(api, QUESTION))
    (corpus / "broken").unlink()
    again = api.wait_for_replies(api.say("/reload", ADMIN))[0]
    api.wait(lambda: "新增 0 篇" in final_text(api, again))


def test_nobody_but_an_admin_reloads(api: FakeBotApi, start: Start) -> None:
    bot = start()
    group = supergroup(-100900)
    channel = {"id": -100901, "type": "channel", "title": "频道"}
    edited = api.say("你好", ADMIN)
    api.push(edited_message=edited | {"text": "/reload", "edit_date": 3})
    api.say("/reload", 99)
    api.say("/reload", 99, group)
    api.say("/reload", GROUP_ANONYMOUS, group, sender_chat=group)
    api.say("/reload", GROUP_ANONYMOUS, group)
    api.say("/reload", TELEGRAM, group)
    api.say("/reload", TELEGRAM, private(777000))
    api.say("/reload", TELEGRAM, group, sender_chat=channel, is_automatic_forward=True)
    api.say("/reload", user(ADMIN), group, sender_chat=channel)
    api.push(channel_post={"message_id": 1, "date": 1, "chat": channel, "sender_chat": channel, "text": "/reload"})
    api.say("/reload", user(ADMIN), via_bot={"id": 9, "is_bot": True, "first_name": "x", "username": "xbot"})
    ask(api, "/help")
    assert reloads(bot) == 0
    assert not api.made("editMessageText")
    api.wait_for_replies(api.say("/reload@WenbaoTestBot", ADMIN, group))
    assert reloads(bot) == 1, "an admin may, in a group too"


def test_anonymous_ids_are_never_admins_even_if_the_settings_say_so(api: FakeBotApi, start: Start) -> None:
    bot = start(admin_ids=[1087968824, 777000])
    group = supergroup(-100900)
    api.say("/reload", GROUP_ANONYMOUS, group)
    api.say("/reload", TELEGRAM, group)
    ask(api, "/help")
    assert reloads(bot) == 0


def test_two_hundred_questions_over_five_reloads_are_each_answered_from_one_generation(
    api: FakeBotApi, start: Start, corpus: Path
) -> None:
    bot = start(timing={"typing_every": 4.5})

    def write(generation: int) -> None:
        text = f"第{generation}版记载，码头的钟楼有两层，高{generation}0米。"
        more = f"第{generation}版又记载，钟楼的大钟重{generation}00公斤，码头的人都听得见。"
        write_corpus(corpus, (*ARTICLES, {"headline": f"钟楼第{generation}版", "paragraphs": [text, more]}))

    asked = []
    for generation in range(1, 6):
        write(generation)
        shown = api.wait_for_replies(api.say("/reload", ADMIN))[0]
        asked += [api.say("码头的钟楼有多高？大钟多重？", 1000 + n) for n in range(40)]
        api.wait(lambda shown=shown: "新增" in final_text(api, shown))
    for question in asked:
        api.wait_for_replies(question, seconds=60)
    assert len(asked) == 200
    for question in asked:
        (answer,) = api.replies(question)
        generations = set(re.findall(r"第(\d)版", "".join(quotes(answer))))
        assert len(generations) <= 1
    assert "Traceback" not in bot.logged()
    old = api.replies(asked[0])[0]
    if quotes(old):
        before = len(api.messages(1000))
        api.press(old, button(old, "a:"), 1000)
        gone = api.wait(lambda: api.messages(1000)[before:])[0]["text"]
        assert "没有编号" in gone, "its article went with a reload: said kindly"


def test_a_button_from_before_a_reload_works_while_its_article_lives(api: FakeBotApi, start: Start) -> None:
    start()
    answer = ask(api, QUESTION, 5)
    shown = api.wait_for_replies(api.say("/reload", ADMIN))[0]
    api.wait(lambda: "新增" in final_text(api, shown))
    api.press(answer, button(answer, "a:"), 5)
    api.wait(lambda: any("42万册" in m["text"] and "1800个" in m["text"] for m in api.messages(5)[1:]))


def test_misses_come_as_a_list_and_as_a_file(api: FakeBotApi, start: Start) -> None:
    start()
    assert "没有未答" in ask(api, "/misses", ADMIN)["text"]
    ask(api, "火星移民局的飞船票价是多少", 5)
    answer = ask(api, QUESTION, 5)
    api.press(answer, button(answer, "b:"), 5)
    api.wait(lambda: api.made("answerCallbackQuery"))
    listed = ask(api, "/misses", ADMIN)["text"]
    assert "火星移民局" in listed
    assert "👎" in listed
    document = api.wait(lambda: api.made("sendDocument"))[0]
    ((name, data),) = document.files.values()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert name == "misses.csv"
    assert {row["question"] for row in rows} == {"火星移民局的飞船票价是多少", QUESTION}
    assert "管理员" in ask(api, "/misses", 5)["text"]


def test_stats_and_whoami(api: FakeBotApi, start: Start) -> None:
    start()
    ask(api, QUESTION)
    assert str(len(ARTICLES)) in ask(api, "/stats", ADMIN)["text"]
    assert "管理员" in ask(api, "/stats", 5)["text"]
    assert f"用户 {ADMIN}（管理员）" in ask(api, "/whoami", ADMIN)["text"]
    assert "用户 5（读者）" in ask(api, "/whoami", 5)["text"]


def test_a_broadcast_to_a_hundred_chats_reports_who_was_not_reached(api: FakeBotApi, start: Start) -> None:
    start()
    for person in range(1000, 1100):
        api.say("/start", person)
    api.wait(lambda: len({call.chat for call in api.made("sendMessage")}) == 100, 30)
    dead = {str(person) for person in range(1000, 1100, 20)}
    api.fail("sendMessage", blocked(times=99, when=lambda params: params["chat_id"] in dead))
    sent = api.say("/broadcast 明天停电 <检修> & 请见谅", ADMIN)
    report = api.wait_for_replies(sent, 2, seconds=60)[1]["text"]
    assert "95/5" in report
    assert sum(message.get("text") == "明天停电 <检修> & 请见谅" for message in api.messages()) == 95
    assert "管理员" in ask(api, "/broadcast hello", 5000)["text"]


def test_the_dead_are_not_told_the_next_time_unless_they_come_back(api: FakeBotApi, start: Start) -> None:
    start()
    for person in (1, 2, 3):
        ask(api, "/start", person)
    api.fail("sendMessage", blocked(when=lambda params: params["chat_id"] == "2"))
    results = []
    for word in ("一", "二"):
        sent = api.say(f"/broadcast {word}", ADMIN)
        results.append(api.wait_for_replies(sent, 2)[1]["text"])
    ask(api, "/start", 2)
    results.append(api.wait_for_replies(api.say("/broadcast 三", ADMIN), 2)[1]["text"])
    assert ["2/1" in results[0], "2/0" in results[1], "3/0" in results[2]] == [True] * 3


def menu(api: FakeBotApi, scope: str, language: str) -> dict[str, str]:
    return {c["command"]: c["description"] for c in api.state.commands.get((scope, language), [])}


def test_reload_is_in_the_admins_own_menus_only(api: FakeBotApi, start: Start) -> None:
    api.state.chats[ADMIN] = private(ADMIN)
    start()
    api.wait(lambda: ("description", "en") in api.state.texts)
    scopes = {scope for scope, _ in api.state.commands}
    assert scopes == {"default", "all_private_chats", "all_group_chats", f"chat:{ADMIN}"}
    with_reload = {scope for scope, language in api.state.commands if "reload" in menu(api, scope, language)}
    assert with_reload == {f"chat:{ADMIN}"}
    assert menu(api, "default", "zh")["latest"] == "最新报道"
    assert menu(api, "default", "en")["latest"] == "The newest articles"
    assert menu(api, "all_group_chats", "zh")["ask"]
    assert "报纸" in api.state.texts["description", "zh"]


def test_menus_come_with_start_where_they_could_not_before(api: FakeBotApi, start: Start) -> None:
    start()
    api.wait_for_replies(api.say("/start", user(ADMIN, "zh-hant")))
    api.wait(lambda: menu(api, f"chat:{ADMIN}", "en"))
    assert menu(api, f"chat:{ADMIN}", "zh")["reload"] == "重新讀取報紙"
    api.wait_for_replies(api.say("/start", user(6, "zh-TW")))
    api.wait(lambda: menu(api, "chat:6", ""))
    assert menu(api, "chat:6", "")["latest"] == "最新報道"
    assert "reload" not in menu(api, "chat:6", "")


@pytest.mark.parametrize("place", ["private", "inline", "button", "group"])
def test_the_lists_of_who_may_ask_hold_everywhere(api: FakeBotApi, start: Start, place: str) -> None:
    start(allowed_users=[11], allowed_chats=[-100700])
    if place == "private":
        assert "指定" in ask(api, QUESTION, 12)["text"]
        assert quotes(ask(api, QUESTION, 11))
        assert quotes(ask(api, QUESTION, ADMIN))
    if place == "inline":
        api.ask_inline("图书馆", 12)
        api.ask_inline("图书馆", 11)
        calls = api.wait(lambda: len(c := api.made("answerInlineQuery")) == 2 and c)
        found = sorted(len(json.loads(call.params.get("results", "[]"))) for call in calls)
        assert found[0] == 0
        assert found[1] > 0
    if place == "button":
        answer = ask(api, QUESTION, 11)
        api.press(answer, button(answer, "a:"), 12)
        refused = api.wait(lambda: api.made("answerCallbackQuery"))[0]
        assert "指定" in refused.params["text"]
        time.sleep(0.3)
        assert len(api.messages(11)) == 1
    if place == "group":
        silent = api.say(f"/ask {QUESTION}", 12, supergroup(-100701))
        assert quotes(api.wait_for_replies(api.say(f"/ask {QUESTION}", 12, supergroup(-100700)))[0])
        assert quotes(api.wait_for_replies(api.say(f"/ask {QUESTION}", 11, supergroup(-100701)))[0])
        assert api.replies(silent) == []
