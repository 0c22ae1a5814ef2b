import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.passages import split_passages
from corpus.types import Author, Kind
from retrieval.answers import Answerer
from retrieval.embedded import index_articles
from retrieval.ranking import find, next_report
from retrieval.sentences import sentences_of
from retrieval.tokens import Tokenizer
from retrieval.types import Answer, Hit

from .conftest import PAPER, make_article

ODD = [
    "",
    " ",
    "？！……",
    "😀👍",
    "\x00\x07\x1b",
    "\ud800\udfff",
    "问" * 5000,
    "a",
    "的",
    "\u200b",
    "1",
    "\n\n",
    "什么",
    "《》",
]


def shown(answer: Answer) -> str:
    return " ".join(quote.text for quote in answer.quotes)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("青柳渡口改造总投资多少？", "4200万元"),
        ("請問書畫展接待了多少觀眾", "2300人次"),
        ("６路车末班车几点", "21时30分"),
        ("农技员有多少名", "40名"),
        ("夜校有哪些课", "剪纸、太极、声乐、插花"),
    ],
)
def test_an_answer_holds_what_was_asked_for(answerer: Answerer, question: str, words: str) -> None:
    answer = answerer.answer(question)
    assert answer.answered
    assert words in shown(answer)


@pytest.mark.parametrize(
    "question", ["写渡口改造那篇报道的通讯员是谁？", "渡口改造那篇稿子都有谁署名", "渡口改造那篇稿子是谁写的"]
)
def test_a_byline_question_is_answered_by_the_source_line(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert [author.name for author in answer.quotes[0].article.authors] == ["田小禾", "卢一鸣"]


def test_how_an_article_opens_stands_for_its_lost_headline(tokenizer: Tokenizer) -> None:
    article = make_article(None, "\n星湖牌养生壶去年上市。它用的是玻璃壶身。", "容量有1.5升。")
    hits = index_articles([article], tokenizer).search({"养生": 1.0, "容量": 1.0, "星湖": 1.0}, 5)
    titles = [sentence.title for sentence in sentences_of(hits, tokenizer.tag)]
    assert titles == ["", "星湖牌养生壶去年上市。", "星湖牌养生壶去年上市。"]


def test_another_world_is_not_answered_but_offered_what_is_near(answerer: Answerer) -> None:
    answer = answerer.answer("火星探测器的轨道周期")
    assert not answer.answered
    assert not answer.quotes
    assert len(answer.related) <= 2


@pytest.mark.parametrize("question", ODD)
def test_odd_questions_get_an_answer_and_no_exception(answerer: Answerer, question: str) -> None:
    assert 0 <= answerer.answer(question).confidence <= 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_question(answerer: Answerer, question: str) -> None:
    for quote in answerer.answer(question).quotes:
        assert any(quote.text in paragraph for paragraph in quote.article.paragraphs)
        assert 0 < len(quote.text) <= 120


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_corpus_of_next_to_nothing_still_answers(tokenizer: Tokenizer, count: int) -> None:
    small = Answerer(index_articles(PAPER[:count], tokenizer), tokenizer)
    answer = small.answer("青柳渡口改造总投资多少？")
    assert answer.answered == (count > 0)
    assert count == 0 or "4200万元" in shown(answer)


def test_one_sentence_of_corpus_answers(tokenizer: Tokenizer) -> None:
    article = make_article(None, "庙会在城南举行。")
    assert Answerer(index_articles([article], tokenizer), tokenizer).answer("庙会在哪里举行？").answered


def test_a_sentence_longer_than_a_quote_is_cut_and_says_so(tokenizer: Tokenizer) -> None:
    clauses = "，".join(f"第{number}项工作由街道牵头落实到位" for number in range(1, 20))
    article = make_article("任务", f"会议要求，{clauses}，最后由档案馆归档。")
    quote = Answerer(index_articles([article], tokenizer), tokenizer).answer("最后由哪里归档？").quotes[0]
    assert "档案馆归档" in quote.text
    assert quote.cut == (True, False)


def test_a_list_longer_than_a_quote_is_shown_whole(tokenizer: Tokenizer) -> None:
    villages = "、".join(f"{name}家{kind}村" for kind in ("上", "下") for name in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨")
    article = make_article("通水", f"今年通自来水的有{villages}，共32个村。", "工程投资3200万元。")
    answerer = Answerer(index_articles([article, *PAPER], tokenizer), tokenizer)
    quote = answerer.answer("今年通自来水的有哪些村").quotes[0]
    assert villages in quote.text
    assert quote.cut == (False, False)
    assert all(len(each.text) <= 120 for each in answerer.answer("通自来水投资多少").quotes)


def test_who_wrote_a_report_is_not_asked_of_its_picture(tokenizer: Tokenizer) -> None:
    picture = replace(
        make_article(None, "6月10日，龙舟赛开赛前，舞龙队为观众表演。", authors=(Author("柏青", "记者"),)),
        kind=Kind.PHOTO_CAPTION,
    )
    report = make_article(
        "龙舟竞渡",
        "6月10日，龙舟赛在塔下码头举行，26支队伍参赛。岸边观众挤了三层，鼓声一直响到傍晚。",
        authors=(Author("骆一川", "记者"),),
    )
    answer = Answerer(index_articles([picture, report], tokenizer), tokenizer).answer("谁写的龙舟赛那篇报道")
    assert answer.quotes[0].article == report


def test_a_question_the_paper_asks_itself_is_answered_by_what_follows(tokenizer: Tokenizer) -> None:
    asked = ("问：异地看病怎么办？", "答：出门前先备案，报销比例降低一成。", "问：谁能参保？")
    faq = make_article("居民医保怎么报", *asked)
    answer = Answerer(index_articles([faq, *PAPER], tokenizer), tokenizer).answer("异地看病怎么办")
    assert answer.quotes[0].text.startswith("答：出门前先备案")


def test_a_question_in_latin_letters_is_answered_too(tokenizer: Tokenizer) -> None:
    course = make_article("网上的课堂", "MIT OpenCourseWare是一项把课程放到网上的计划，2002年开始。")
    answerer = Answerer(index_articles([course, *PAPER], tokenizer), tokenizer)
    assert answerer.answer("MIT OpenCourseWare指什么？").answered
    assert not answerer.answer("What is a quantum computer?").answered


def test_of_two_days_that_papers_name_the_later_paper_comes_first(tokenizer: Tokenizer) -> None:
    planned = make_article("雁滩大桥5月起封闭施工", "雁滩大桥封闭施工，预计9月30日完工通车。")
    moved = make_article("雁滩大桥推迟通车", "因连日降雨停工，雁滩大桥通车时间推迟到10月11日。")
    papers = [
        replace(planned, date=datetime.date(2024, 5, 10)),
        replace(moved, date=datetime.date(2024, 9, 6)),
        *PAPER,
    ]
    quotes = Answerer(index_articles(papers, tokenizer), tokenizer).answer("雁滩大桥哪天通车").quotes
    assert [quote.article.headline for quote in quotes[:2]] == ["雁滩大桥推迟通车", "雁滩大桥5月起封闭施工"]


def test_a_reason_longer_than_a_quote_is_shown_whole(tokenizer: Tokenizer) -> None:
    why = "，".join(f"第{number}年的水位都高过警戒线{number}厘米" for number in "一二三四五六七八九")
    text = f"因为老渡轮停航前{why}，而且码头的栈桥年久失修，区交通局决定老渡轮从10月起停航。"
    article = make_article("渡轮停航", text)
    answerer = Answerer(index_articles([article, *PAPER], tokenizer), tokenizer)
    quote = answerer.answer("老渡轮为什么从10月起停航").quotes[0]
    assert quote.cut == (False, False)
    assert 120 < len(quote.text) <= 240


@pytest.mark.parametrize("held", ["（老西码头，后改名）", "有三处：东门", "《下埠，我的家》"])
def test_a_sentence_is_not_cut_in_what_belongs_together(held: str, tokenizer: Tokenizer) -> None:
    article = make_article("排涝", f"{'会议听取了汇报' * 10}，会议{held}再行商议，{'由各街道分头落实' * 9}。")
    first, second = sentences_of([Hit(split_passages(article)[0], article, 1.0)], tokenizer.tag)
    assert any(held in article.body[piece.start : piece.end] for piece in (first, second))


@pytest.mark.parametrize("before", range(100, 121))
def test_a_time_of_day_and_a_word_are_not_cut_anywhere(before: int, tokenizer: Tokenizer) -> None:
    article = make_article("通知", f"{'甲' * before}11:30{'乙' * 60}ChinaUnicom{'丙' * 60}")
    pieces = sentences_of([Hit(split_passages(article)[0], article, 1.0)], tokenizer.tag)
    texts = [article.body[piece.start : piece.end] for piece in pieces]
    assert "".join(texts) == article.body
    assert any("11:30" in text for text in texts)
    assert any("ChinaUnicom" in text for text in texts)


def test_a_question_of_figures_and_letters_is_no_question_of_another_world(tokenizer: Tokenizer) -> None:
    article = make_article("人口", "居民的种族构成为：法兰西人占86%，此外为其他人士。", "64DD克服了容量不足的问题。")
    answerer = Answerer(index_articles([article, *PAPER], tokenizer), tokenizer)
    assert answerer.answer("86%为哪一种族所占").confidence > answerer.answer("99%为哪一种族所占").confidence
    assert answerer.answer("86%为哪一种族所占").confidence > 0.05


def test_where_the_best_report_is_ruled_out_the_next_as_likely_one_answers(tokenizer: Tokenizer) -> None:
    scheme = make_article("医保怎么报", "答：区级医院起付线500元，报销80%；市级医院起付线900元，报销65%。")
    clinic = make_article("区人民医院新门诊楼启用", "院长庞海生说，新楼地下车库有车位460个，区人民医院的停车难缓解了。")
    answerer = Answerer(index_articles([*PAPER, scheme, clinic], tokenizer), tokenizer)
    question = answerer.understand("区医院院长是谁")
    ranked = find(question, answerer.index, tokenizer.tag, answerer.weights)
    assert ranked is not None
    level = replace(ranked, scores=ranked.scores * 0)
    other = next_report(level)
    assert other is not None
    first, second = (each.sentences[int(each.scores.argmax())].article.id for each in (level, other))
    assert first != second
    assert other.shares.sum() == pytest.approx(1)
    assert "庞海生" in answerer.answer("区医院院长是谁").quotes[0].text


def test_a_report_of_another_model_leaves_the_answer_to_one_of_the_very_model(tokenizer: Tokenizer) -> None:
    articles = [
        make_article(None, "华为P10参数：处理器是麒麟960，电池3200毫安。处理器用的是16纳米。"),
        make_article(None, "华为P20的电池3400毫安，芯片是麒麟970，内存6G。"),
    ]
    answer = Answerer(index_articles(articles, tokenizer), tokenizer).answer("华为p20用的什么处理器")
    assert "麒麟970" in answer.quotes[0].text


def test_the_line_that_says_which_page_it_is_is_no_answer(tokenizer: Tokenizer) -> None:
    head = replace(
        make_article(None, "今日芦汀2024年5月10日星期五第01版", "责任编辑毕然 热线8126 0110"), kind=Kind.OTHER
    )
    answerer = Answerer(index_articles([head, *PAPER], tokenizer), tokenizer)
    answer = answerer.answer("5月10日星期五有什么活动")
    assert not any("第01版" in quote.text for quote in (*answer.quotes, *answer.related))
    assert "8126 0110" in answerer.answer("热线电话多少").quotes[0].text


def test_this_year_and_last_year_are_those_of_the_newest_paper(tokenizer: Tokenizer) -> None:
    told = ((2023, "龙舟赛冠军是柳堰队，队员们把桨举过头顶。"), (2024, "码头上鼓声雷动，龙舟赛冠军是苇塘队。"))
    races = [replace(make_article("龙舟赛落幕", text), date=datetime.date(year, 6, 10)) for year, text in told]
    answerer = Answerer(index_articles([*races, *PAPER], tokenizer), tokenizer)
    assert "苇塘" in answerer.answer("今年龙舟赛冠军是哪个队").quotes[0].text
    assert "柳堰" in answerer.answer("去年龙舟赛冠军是哪个队").quotes[0].text


def test_what_asks_whether_something_is_known_is_no_part_of_a_name(answerer: Answerer) -> None:
    assert answerer.understand("你知道青柳渡口吗").repairs == ()
    assert "青柳" in "".join(answerer.understand("知道青柳渡口吗").words)


def test_a_district_is_no_level_of_what_stands_behind_it(tokenizer: Tokenizer) -> None:
    street = make_article("老街换新颜", "南塘市历史街区修缮完工，老街11月开放。", "区图书馆不在这里。")
    answerer = Answerer(index_articles([street, *PAPER], tokenizer), tokenizer)
    assert answerer.answer("南塘市老街什么时候开放").answered


def test_a_report_that_has_the_name_asked_for_comes_before_one_that_has_not(tokenizer: Tokenizer) -> None:
    articles = [
        make_article("球队", "布鲁克林篮网是一支篮球队，现任球队老板是俄罗斯商人。"),
        make_article("西秦", "乞伏乾归立国，其子乞伏炽磐继位。"),
    ]
    answerer = Answerer(index_articles([*articles, *PAPER], tokenizer), tokenizer)
    assert answerer.answer("布鲁克林篮网球队的老板是谁").answered
    assert answerer.answer("乞伏炽磐的父亲是谁").answered
