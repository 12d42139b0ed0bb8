from engagement.reports.decisions import DECISIONS, MOVES, Decision, possible
from engagement.reports.models import ReportState
from engagement.reports.words import DECISIONS as WORDS
from engagement.reports.words import MOVED


def test_every_decision_has_its_move_its_function_and_its_words() -> None:
    assert set(MOVES) == set(DECISIONS) == set(WORDS) == set(MOVED) == set(Decision)


def test_no_decision_leads_to_where_the_report_stands() -> None:
    assert all(move.to not in move.starts for move in MOVES.values())


def test_nobody_decides_about_a_withdrawn_report_or_withdraws_one() -> None:
    assert possible(ReportState.WITHDRAWN) == []
    assert ReportState.WITHDRAWN not in {move.to for move in MOVES.values()}


def test_passing_on_is_not_a_decision_of_its_own() -> None:
    assert ReportState.PASSED_ON not in {move.to for move in MOVES.values()}


def test_from_every_other_state_there_is_a_way_on() -> None:
    assert all(possible(state) for state in ReportState if state is not ReportState.WITHDRAWN)
