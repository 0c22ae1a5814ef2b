"""What a reader gets, over HTTP from the running bot."""

import re

import pytest

from tests.bot.telegram.ask import answered, ask, button, buttons, marked, people, press, quotes, settle
from tests.botapi.faults import Params, refused
from tests.botapi.markup import units
from tests.botapi.server import FakeBotApi
from tests.botapi.state import TELEGRAM, Json, private, supergroup, user

STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1} | dict.fromkeys(
    ("is_animated", "is_video"), False
)


@pytest.mark.parametrize(
    ("question", "headline", "byline", "date"),
    [
        ("图书馆新馆几点开门？", "临江区图书馆新馆七月开放", "记者 方小禾", "2023-06-28"),
        ("上半年财政收入是多少", "上半年财政收入12.6亿元", "记者 陆一舟 通讯员 宋晚", "2023-07-20"),
        ("灯匾铺刻一块匾要几天", '老街里的<灯>&"匾"铺', "", "2023-07-21"),
        ("旧船灯展要钱吗", "旧船灯展开幕", "", "2023-07-22"),
    ],
)
def test_every_quote_is_the_named_articles_own_words(
    shared: FakeBotApi,
    bodies: dict[str | None, str],
    question: str,
    headline: str,
    byline: str,
    date: str,
) -> None:
    answer = ask(shared, question)
    lines = answer["text"].split("\n")
    assert quotes(answer)
    assert headline in lines
    assert byline in answer["text"]
    assert date in answer["text"]
    place = 0
    for quote in quotes(answer):
        place = answer["text"].index(quote, place) + len(quote)
        named = next(name for name in bodies if name and answer["text"][place:].lstrip("\n").startswith(name))
        assert quote in bodies[named]
    assert all(any(bold in quote for quote in quotes(answer)) for bold in marked(answer, "bold"))
    assert answer["reply_to_message"]["text"] == question


def test_a_quote_can_be_copied_and_judged_and_its_article_opened(shared: FakeBotApi) -> None:
    answer = ask(shared, "图书馆新馆几点开门？")
    assert [b["copy_text"]["text"] for b in buttons(answer) if "copy_text" in b] == quotes(answer)
    assert {b["text"] for b in buttons(answer)} >= {"👍", "👎"}
    assert button(answer, "a:")


def test_no_message_has_a_link_preview(shared: FakeBotApi) -> None:
    ask(shared, "图书馆新馆几点开门？")
    assert all(call.json("link_preview_options") == {"is_disabled": True} for call in shared.made("sendMessage"))


def test_an_article_of_twenty_thousand_characters_arrives_whole(
    shared: FakeBotApi, bodies: dict[str | None, str]
) -> None:
    person = next(people)
    shown = ask(shared, "旧船灯展在哪里开幕", person)
    action = button(shown, "a:")
    parts: list[Json] = []
    while action:
        parts += (new := press(shared, shown, action, person))
        shown = new[-1]
        action = next((b["callback_data"] for b in buttons(shown) if "下一页" in b["text"]), "")
    text = re.sub(r"\n\(\d+/\d+\)|\s", "", "\n".join(message["text"] for message in parts))
    assert re.sub(r"\s", "", bodies["旧船灯展开幕"]) in text
    assert len(text) > 20_000
    assert all(units(message["text"]) <= 4096 for message in parts)
    assert not [call for call in shared.made("sendMessage", ok=False) if call.status == 400 and call.chat == person]


def test_a_lost_headline_shows_the_first_words_marked_as_such(shared: FakeBotApi) -> None:
    answer = ask(shared, "谁救助了走失的白鹭")
    assert "贺平" in answer["text"]
    assert "〔无标题〕昨日清晨" in answer["text"]


def test_a_refusal_says_what_was_looked_for_and_offers_the_nearest_headlines(shared: FakeBotApi) -> None:
    answer = ask(shared, "火星移民局的飞船票价是多少")
    assert not quotes(answer) or "相关" in answer["text"]
    assert "没有" in answer["text"]


def test_a_follow_up_is_understood_and_says_how(shared: FakeBotApi) -> None:
    person = next(people)
    ask(shared, "2023年上半年财政收入是多少？", person)
    answer = ask(shared, "那支出呢？", person)
    assert "财政支出" in answer["text"].split("\n")[0]
    assert any("18.3亿元" in quote for quote in quotes(answer))


def test_a_follow_up_of_somebody_else_or_after_new_is_not_bent(shared: FakeBotApi) -> None:
    person = next(people)
    ask(shared, "2023年上半年财政收入是多少？", person)
    assert "理解为" not in ask(shared, "那支出呢？")["text"]
    ask(shared, "/new", person)
    assert "理解为" not in ask(shared, "那支出呢？", person)["text"]


def test_a_full_question_is_not_bent_by_an_old_context(shared: FakeBotApi) -> None:
    person = next(people)
    ask(shared, "2023年上半年财政收入是多少？", person)
    assert "理解为" not in ask(shared, "图书馆新馆几点开门？", person)["text"]


@pytest.mark.parametrize(
    ("command", "language", "said"),
    [
        ("/start", "zh-hans", "您好"),
        ("/start inline", "zh-hans", "您好"),
        ("/help", "zh-hant", "直接輸入"),
        ("/help", "zh-TW", "直接輸入"),
        ("/help", "en", "Just type"),
        ("/latest", "zh-hans", "最新"),
        ("/sources", "en", "one.jsonl"),
        ("/article", "zh-hans", "/article"),
        ("/nonsense", "zh-hans", "/nonsense"),
    ],
)
def test_commands_answer_in_the_readers_language(shared: FakeBotApi, command: str, language: str, said: str) -> None:
    person = next(people)
    asked = shared.say(command, user(person, language))
    assert said in shared.wait_for_replies(asked)[0]["text"]


