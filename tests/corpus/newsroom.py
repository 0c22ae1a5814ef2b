"""A newsroom for tests: invented stories of an invented county, of any length and in every form a paper prints."""

import random

from tests.corpus.composing import Story

PLACES = ("云岭", "柏溪", "石滩镇", "杏花坞", "北湾", "渔浦路", "松塘村", "鹤山", "三桥街", "青石巷", "南屏", "雁回乡")
BODIES = (
    "水务局",
    "农科站",
    "公交公司",
    "气象台",
    "消防大队",
    "文化馆",
    "县医院",
    "供电所",
    "林场",
    "邮局",
    "法院",
    "博物馆",
)
THINGS = (
    "堤坝",
    "稻种",
    "夜班车",
    "雨量站",
    "老电梯",
    "皮影戏",
    "疫苗",
    "路灯",
    "苗圃",
    "信箱",
    "卷宗",
    "铜镜",
    "渡船",
    "茶园",
)
WORKS = ("修缮", "试种", "加开", "改建", "巡查", "展出", "接种", "更换", "移栽", "清点", "调解", "义卖", "测绘", "晾晒")
TITLES = ("站长", "队长", "技术员", "村支书", "馆员", "司机", "护士", "电工", "法官", "船工", "种粮大户", "退休教师")
SURNAMES = "陆白何温卓施钟柳殷骆岑翟"
GIVEN = "青禾小满山远知微望舒亦凡秋实见深以宁问渠春生"
ROLES = ("记者", "通讯员", "实习生")
ENDINGS = ("", "", "", "！", "？", "”")
SECTIONS = ("（完）", "（{name}）", "（记者 {name}）", "")


def person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def sentence(rng: random.Random) -> str:
    place, other, body, thing, work = (rng.choice(words) for words in (PLACES, PLACES, BODIES, THINGS, WORKS))
    name, title, number = person(rng), rng.choice(TITLES), rng.choice((3, 17, 240, 3600, 41.5, 1998))
    return rng.choice(
        (
            f"{place}的{thing}去年坏了{number}处，{body}派人{work}，眼下只剩最后一段没有完工。",
            f"{title}{name}说，{work}{thing}最怕下雨，“天一阴，我们就得连夜把料盖上”。",
            f"据{body}统计，上半年共{work}{thing}{number}件，比去年多{rng.randint(2, 60)}%，{place}和{other}占了一半。",
            f"“谁家的{thing}都不该等这么久。”{name}站在{place}的桥头说。",
            f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日一早，{place}下着小雨，{number}多人在{body}门口排起了队。",
            f"按照计划，{body}要在年底前把{place}、{other}两处的{thing}全部{work}一遍，费用由县里承担。",
            f"老人们记得，{place}从前有过《{thing}谱》，后来失传了；{name}花了{rng.randint(2, 30)}年才凑齐。",
            f"问题也不少：{thing}的价钱涨了，{work}的人手却少了，{title}们只好轮流上阵。",
            f"{name}今年{rng.randint(19, 88)}岁，在{place}{work}{thing}已经{rng.randint(2, 40)}年。",
            f"会场设在{other}，到会的有{body}、{rng.choice(BODIES)}等{rng.randint(3, 30)}家单位。",
            f"试用期内，{thing}每天{work}两次，早上{rng.randint(5, 9)}点一次，傍晚一次，雨天照常。",
            f"为什么偏偏是{place}？{title}{name}的回答很简单：这里的人愿意等。",
        )
    )


def paragraph(rng: random.Random) -> str:
    return "".join(sentence(rng) for _ in range(rng.choice((1, 1, 2, 2, 3, 4))))


def headline(rng: random.Random) -> tuple[str, ...]:
    place, other, body, thing, work = (rng.choice(words) for words in (PLACES, PLACES, BODIES, THINGS, WORKS))
    number = rng.randint(2, 90)
    first = rng.choice(
        (
            f"{place}{number}处{thing}{work}完工",
            f"{body}为{place}{work}{thing}",
            f"“{thing}”进了{place}的门",
            f"{place}{thing}怎么{work}？",
            f"{work}{thing}的{number}个夜晚",
            f"{thing}{work}首日 {place}来了{number}人",
            f"{body}：{thing}{work}费用年内不涨",
            f"老{rng.choice(TITLES)}和他的“{thing}”",
            f"{place}入冬{work}忙",
        )
    )
    second = rng.choice((f"{other}跟着受益", f"{body}包揽{number}项", f"{thing}价钱稳住了", f"明年扩到{other}"))
    shape = rng.random()
    if shape < 0.2:
        return (first, second)
    if shape < 0.28 and len(first) > 10:
        return (first[: len(first) // 2], first[len(first) // 2 :])
    return (f"{first} {second}",) if shape < 0.4 and " " not in first else (first,)


def story(rng: random.Random, forms: tuple[str, ...]) -> Story:
    """Return a story of 40 to 1200 characters, its byline in one of the forms."""
    limit, paragraphs, form = rng.choice((40, 120, 300, 600, 1200)), [paragraph(rng)], rng.choice(forms)
    while sum(map(len, paragraphs)) < limit:
        paragraphs.append(paragraph(rng))
    if rng.random() < 0.12:
        return caption(rng)
    authors = () if form == "none" else tuple((person(rng), role) for role in ROLES[: rng.choice((1, 1, 2, 2, 3))])
    if rng.random() < 0.08 and authors:
        paragraphs[-1] += rng.choice(SECTIONS).format(name=person(rng))
    lost = form != "none" and rng.random() < 0.15
    kind = "follow-up" if lost and form == "in-text" and rng.random() < 0.6 else "news"
    subheadline = f"——{rng.choice(PLACES)}的{rng.choice(THINGS)}故事" if not lost and rng.random() < 0.08 else None
    return Story(tuple(paragraphs), () if lost else headline(rng), subheadline, authors, form, kind)


def caption(rng: random.Random) -> Story:
    day = f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    lesson = f"{rng.choice(PLACES)}的孩子们在{rng.choice(BODIES)}学习{rng.choice(WORKS)}{rng.choice(THINGS)}"
    text = f"{day}，{lesson}。图为{rng.choice(('活动', '课堂', '工地'))}一角。"
    authors = tuple((person(rng), role) for role in ROLES[: rng.choice((1, 2))])
    return Story((text,), (), None, authors, "credit", "photo-caption")


def edition(rng: random.Random) -> list[Story]:
    """Return the stories of one page, whose bylines stand in one of a few ways that papers keep to."""
    forms = rng.choice(
        (
            ("in-text",) * 4 + ("line",),
            ("in-text",) * 5 + ("line", "line", "mark-line", "none", "none"),
            ("line", "mark-line", "none"),
            ("none", "none", "none", "in-text", "wire"),
            ("wire", "wire", "none", "line"),
        )
    )
    stories = [story(rng, forms) for _ in range(rng.randint(6, 11))]
    return stories if stories[0].kind != "follow-up" else stories[1:]
