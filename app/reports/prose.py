"""The report's text: a draft made from the figures, in which each figure is a placeholder that stays linked to them.

Reports are always in Vietnamese, so the sentences stand here and in no catalogue. `{works.accepted}` is the figure of
the period; `:year` since the year's start, `:before` the same days last year, `:target`, `:share` of the target in per
cent, `:change` against last year in words. Pure: no database here.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from app.core.clock import format_date
from app.core.numbers import format_number
from app.reports.figures import BY_KEY, IN_DONG, Line

SECTIONS = {
    "situation": "Đặc điểm tình hình",
    "self": "Trách nhiệm với bản thân",
    "work": "Trách nhiệm với công việc",
    "people": "Trách nhiệm với nhân dân",
    "assessment": "Đánh giá chung",
    "tasks": "Nhiệm vụ thời gian tới",
}
# What stands above the sections: the three responsibilities are one chapter.
CHAPTERS = (
    ("I. ĐẶC ĐIỂM TÌNH HÌNH", ("situation",)),
    ("II. KẾT QUẢ THỰC HIỆN PHONG TRÀO “BA TRÁCH NHIỆM”", ("self", "work", "people")),
    ("III. ĐÁNH GIÁ CHUNG", ("assessment",)),
    ("IV. NHIỆM VỤ THỜI GIAN TỚI", ("tasks",)),
)
ASPECTS = ("", "year", "before", "target", "share", "change")
LONGEST = 8_000
_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)(?::([a-z]+))?\}")
# Words that are no figure of their own.
_WORDS = ("unit", "period")

# (what must hold for the sentence to be drafted, the sentence): a figure is above zero, "!" before it: it is none,
# "several:": it is above one, "target:": it has a target, "|": one of these.
_DRAFTS: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "situation": (
        (
            ("several:units.base",),
            "{unit} có {units.base} cơ sở đoàn trực thuộc, gồm {units.union} đoàn cơ sở và {units.chapter} chi đoàn "
            "cơ sở.",
        ),
        ((), "Đến cuối kỳ báo cáo, {unit} có {members.total} đoàn viên."),
        (
            ("several:units.base", "members.agency|members.enterprise|members.pupil"),
            "Trong đó: {members.agency} đoàn viên ở cơ quan, đơn vị sự nghiệp; {members.enterprise} đoàn viên ở doanh "
            "nghiệp; {members.pupil} đoàn viên là học sinh.",
        ),
    ),
    "self": (
        (
            ("training.professional",),
            "Có {training.professional} đoàn viên được cử học các lớp chuyên môn nghiệp vụ, tin học, ngoại ngữ.",
        ),
        (
            ("training.political_theory",),
            "Có {training.political_theory} đoàn viên được cử học lý luận chính trị từ trung cấp trở lên.",
        ),
    ),
    "work": (
        (
            ("initiatives.applied",),
            "Có {initiatives.applied} đề tài, sáng kiến của đoàn viên được công nhận và đưa vào áp dụng.",
        ),
        (
            ("models.saturday_units",),
            "Mô hình ngày thứ Bảy tình nguyện giải quyết thủ tục hành chính được làm điểm ở {models.saturday_units} "
            "đơn vị.",
        ),
        (
            ("service.days",),
            "Đã tổ chức {service.days} buổi phục vụ người dân, giúp {service.people} lượt người, giải quyết "
            "{service.procedures} thủ tục hành chính và hướng dẫn {service.online} dịch vụ công trực tuyến.",
        ),
    ),
    "people": (
        ((), "Trong kỳ đã tổ chức và phối hợp tổ chức {activities.held} hoạt động tình nguyện."),
        (
            ("works.accepted", "works.tasks"),
            "Hoàn thành {works.accepted} công trình và {works.tasks} phần việc thanh niên với tổng trị giá "
            "{works.value}.",
        ),
        (
            ("works.accepted", "!works.tasks"),
            "Hoàn thành {works.accepted} công trình thanh niên với tổng trị giá {works.value}.",
        ),
        (
            ("!works.accepted", "works.tasks"),
            "Hoàn thành {works.tasks} phần việc thanh niên với tổng trị giá {works.value}.",
        ),
        (("works.village_road_lighting",), "- {works.village_road_lighting} công trình thắp sáng đường thôn;"),
        (
            ("works.border_patrol_lighting",),
            "- {works.border_patrol_lighting} công trình thắp sáng đường tuần tra biên giới;",
        ),
        (
            ("works.border_marker_road",),
            "- {works.border_marker_road} công trình đường bê tông lên mốc quốc giới;",
        ),
        (("works.rural_concrete_road",), "- {works.rural_concrete_road} công trình đường bê tông nông thôn;"),
        (("works.red_scarf_house",), "- {works.red_scarf_house} ngôi nhà khăn quàng đỏ;"),
        (("works.other",), "- {works.other} công trình khác."),
        (("works.benefit",), "Giá trị làm lợi của các công trình, phần việc ước đạt {works.benefit}."),
    ),
    "assessment": (
        ((), "Số công trình thanh niên {works.accepted:change} so với cùng kỳ năm trước ({works.accepted:before})."),
        (
            ("target:works.accepted",),
            "Từ đầu năm đạt {works.accepted:share} chỉ tiêu về công trình thanh niên ({works.accepted:year}/"
            "{works.accepted:target}).",
        ),
        (
            ("target:works.value",),
            "Tổng trị giá công trình, phần việc từ đầu năm đạt {works.value:share} chỉ tiêu.",
        ),
        (
            ("target:activities.held",),
            "Hoạt động tình nguyện từ đầu năm đạt {activities.held:share} chỉ tiêu.",
        ),
    ),
    "tasks": (
        ((), "Tiếp tục thực hiện phong trào “Ba trách nhiệm” gắn với nhiệm vụ chuyên môn của từng cơ quan, đơn vị."),
        ((), "Hoàn thành các công trình đã đăng ký; kiểm tra, sửa chữa những công trình đã bàn giao."),
        (("target:works.accepted",), "Phấn đấu hoàn thành chỉ tiêu {works.accepted:target} công trình của năm."),
    ),
}


class Piece(NamedTuple):
    """A bit of text; where it is a figure, that one's key."""

    text: str
    key: str | None = None


