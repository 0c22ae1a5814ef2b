import os
from pathlib import Path

import pytest

from corpus.sources import find_sources


def write(path: Path, text: str = "云溪区新建公园") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*paths: Path) -> list[str]:
    return [source.name for source in find_sources(paths).sources]


def reasons(*paths: Path) -> dict[str, str]:
    return {refusal.source: refusal.reason for refusal in find_sources(paths).refusals}


def test_a_folder_is_searched_to_the_bottom_and_named_from_there(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.TXT", "a/1.md", "c/d/e.jsonl"):
        write(tmp_path / name)
    assert names(tmp_path) == ["a/1.md", "a/2.TXT", "b.txt", "c/d/e.jsonl"]


def test_a_file_is_named_by_its_file_name(tmp_path: Path) -> None:
    assert names(write(tmp_path / "a/1.txt")) == ["1.txt"]


def test_hidden_files_are_passed_over_and_other_endings_counted(tmp_path: Path) -> None:
    for name in ("1.txt", ".2.txt", ".git/3.txt", "4.pdf", "5.pdf", "LICENSE"):
        write(tmp_path / name)
    assert names(tmp_path) == ["1.txt"]
    assert "passed over 3 other files (1 × a name without an ending, 2 × .pdf)" in reasons(tmp_path)[str(tmp_path)]


def test_a_file_named_twice_is_taken_once(tmp_path: Path) -> None:
    file = write(tmp_path / "1.txt")
    (tmp_path / "link.txt").symlink_to(file)
    assert names(file, tmp_path, tmp_path / "link.txt") == ["1.txt"]


def test_two_roots_with_the_same_names_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for name in ("july/1.txt", "august/1.txt", "august/2.txt", "x/july/1.txt"):
        write(tmp_path / name)
    assert names(tmp_path / "july", tmp_path / "august", tmp_path / "x/july") == [
        f"{tmp_path.name}/july/1.txt",
        "august/1.txt",
        "2.txt",
        "x/july/1.txt",
    ]


def test_links_that_lead_in_circles_are_survived(tmp_path: Path) -> None:
    write(tmp_path / "a/1.txt")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    assert names(tmp_path) == ["a/1.txt"]
    assert "symbolic links" in reasons(tmp_path)["self.txt"]
    assert "no such file" in reasons(tmp_path)["nowhere.txt"]


def test_missing_paths_empty_folders_and_unknown_endings_are_refusals(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "page.docx")
    paths = (tmp_path / "gone", tmp_path / "empty", tmp_path / "page.docx", write(tmp_path / "1.txt"))
    assert names(*paths) == ["1.txt"]
    found = reasons(*paths)
    assert "no such file or folder" in found[str(tmp_path / "gone")]
    assert "the folder holds no .txt, .md, .jsonl file" in found[str(tmp_path / "empty")]
    assert "no reader for .docx" in found[str(tmp_path / "page.docx")]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in reasons(tmp_path)["pipe.txt"]


@pytest.mark.parametrize("name", [b"\xff\xfe.txt", "新\n闻.txt".encode(), b"tab\there.txt"])
def test_odd_file_names_come_out_printable(tmp_path: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    try:
        Path(os.fsdecode(path)).write_text("云溪")
    except OSError:
        pytest.skip("the file system refuses the name")
    [found] = names(tmp_path)
    assert found.isprintable()
    assert found.encode("utf-8")


def test_a_path_with_a_nul_is_a_refusal() -> None:
    assert "null byte" in next(iter(reasons(Path("a\x00b")).values()))


def test_two_names_that_differ_in_what_cannot_be_printed_stay_two(tmp_path: Path) -> None:
    write(tmp_path / "新\n闻.txt")
    write(tmp_path / "新\\n闻.txt")
    assert len(set(names(tmp_path))) == 2


def test_a_folder_named_with_a_slash_or_from_within_gives_the_same_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a/1.txt")
    monkeypatch.chdir(tmp_path)
    assert names(Path(".")) == names(tmp_path) == names(Path(f"{tmp_path}/")) == ["a/1.txt"]
    assert names(Path("a/1.txt")) == ["1.txt"]
