"""The furniture of a page: mastheads, folios, editors' lines, hotlines, jump lines; text, but of no article."""

import re

_DESK = (
    "责任编辑|责编|本版编辑|本版责编|本版主编|执行主编|值班主编|值班编委|值班总编|美术编辑|美编|版式设计|版面设计"
    "|值班编辑|值班主任|本版美编|编辑|校对|版式|组版|统筹|监制|终审|主编|总编"
)
_EDITORS = re.compile(rf"(?:(?:{_DESK})\s*[：:／/]?\s*(?:[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{{1,2}}[、\s]*){{1,4}})")
_DATE = (
    r"(?:[12]\d{3}|[〇○零一二三四五六七八九]{4})[年.\-/](?:\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"[月.\-/](?:\d{1,2}|[一二三四五六七八九十]{1,3})日?"
)
_FOLIO = re.compile(
    rf"(?:第?[A-Z]?[0-9〇零一二三四五六七八九十]{{1,3}}版|[A-Z]\d{{1,2}}版?|{_DATE}|(?:星期|周)[一二三四五六日天]"
    r"|农历[\u4e00-\u9fff]{2,12}|第?\d+期|总第?\d+期|今日\d+版|国内统一(?:连续出版物|刊)号|CN\d{2}[-—]\d{4}|邮发代号|要闻|综合|新闻)"
)
_CONTACT = re.compile(
    r"(?:新闻热线|热线电话|投稿邮箱|电子邮箱|邮箱|网址|地址|社址|邮编|邮政编码|广告部?电话|发行电话|订阅电话|印刷|零售|定价|版权所有|扫码|二维码)"
)
_JUMP = re.compile(r"^[（(【]?(?:上接|下转|紧接|相关报道见|详见)(?:第?.{1,6}版|.{1,8}版).{0,14}[）)】]?$")


def is_furniture(text: str) -> bool:
    """Tell whether a line belongs to the page and to no article."""
    dense = re.sub(r"\s", "", text)
    if len(dense) > 90 or dense.endswith("。"):
        return False
    if _JUMP.match(dense) or re.fullmatch(r"[-—·.]*第?\d{1,3}[页版]?[-—·.]*|[-—=_*·.~]{2,}", dense):
        return True
    rest = _EDITORS.sub("", text.strip())
    if (
        rest != text.strip()
        and re.match(rf"\W*(?:{_DESK})(?:\s|[：:／/]|[\u4e00-\u9fff]{{2,3}}(?:{_DESK}|$))", text.strip())
        and len(rest.strip()) <= 12
    ):
        return True
    rest = re.sub(r"\s", "", rest)
    items = len(_FOLIO.findall(rest))
    rest = re.sub(r"[\W_]", "", _FOLIO.sub("", rest))
    if items and re.search(rf"{_DATE}|版|期|号|星期", dense) and len(rest) <= (1 if items == 1 else 8):
        return True
    if len(rest) <= 6 and re.match(r"(?:第[0-9〇零一二三四五六七八九十]{1,3}版|[A-Z]?\d{1,2}版)", dense):
        return True
    if items and len(rest) <= 8 and re.search(r"(?:日报|晚报|早报|周报|时报|商报|新闻|周刊)$", rest):
        return True
    return len(dense) <= 60 and bool(_CONTACT.search(dense)) and bool(re.search(r"\d{5,}|@|www\.|[：:]", dense))


def is_paper_name(dense: str) -> bool:
    """Tell whether a line is the name of a paper, which stands alone near its masthead's date."""
    return bool(
        re.fullmatch(
            r"今日[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,6}(?:日报|晚报|早报|时报|商报|周报|快报|周刊|新闻|都市报)",
            dense,
        )
    )


def is_date(dense: str) -> bool:
    """Tell whether a line is a date and nothing else."""
    return bool(re.fullmatch(_DATE, dense))


def is_signatory(dense: str) -> bool:
    """Tell whether a line may sign a notice: an office, a company, a committee."""
    return len(dense) <= 24 and bool(
        re.search(
            r"(?:局|公司|中心|委员会|组委会|办公室|政府|医院|学校|大学|银行|法院|协会|街道|支队|大队|站|所|社|厂|部|会)$",
            dense,
        )
    )
