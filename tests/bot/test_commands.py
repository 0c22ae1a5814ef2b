"""The command line as programs and people call it: the JSON contract, exit codes, one line for what is wrong."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands import cli

ROOT = Path(__file__).parents[2]
ARTICLE_KEYS = ["id", "headline", "subheadline", "kind", "authors", "date", "edition", "page", "source"]
QUOTE_KEYS = ["text", "highlights", "score", "article"]
STADIUM = "长堤小学的风雨操场投资多少？"


class Wenbao:
    """The program, called in this process; keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: object, code: int = 0) -> str:
        self._monkeypatch.setattr(sys, "argv", ["wenbao", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, self.err = self._capsys.readouterr()
        assert left.value.code == code, self.err
        assert "Traceback" not in self.err
        return out

    def lines(self, *arguments: object) -> list[dict[str, object]]:
        return [json.loads(line) for line in self(*arguments).splitlines()]


@pytest.fixture
def wenbao(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Wenbao]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    for name in ("CORPUS_PATH", "WENBAO_LANGUAGE", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    return Wenbao(capsys, monkeypatch)


def write_questions(path: Path, *questions: str) -> Path:
    path.write_text(
        "".join(json.dumps({"question": q}, ensure_ascii=False) + "\n" for q in questions), encoding="utf-8"
    )
    return path


def test_ask_prints_the_answer_object(wenbao: Wenbao, papers: Path) -> None:
    (answer,) = wenbao.lines("ask", STADIUM, "--json", "--corpus", papers)
    assert list(answer) == ["question", "answered", "confidence", "quotes", "related", "suggestions", "elapsed_ms"]
    assert answer["question"] == STADIUM
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    assert "360万元" in "".join(quote["text"] for quote in answer["quotes"])
    for quote in answer["quotes"]:
        assert list(quote) == QUOTE_KEYS
        assert list(quote["article"]) == ARTICLE_KEYS
        assert all(0 <= start < end <= len(quote["text"]) for start, end in quote["highlights"])
    first = answer["quotes"][0]["article"]
    assert first["authors"] == [{"name": "穆青禾", "role": "记者"}]
    assert (first["date"], first["page"]) == ("2031-03-04", 2)
    assert first["source"] == "2031-03-04_02版.txt"


def test_a_refusal_has_no_quotes_but_what_is_related(wenbao: Wenbao, papers: Path) -> None:
    (answer,) = wenbao.lines("ask", "火星基地的氧气价格", "--json", "--corpus", papers)
    assert answer["answered"] is False
    assert answer["quotes"] == []
    assert len(answer["related"]) <= 2
    assert all(isinstance(headline, str) for headline in answer["suggestions"])


def test_search_prints_hits_best_first(wenbao: Wenbao, papers: Path) -> None:
    (found,) = wenbao.lines("search", "风雨操场", "--json", "--limit", 2, "--corpus", papers)
    assert list(found) == ["question", "hits"]
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 2
    assert all(list(hit) == ["text", "score", "article"] for hit in found["hits"])


def test_articles_prints_an_article_a_line_in_page_order(wenbao: Wenbao, papers: Path) -> None:
    articles = wenbao.lines("articles", "--json", "--corpus", papers)
    assert [article["headline"] for article in articles] == [
        "长堤小学新建风雨操场",
        "苇塘村藕田迎来早春施肥",
        "环湖公交线路4月开通",
    ]
    assert all(list(article) == [*ARTICLE_KEYS, "paragraphs"] for article in articles)


def test_input_answers_every_question_in_order(wenbao: Wenbao, papers: Path, tmp_path: Path) -> None:
    questions = [STADIUM, "那票价呢？", STADIUM, "", "票价呢" * 1700, "😀", "\x00\x1b[31m"]
    file = write_questions(tmp_path / "q.jsonl", *questions)
    for command in ("ask", "search"):
        lines = wenbao.lines(command, "--json", "--input", file, "--corpus", papers)
        assert [line["question"] for line in lines] == questions
    answers = wenbao.lines("ask", "--json", "--input", file, "--corpus", papers)
    assert answers[0]["quotes"] == answers[2]["quotes"], "questions of a file must not bend each other"


def test_the_sample_paper_answers_without_any_setting(wenbao: Wenbao) -> None:
    assert "840万元" in wenbao("ask", "雁落湖大堤加固花了多少钱？")
    assert wenbao.err == ""


def test_corpus_path_is_read_where_no_corpus_is_named(
    wenbao: Wenbao, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORPUS_PATH", str(papers))
    assert "360万元" in wenbao("ask", STADIUM)


def test_an_empty_path_is_not_the_current_folder(wenbao: Wenbao) -> None:
    wenbao("ask", STADIUM, "--corpus", "", code=2)
    assert "the path is empty" in wenbao.err


def test_a_corpus_may_be_named_twice(wenbao: Wenbao, papers: Path) -> None:
    first, second = sorted(papers.iterdir())
    assert len(wenbao.lines("articles", "--json", "--corpus", second, "--corpus", first)) == 3


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", b"\x7fELF\x02\x01\x00\x00" * 9, "binary"),
        ("broken.txt", "报纸".encode() * 9 + b"\xff\xfe\x80" * 40, "UTF-8"),
        ("blank.txt", "\n \u3000\n\ufffd\ufffd\n".encode(), "no article"),
        ("bad.jsonl", b'{"paragraphs": ["\xe7\x94\xb2"]}\n{"paragraphs": 3}\nnot json\n', "bad.jsonl#3"),
    ],
)
def test_a_bad_file_gets_a_line_and_the_rest_is_served(
    wenbao: Wenbao, papers: Path, name: str, content: bytes, told: str
) -> None:
    (papers / name).write_bytes(content)
    assert "360万元" in wenbao("ask", STADIUM, "--corpus", papers)
    assert name in wenbao.err
    assert told in wenbao.err


def test_a_missing_path_beside_a_good_one_gets_a_line(wenbao: Wenbao, papers: Path, tmp_path: Path) -> None:
    assert "360万元" in wenbao("ask", STADIUM, "--corpus", papers, "--corpus", tmp_path / "nowhere")
    assert "nowhere" in wenbao.err


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_nothing_to_answer_from_is_one_line_and_exit_code_1(wenbao: Wenbao, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert wenbao("ask", STADIUM, "--corpus", tmp_path / name, code=1) == ""
    assert len(wenbao.err.splitlines()) == 1
    assert name in wenbao.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_path_is_refused_and_the_rest_served(wenbao: Wenbao, papers: Path, tmp_path: Path) -> None:
    (tmp_path / "locked.txt").write_text("x", encoding="utf-8")
    (tmp_path / "locked.txt").chmod(0)
    assert "360万元" in wenbao("ask", STADIUM, "--corpus", papers, "--corpus", tmp_path / "locked.txt")
    assert "locked.txt: no permission" in wenbao.err


def test_a_search_that_finds_nothing_says_so(wenbao: Wenbao, papers: Path) -> None:
    assert wenbao("search", "😀\x1b", "--corpus", papers) == ""
    assert wenbao.err == "wenbao: no passage has a word of “😀”\n"


@pytest.mark.parametrize("name", ["history.sqlite", "telegram.sqlite"])
def test_a_damaged_record_is_named_and_what_to_do(
    wenbao: Wenbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456789:" + "A" * 35)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_bytes(b"no database" * 99)
    wenbao("telegram", code=1)
    assert f"{name}: file is not a database; " in wenbao.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "x", "--input", "README.md"],
        ["search", "x", "--limit", "0"],
        ["nothing"],
        ["ask", "--input", "no"],
    ],
)
def test_wrong_usage_is_exit_code_2(wenbao: Wenbao, arguments: list[str]) -> None:
    wenbao(*arguments, code=2)
    assert "Error" in wenbao.err or "Usage" in wenbao.err


@pytest.mark.parametrize("line", ["not json", "[]", '{"q": "x"}', '{"question": 3}', "3"])
def test_a_bad_line_of_an_input_file_is_named(wenbao: Wenbao, papers: Path, tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"question": "x"}\n\n' + line + "\n", encoding="utf-8")
    wenbao("ask", "--json", "--input", file, "--corpus", papers, code=1)
    assert "q.jsonl#3" in wenbao.err
    assert len(wenbao.err.splitlines()) == 1


@pytest.mark.parametrize("content", ['{"question": "图书馆"}'.encode("gbk"), b'{"question": "x"}\n\xff\n'])
def test_an_input_file_that_is_not_utf8_is_told_so(
    wenbao: Wenbao, papers: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "q.jsonl").write_bytes(content)
    wenbao("ask", "--json", "--input", tmp_path / "q.jsonl", "--corpus", papers, code=1)
    assert "q.jsonl" in wenbao.err
    assert "UTF-8" in wenbao.err


def test_a_question_cannot_steer_the_terminal(wenbao: Wenbao, papers: Path) -> None:
    out = wenbao("ask", "zzq\x1b]0;pwn\x07\x9b31m\u202e", "--corpus", papers)
    assert "zzq" in out
    assert not set("\x1b\x07\x9b\u202e") & set(out)


def test_bad_settings_are_a_line_each_and_exit_code_1(wenbao: Wenbao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    monkeypatch.setenv("HEALTH_PORT", "-1")
    wenbao("ask", "x", code=1)
    assert [line.split()[1] for line in wenbao.err.splitlines()] == ["LOG_LEVEL", "HEALTH_PORT"]


@pytest.mark.parametrize("question", ["", "   ", "😀😀", "\x07\x1b[0m", "？" * 5000, "为什么" * 1700, "\udcff\udc80"])
def test_an_odd_question_is_no_error(wenbao: Wenbao, papers: Path, question: str) -> None:
    wenbao("ask", question, "--corpus", papers)
    (answer,) = wenbao.lines("ask", question, "--json", "--corpus", papers)
    assert answer["answered"] is False


def test_eval_prints_shares_and_a_row_for_each_failure(wenbao: Wenbao, papers: Path, tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    rows = [
        {"question": STADIUM, "facts": [["360万元"]], "headline": "长堤小学新建风雨操场"},
        {"question": STADIUM, "facts": [["三百六十亿"]]},
        {"question": "火星基地的氧气价格", "answerable": False},
    ]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    table = wenbao("eval", file, "--corpus", papers)
    assert "shown       0.500" in table
    assert "refused     1.000" in table
    assert "三百六十亿" in table
    (quality,) = wenbao.lines("eval", file, "--json", "--corpus", papers)
    assert (quality["questions"], quality["shown"], quality["source"]) == (3, 0.5, 1.0)
    file.write_text("", encoding="utf-8")
    wenbao("eval", file, "--corpus", papers, code=1)
    assert "no question" in wenbao.err


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_help(wenbao: Wenbao, command: str) -> None:
    help_text = wenbao(command, "--help")
    assert "--corpus" in help_text
    assert "--json" in help_text


def test_the_module_runs_as_the_program_does(papers: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    run = subprocess.run(
        [sys.executable, "-m", "bot", "ask", STADIUM, "--corpus", str(papers)],
        capture_output=True,
        env=environment,
        cwd=tmp_path,
        check=True,
    )
    assert "360万元" in run.stdout.decode()
    assert b"\x1b[" not in run.stdout, "colour where there is no terminal"
    assert run.stderr == b""


def run_program(papers: Path, tmp_path: Path, command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell's command in which "wenbao" stands for the program."""
    command = command.replace("wenbao", f'"{sys.executable}" -m bot') + f' --corpus "{papers}"'
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(["bash", "-c", command], capture_output=True, env=environment, cwd=tmp_path, check=False)


@pytest.mark.parametrize("command", ["wenbao console <&-", "wenbao ask x >&-", f"wenbao ask {STADIUM} 2>&-"])
def test_a_stream_that_was_closed_ends_nothing(papers: Path, tmp_path: Path, command: str) -> None:
    run = run_program(papers, tmp_path, command)
    assert (run.returncode, run.stderr) == (0, b"")
    assert STADIUM not in command or "360万元" in run.stdout.decode()


@pytest.mark.parametrize("form", ["", "--json"])
def test_odd_bytes_are_read_where_the_locale_is_strict(papers: Path, tmp_path: Path, form: str) -> None:
    command = rf"printf '\xff\xfe\n{STADIUM}\n' | wenbao console {form}"
    run = run_program(papers, tmp_path, command, PYTHONIOENCODING="utf-8:strict")
    assert (run.returncode, run.stderr) == (0, b"")
    assert "360万元" in run.stdout.decode()


def test_a_terminal_that_cannot_write_a_sign_gets_the_rest(papers: Path, tmp_path: Path) -> None:
    run = run_program(papers, tmp_path, f"echo {STADIUM} | iconv -t gbk | wenbao console", PYTHONIOENCODING="gbk")
    assert (run.returncode, run.stderr) == (0, b"")
    assert "360万元" in run.stdout.decode("gbk")
    assert r"\U0001f44d" in run.stdout.decode("gbk")


def test_a_closed_pipe_is_no_traceback(papers: Path, tmp_path: Path) -> None:
    file = write_questions(tmp_path / "q.jsonl", *[STADIUM] * 200)
    command = f'"{sys.executable}" -m bot ask --json --input "{file}" --corpus "{papers}" | head -n 1'
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    run = subprocess.run(["bash", "-c", command], capture_output=True, env=environment, cwd=tmp_path, check=True)
    assert json.loads(run.stdout)["answered"]
    assert run.stderr == b""


@pytest.mark.parametrize(
    "module", ["numpy._core.multiarray", "numpy.linalg", "numpy", "rjieba", "click", "bot.library"]
)
def test_an_interrupt_while_the_program_is_being_imported_ends_it_without_a_trace(module: str, tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "bot", "ask", STADIUM]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path) as program:
        assert program.stderr is not None
        for line in program.stderr:  # a line for each module that was imported
            if line.rstrip().endswith(f" {module}"):
                program.send_signal(signal.SIGINT)
                break
        try:
            _, told = program.communicate(timeout=30)
        finally:
            program.kill()  # one that hangs fails this test; it must not keep the suite waiting
    assert program.returncode == 130
    assert "Traceback" not in told
    assert "KeyboardInterrupt" not in told
