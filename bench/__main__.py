"""Run the benchmarks, all or those named; print each and keep it in bench/results.json."""

import sys
from collections.abc import Callable, Sequence
from typing import Final

from bench import (
    burst_bench,
    durability_bench,
    geo_bench,
    pages_bench,
    survey_bench,
    survey_pages_bench,
    weight_bench,
    worker_bench,
)
from bench.results import Result, keep

BENCHMARKS: Final[dict[str, Callable[[], list[Result]]]] = {
    "geo": lambda: [
        Result(**entry)  # type: ignore[arg-type]
        for entry in (geo_bench.assign_1m_lsoa(), geo_bench.gistar_10k())
    ],
    "pages": pages_bench.pages_vs_hello,
    "weight": weight_bench.pin_page_weight,
    "worker": worker_bench.worker_cost,
    "kill9": durability_bench.killed_while_submitting,
    "writers": durability_bench.eight_writers,
    "burst": burst_bench.report_burst,
    "xlsform": survey_bench.form_of_100_questions,
    "tone": survey_bench.tone_of_texts,
    "crosstab": survey_bench.crosstab_of_100k,
    "survey-pages": survey_pages_bench.pages_vs_hello,
    "survey-burst": survey_pages_bench.survey_burst,
    "survey-kill9": survey_pages_bench.killed_while_sending,
}


def main(names: Sequence[str]) -> int:
    """Run benchmarks by name; 1 when a target is missed."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(BENCHMARKS)}")
        return 2
    missed = 0
    for name in names or BENCHMARKS:
        print(f"{name}:", flush=True)
        results = BENCHMARKS[name]()
        keep(results)
        for result in results:
            print(f"  {result.line()}", flush=True)
            missed += not result.holds
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
