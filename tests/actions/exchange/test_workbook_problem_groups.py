"""Problems that are alike are told as one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.actions.exchange.workbook.problem_groups import FEW, grouped
from models.errors import Problem

PROBLEMS = st.lists(
    st.builds(
        Problem,
        st.sampled_from(("农户", "派工")),
        st.integers(2, 60),
        st.sampled_from(("电话", None)),
        st.sampled_from(("1", "2")),
        st.sampled_from(("a", "b", "c")),
    ),
    max_size=40,
)


@given(PROBLEMS)
def test_nothing_is_lost_or_mixed(problems: list[Problem]) -> None:
    groups = grouped(problems)
    told = [one for group in groups for one in group.problems]
    assert sorted(map(id, told)) == sorted(map(id, problems))
    for group in groups:
        assert len({(one.sheet, one.column, one.message) for one in group.problems}) == 1
        assert len(group.problems) == 1 or len(group.problems) > FEW
    firsts = [next(at for at, one in enumerate(problems) if one is group.problems[0]) for group in groups]
    assert firsts == sorted(firsts)


def test_many_are_told_with_their_number_and_the_first_rows() -> None:
    same = [Problem("农户", row, "电话", str(row), "太短。") for row in (2, 4, 7, 9)]
    (group,) = grouped(same)
    assert group.as_problem().sentence() == "农户 电话: 4 行（第 2, 4, 7, … 行）：太短。"
    assert [one.as_problem() for one in grouped(same[:FEW])] == same[:FEW]
