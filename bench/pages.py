"""What every page is measured by: its rate beside the baseline's, its times, its statements, its size."""

from bench.figures import Figure, at_least, at_most, for_information
from bench.stage import Request, Stage
from tests.serving import Visit


def get(path: str, visit: Visit | None = None) -> Request:
    """A request for a page."""
    return ("GET", path, {"Cookie": visit.cookie} if visit else {}, "")


def measure_page(
    stage: Stage,
    number: str,
    what: str,
    path: str,
    visit: Visit | None,
    *,
    bare: str,
    ratio: float,
    statements: int,
    kilobytes: float = 8,
) -> list[Figure]:
    """The figures of one page; `bare` is the path of the baseline's page, the rest are the targets."""
    counted = stage.count(visit, path)
    size = stage.page_size(path, visit)
    product, baseline = stage.compare([get(path, visit)], [get(bare)])
    ratios = [one.rate / other.rate for one, other in zip(product, baseline, strict=True)]
    return [
        at_least(number, what, "× the bare page's rate", ratios, ratio),
        at_most(number, what, "statements", [counted.statements], statements),
        at_most(number, what, "kB compressed", [size / 1000], kilobytes),
        for_information(number, what, "pages a second", [run.rate for run in product]),
        for_information(number, f"bare page of {what}", "pages a second", [run.rate for run in baseline]),
        for_information(number, what, "ms, half of them", [run.percentile(0.5) for run in product]),
        for_information(number, what, "ms, 99 of 100", [run.percentile(0.99) for run in product]),
    ]