def draft_texts(lines: Mapping[str, Line]) -> dict[str, str]:
    """A first text of each section: the sentences that have something to say."""

    def holds(condition: str) -> bool:
        if "|" in condition:
            return any(holds(one) for one in condition.split("|"))
        if condition.startswith("!"):
            return not holds(condition[1:])
        kind, _colon, key = condition.rpartition(":")
        line = lines.get(key)
        if line is None:
            return False
        return line.target is not None if kind == "target" else line.value > (1 if kind == "several" else 0)

    return {
        section: "\n".join(
            sentence
            for needed, sentence in sentences
            if all(holds(one) for one in needed) and not _unknown(sentence, lines)
        )
        for section, sentences in _DRAFTS.items()
    }


def _unknown(sentence: str, lines: Mapping[str, Line]) -> bool:
    return any(match[1] not in lines and match[1] not in _WORDS for match in _PLACEHOLDER.finditer(sentence))


def find_unknown(text: str) -> str | None:
    """The first placeholder that means nothing, or None. Braces that are no placeholder are plain text."""
    for match in _PLACEHOLDER.finditer(text):
        key, aspect = match[1], match[2] or ""
        if (key in _WORDS and aspect) or (key not in _WORDS and key not in BY_KEY) or aspect not in ASPECTS:
            return match[0]
    return None


def fill_in(text: str, lines: Mapping[str, Line], words: Mapping[str, str]) -> list[list[Piece]]:
    """The paragraphs of a text, with its figures in place: each a list of pieces."""
    return [_pieces(paragraph, lines, words) for paragraph in text.splitlines() if paragraph.strip()]


def _pieces(paragraph: str, lines: Mapping[str, Line], words: Mapping[str, str]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for match in _PLACEHOLDER.finditer(paragraph):
        key, aspect = match[1], match[2] or ""
        if key in words:
            piece = Piece(words[key])
        elif key in lines and aspect in ASPECTS:
            piece = Piece(say(lines[key], aspect), key)
        else:
            continue
        pieces += [Piece(paragraph[at : match.start()]), piece]
        at = match.end()
    return [piece for piece in (*pieces, Piece(paragraph[at:])) if piece.text]


def say(line: Line, aspect: str = "") -> str:
    """A figure as a sentence has it: 05, 1.072, 258.000.000 đồng, 80%, "tăng 03"."""
    if aspect == "share":
        return "–" if line.share is None else f"{line.share}%"
    if aspect == "change":
        change = line.value - line.before
        return "bằng" if not change else f"{'tăng' if change > 0 else 'giảm'} {_say(line.key, abs(change))}"
    number = {"": line.value, "year": line.total, "before": line.before, "target": line.target}[aspect]
    return "–" if number is None else _say(line.key, number)


def _say(key: str, number: int) -> str:
    if key in IN_DONG:
        return f"{format_number(number, language='vi')}\u00a0đồng"
    return say_number(number)


def say_number(number: int) -> str:
    """As offices write it: 05 for five, so that no digit can be put before it; dots between thousands."""
    return f"{number:02}" if 0 < number < 10 else format_number(number, language="vi")


def say_period(date_from: date, date_to: date) -> str:
    """ "tháng 8 năm 2023", "quý III năm 2026", "8 tháng đầu năm 2023", "năm 2025", or the two days."""
    whole = date_from.day == 1 and (date_to.month, date_to.year) != (
        _next_day(date_to).month,
        _next_day(date_to).year,
    )
    if not whole or date_from.year != date_to.year:
        return f"từ {format_date(date_from)} đến {format_date(date_to)}"
    first, last, year = date_from.month, date_to.month, date_from.year
    if first == last:
        return f"tháng {first} năm {year}"
    if (first, last) == (1, 12):
        return f"năm {year}"
    if first % 3 == 1 and last == first + 2:
        return f"quý {('I', 'II', 'III', 'IV')[first // 3]} năm {year}"
    if first == 1:
        return f"{last} tháng đầu năm {year}"
    if (first, last) == (7, 12):
        return f"6 tháng cuối năm {year}"
    return f"từ {format_date(date_from)} đến {format_date(date_to)}"


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
