from engagement.reports.decisions import DECISIONS, MOVES
from engagement.reports.models import ReportState


def test_every_state_has_its_moves_and_none_leads_to_itself() -> None:
    assert set(MOVES) == set(ReportState)
    assert all(state not in moves for state, moves in MOVES.items())


def test_nothing_leads_out_of_withdrawn_and_no_officer_leads_into_it_or_back_to_new() -> None:
    reachable = frozenset().union(*MOVES.values())

    assert MOVES[ReportState.WITHDRAWN] == frozenset()
    assert reachable == set(DECISIONS)
    assert not reachable & {ReportState.NEW, ReportState.WITHDRAWN}
