"""A small corpus with everything that HTML, Telegram and readers dislike, a fake server, and the bot between."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.load import load
from tests.bot.telegram.process import BotProcess
from tests.botapi.peers import judge
from tests.botapi.server import FakeBotApi

ADMIN = 4242

LONG = "".join(f"第{n}号展柜里放着渔民老周捐出的旧船灯，编号{n}，灯罩<{n}>&完好🏮。" for n in range(1, 800))[:20_000]

ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "headline": "临江区图书馆新馆七月开放",
        "date": "2023-06-28",
        "authors": [{"role": "记者", "name": "方小禾"}],
        "paragraphs": [
            "本报讯 临江区图书馆新馆将于7月1日正式开放，每天上午9点开门，晚上9点闭馆。",
            "新馆藏书42万册，设有座位1800个，读者凭身份证即可办理借阅证。",
        ],
    },
    {
        "headline": "上半年财政收入12.6亿元",
        "date": "2023-07-20",
        "authors": [{"role": "记者", "name": "陆一舟"}, {"role": "通讯员", "name": "宋晚"}],
        "paragraphs": [
            "2023年上半年，全区财政收入12.6亿元，同比增长5.1%。",
            "同期全区财政支出18.3亿元，其中民生支出占七成以上。",
        ],
    },
    {
        "headline": '老街里的<灯>&"匾"铺',
        "date": "2023-07-21",
        "paragraphs": [
            '灯匾铺的掌柜姓祝，他说："一块<匾>要刻三十天，a < b && b > c，一刀也急不得。"😀👨‍👩‍👧',
            "铺子里最贵的一块匾卖了8600元，买主是邻县的茶商。",
        ],
    },
    {"headline": "旧船灯展开幕", "date": "2023-07-22", "paragraphs": ["旧船灯展在江边仓库开幕，免费参观。", LONG]},
    {
        "headline": None,
        "date": "2023-07-23",
        "paragraphs": ["昨日清晨，一只走失的白鹭在湿地公园获救，救助它的是环卫工人贺平。"],
    },
    *(
        {
            "headline": f"{name}社区办起{what}",
            "date": "2023-07-24",
            "authors": [{"role": "通讯员", "name": who}],
            "paragraphs": [f"{name}社区本月办起{what}，每周{day}开课，已有{count}人报名。负责人是{who}。"],
        }
        for name, what, who, day, count in (
            ("柳荫", "少儿绘画班", "谭青", "三", 36),
            ("石桥", "老年书法班", "傅文", "五", 28),
            ("东关", "太极拳队", "庄立", "一", 54),
            ("南苑", "合唱团", "秦雨", "二", 61),
            ("北坡", "剪纸课堂", "邵云", "四", 19),
            ("西河", "龙舟队", "江帆", "六", 22),
            ("槐树", "读书会", "柯明", "日", 47),
            ("沙湾", "篮球队", "丁柏", "三", 33),
        )
    ),
)  # fmt: skip


def write_corpus(folder: Path, articles: tuple[dict[str, Any], ...] = ARTICLES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(article, ensure_ascii=False) for article in articles]
    (folder / "one.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, str]:
    """The articles' words as they are read, by headline."""
    return {
        article.headline: article.body for article in load([write_corpus(tmp_path_factory.mktemp("read"))]).articles
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    with FakeBotApi() as server:
        yield server
        judge(server.calls)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeBotApi]:
    """A server with a bot behind it, for all tests of a module that leave no trace on each other."""
    folder = tmp_path_factory.mktemp("shared")
    with FakeBotApi() as server, BotProcess(server, folder, write_corpus(folder / "corpus"), admin_ids=[ADMIN]) as bot:
        yield server
        judge(server.calls)
        assert bot.alive
        assert "Traceback" not in bot.logged()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@pytest.fixture
def start(api: FakeBotApi, corpus: Path, tmp_path: Path) -> Iterator[Callable[..., BotProcess]]:
    """Start the bot with some options; every process is gone at the end."""
    running: list[BotProcess] = []

    def begin(*, wait: bool = True, **options: Any) -> BotProcess:
        options.setdefault("admin_ids", [ADMIN])
        bot = BotProcess(api, tmp_path, corpus, **options)
        running.append(bot)
        bot.start(wait=wait)
        return bot

    yield begin
    for bot in running:
        bot.__exit__()
