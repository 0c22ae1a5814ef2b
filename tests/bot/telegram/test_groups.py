"""Groups, topics and inline mode: when the bot speaks, and when it does not, over HTTP from the running bot."""

import itertools

import pytest

from tests.bot.telegram.ask import answered, ask, button, people, quotes, settle
from tests.botapi.server import FakeBotApi
from tests.botapi.state import BOT, GROUP_ANONYMOUS, Json, supergroup, user

groups = itertools.count(-100_500, -1)
QUESTION = "图书馆新馆几点开门？"


def replies(api: FakeBotApi, text: str, group: Json | None = None, **more: object) -> list[Json]:
    """Say something in a group and return what the bot said to it, once it has had the time."""
    said = api.say(text, user(next(people)), group or supergroup(next(groups)), **more)
    settle(api)
    return api.replies(said)


@pytest.mark.parametrize(
    "text",
    [
        f"/ask {QUESTION}",
        f"/ask@WenbaoTestBot {QUESTION}",
        f"/ASK@wenbaotestbot {QUESTION}",
        f"@WenbaoTestBot {QUESTION}",
        f"@wenbaotestbot {QUESTION}",
        f"请问 @WenbaoTestBot {QUESTION}",
    ],
)
def test_it_answers_who_calls_it(shared: FakeBotApi, text: str) -> None:
    said = shared.say(text, user(next(people)), supergroup(next(groups)))
    answer = shared.wait_for_replies(said)[0]
    assert any("9点开门" in quote for quote in quotes(answer))
    assert "message_thread_id" not in answer


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        f"@WenbaoTestBotX {QUESTION}",
        f"@WenbaoTest {QUESTION}",
        f"/ask@OtherBot {QUESTION}",
        f"/ask@WenbaoTestBotX {QUESTION}",
        "/unknown",
        f"someone@WenbaoTestBot.com {QUESTION}",
    ],
)
def test_it_is_silent_on_what_is_not_for_it(shared: FakeBotApi, text: str) -> None:
    assert replies(shared, text) == []


def test_it_answers_a_reply_to_its_own_message_and_no_other(shared: FakeBotApi) -> None:
    group = supergroup(next(groups))
    person = user(next(people))
    answer = shared.wait_for_replies(shared.say(f"/ask {QUESTION}", person, group))[0]
    own = shared.say("财政收入是多少", person, group, reply_to_message=answer)
    assert "12.6亿元" in shared.wait_for_replies(own)[0]["text"]
    others = shared.say("大家好", person, group)
    assert replies(shared, "财政收入是多少", group, reply_to_message=others) == []


def test_the_message_that_opened_a_topic_is_no_call_to_the_bot_that_opened_it(shared: FakeBotApi) -> None:
    group = supergroup(next(groups), forum=True)
    opened = {
        "message_id": 3, "date": 1, "chat": group, "from": BOT, "message_thread_id": 3,
        "forum_topic_created": {"name": "话题", "icon_color": 7322096},
    }  # fmt: skip
    said = {"message_thread_id": 3, "is_topic_message": True, "reply_to_message": opened}
    assert replies(shared, QUESTION, group, **said) == []


def test_every_call_in_a_topic_carries_its_id(shared: FakeBotApi) -> None:
    group = supergroup(next(groups), forum=True)
    said = shared.say(
        f"/ask 慢慢说，{QUESTION}", user(next(people)), group, message_thread_id=17, is_topic_message=True
    )
    answer = shared.wait_for_replies(said)[0]
    assert answer["message_thread_id"] == 17
    shared.press(answer, button(answer, "a:"), next(people))
    shared.wait(lambda: len(shared.messages(group["id"])) == 2)
    calls = [call for call in shared.calls if call.chat == group["id"]]
    assert {call.method for call in calls} == {"sendChatAction", "sendMessage"}
    assert {call.params.get("message_thread_id") for call in calls} == {"17"}


def test_a_thread_of_replies_outside_forums_is_no_topic(shared: FakeBotApi) -> None:
    said = shared.say(f"/ask {QUESTION}", user(next(people)), supergroup(next(groups)), message_thread_id=99)
    assert shared.wait_for_replies(said)[0]