def test_a_question_over_500_characters_gets_a_kind_word(shared: FakeBotApi) -> None:
    assert "500" in ask(shared, "图书馆" * 200)["text"]


def test_what_is_no_question_is_met_with_silence(shared: FakeBotApi) -> None:
    person = next(people)
    me, channel, text = private(person), {"id": -100777, "type": "channel", "title": "频道"}, "@WenbaoTestBot 几点开门"
    shared.say(None, person, sticker=STICKER)
    shared.say("   ", person)
    shared.say("", person)
    shared.say(text, person, via_bot={"id": 99, "is_bot": True, "first_name": "x", "username": "xbot"})
    shared.say(text, {"id": 55, "is_bot": True, "first_name": "another bot"}, chat=me)
    shared.push(channel_post={"message_id": 1, "date": 1, "chat": channel, "sender_chat": channel, "text": text})
    edited = {"message_id": 5, "date": 1, "edit_date": 2, "chat": me, "from": user(person), "text": text}
    shared.push(edited_message=edited)
    shared.say(text, TELEGRAM, supergroup(-100778), sender_chat=channel, is_automatic_forward=True)
    settle(shared)
    assert [shared.messages(chat) for chat in (person, -100777, -100778)] == [[], [], []]


def test_an_old_button_is_answered_and_excused(shared: FakeBotApi) -> None:
    person = next(people)
    answer = ask(shared, "图书馆新馆几点开门？", person)
    for action in ("m:999999:0", "a:ffffffffff:1", "nonsense", "g:999999"):
        query = shared.press(answer, action, person)
        answered(shared, query)
    shared.wait(lambda: any("过期" in m["text"] for m in shared.messages(person)))
    shared.wait(lambda: any("没有编号" in m["text"] for m in shared.messages(person)))


def test_a_press_that_came_too_late_is_still_acted_on(shared: FakeBotApi) -> None:
    person = next(people)
    answer = ask(shared, "图书馆新馆几点开门？", person)
    before = len(shared.messages(person))
    shared.state.callbacks.discard(shared.press(answer, button(answer, "a:"), person))
    shared.wait(lambda: len(shared.messages(person)) > before)


def test_a_press_is_answered_before_anything_else(shared: FakeBotApi) -> None:
    person = next(people)
    answer = ask(shared, "图书馆新馆几点开门？", person)
    query = shared.press(answer, button(answer, "a:"), person)
    shared.wait(lambda: len(shared.messages(person)) == 2)
    calls = list(shared.calls)
    first = next(i for i, call in enumerate(calls) if call.params.get("callback_query_id") == query)
    sent = max(i for i, call in enumerate(calls) if call.method == "sendMessage" and call.chat == person)
    assert first < sent


def test_a_vote_is_thanked_without_a_message(shared: FakeBotApi) -> None:
    person = next(people)
    answer = ask(shared, "图书馆新馆几点开门？", person)
    query = shared.press(answer, button(answer, "b:"), person)
    call = answered(shared, query)
    assert "谢谢" in call.params["text"]
    assert len(shared.messages(person)) == 1


def test_html_that_is_refused_goes_out_plain(shared: FakeBotApi) -> None:
    person = next(people)

    def mine(params: Params) -> bool:
        return params["chat_id"] == str(person) and "parse_mode" in params

    shared.fail("sendMessage", refused("can't parse entities: something", when=mine))
    answer = ask(shared, "灯匾铺刻一块匾要几天", person)
    assert "一块<匾>要刻三十天" in answer["text"]
    assert "entities" not in answer


def test_a_question_that_is_deleted_meanwhile_is_still_answered(shared: FakeBotApi) -> None:
    person = next(people)
    asked = shared.say("慢慢说，图书馆新馆几点开门？", person)
    del shared.state.messages[person][asked["message_id"]]
    answer = shared.wait(lambda: shared.messages(person))[0]
    assert quotes(answer)
    assert "reply_to_message" not in answer


def test_a_server_that_insists_on_the_reply_gets_a_message_without_one(shared: FakeBotApi) -> None:
    person = next(people)

    def mine(params: Params) -> bool:
        return params["chat_id"] == str(person)

    shared.fail("sendMessage", refused("message to be replied not found", when=mine))
    shared.say("图书馆新馆几点开门？", person)
    answer = shared.wait(lambda: shared.messages(person))[0]
    assert "9点开门" in answer["text"]
    assert "reply_to_message" not in answer


def test_every_answer_comes_after_typing(shared: FakeBotApi) -> None:
    person = next(people)
    ask(shared, "慢慢慢慢，图书馆新馆几点开门？", person)
    typed = [c for c in shared.made("sendChatAction") if c.chat == person]
    assert len(typed) >= 2, "it is renewed while the question is thought about"
    assert all(c.params["action"] == "typing" for c in typed)


def test_data_of_every_button_fits(shared: FakeBotApi) -> None:
    ask(shared, "/latest")
    for call in shared.made("sendMessage"):
        for row in (call.json("reply_markup") or {}).get("inline_keyboard", []):
            assert all(len(b.get("callback_data", "").encode()) <= 64 for b in row)
