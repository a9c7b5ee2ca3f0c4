"""When a finding has a label."""

import pytest

from cxr.study import Finding, Label


@pytest.mark.parametrize(("label", "in_population"), [(Label.NEGATIVE, False), (None, True), (None, None)])
def test_a_finding_has_a_label_unless_its_film_is_outside(
    label: Label | None, in_population: bool | None
) -> None:
    with pytest.raises(ValueError, match="label"):
        Finding(0.5, label, in_population, "2026.11")