def test_contexts_of_two_topics_and_of_two_people_never_mix(shared: FakeBotApi) -> None:
    group = supergroup(next(groups), forum=True)
    person, other = user(next(people)), user(next(people))
    topic = {"message_thread_id": 5, "is_topic_message": True}

    def asked(text: str, who: Json, **where: object) -> str:
        text_shown: str = shared.wait_for_replies(shared.say(text, who, group, **where))[0]["text"]
        return text_shown

    asked("/ask 2023年上半年财政收入是多少？", person, **topic)
    assert "理解为" not in asked("/ask 那支出呢？", person, message_thread_id=6, is_topic_message=True)
    assert "理解为" not in asked("/ask 那支出呢？", other, **topic)
    assert "理解为" in asked("/ask 那支出呢？", person, **topic)


def test_a_closed_topic_is_given_up_quietly(shared: FakeBotApi) -> None:
    group = supergroup(next(groups), forum=True)
    shared.state.closed_topics.add((group["id"], 8))
    said = shared.say(f"/ask {QUESTION}", user(next(people)), group, message_thread_id=8, is_topic_message=True)
    shared.wait(lambda: [c for c in shared.made("sendMessage", ok=False) if c.chat == group["id"]])
    settle(shared)
    assert shared.replies(said) == []
    assert len([c for c in shared.made("sendMessage", ok=False) if c.chat == group["id"]]) == 1


def test_an_anonymous_group_admin_may_ask(shared: FakeBotApi) -> None:
    group = supergroup(next(groups))
    said = shared.say(f"/ask {QUESTION}", GROUP_ANONYMOUS, group, sender_chat=group)
    assert "9点开门" in shared.wait_for_replies(said)[0]["text"]


def test_another_persons_press_gets_the_article_and_leaves_the_askers_thread_alone(shared: FakeBotApi) -> None:
    group = supergroup(next(groups))
    person, other = user(next(people)), user(next(people))
    answer = shared.wait_for_replies(shared.say("/ask 2023年上半年财政收入是多少？", person, group))[0]
    answered(shared, shared.press(answer, button(answer, "a:"), other))
    shared.wait(lambda: len(shared.messages(group["id"])) == 2)
    follow_up = shared.say("/ask 那支出呢？", person, group)
    assert "理解为" in shared.wait_for_replies(follow_up)[0]["text"]


def inline(api: FakeBotApi, query: str, offset: str = "", person: int | None = None) -> Json:
    asked = api.ask_inline(query, person or next(people), offset)
    call = api.wait(lambda: [c for c in api.made("answerInlineQuery") if c.params["inline_query_id"] == asked])[0]
    params: Json = call.params | {"results": call.json("results"), "button": call.json("button")}
    return params


def test_inline_mode_gives_quotes_to_send_anywhere(shared: FakeBotApi) -> None:
    given = inline(shared, "图书馆新馆几点开门")
    first = given["results"][0]
    assert first["type"] == "article"
    assert first["title"] == "临江区图书馆新馆七月开放"
    assert "9点" in first["description"]
    assert "<blockquote>" in first["input_message_content"]["message_text"]
    assert not given.get("next_offset")


@pytest.mark.parametrize(
    ("query", "offset"), [("", ""), ("   ", ""), ("量子色动力学", ""), ("图书馆", "9999"), ("图书馆", "x")]
)
def test_inline_mode_bears_any_query_and_offset(shared: FakeBotApi, query: str, offset: str) -> None:
    given = inline(shared, query, offset)
    assert given["results"] == [] or offset == "x"


def test_inline_results_come_fifty_at_a_time(shared: FakeBotApi) -> None:
    first = inline(shared, "页页页")
    assert len(first["results"]) == 50
    second = inline(shared, "页页页", first["next_offset"])
    assert 0 < len(second["results"]) < 50
    assert not second.get("next_offset")
    ids = [result["id"] for result in first["results"] + second["results"]]
    assert len(set(ids)) == len(ids)


def test_a_private_chat_goes_on_as_ever(shared: FakeBotApi) -> None:
    assert quotes(ask(shared, QUESTION))
