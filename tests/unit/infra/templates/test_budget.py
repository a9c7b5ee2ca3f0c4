"""Somebody hears of it before a month gets expensive."""

from collections.abc import Callable
from typing import Any

Template = Callable[..., dict[str, Any]]
ADDRESS = "alarmMail=on-call@example.org"


def test_a_budget_is_watched_only_where_one_is_given(template: Template) -> None:
    off, on = template("prod", ADDRESS), template("prod", ADDRESS, "monthlyBudget=50")
    assert [made["Parameters"]["MonthlyBudget"]["Default"] for made in (off, on)] == [0, 50]
    condition = off["Resources"]["CostBudget"]["Condition"]
    assert off["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "MonthlyBudget"}, 0]}]}


def test_operators_hear_of_four_fifths_and_of_what_is_foreseen(template: Template) -> None:
    sent = template("prod", ADDRESS)["Resources"]["CostBudget"]["Properties"]["NotificationsWithSubscribers"]
    when = {(it["Notification"]["NotificationType"], it["Notification"]["Threshold"]) for it in sent}
    assert when == {("ACTUAL", 80), ("FORECASTED", 100)}
    assert all(
        it["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlarmMail"}}] for it in sent
    )


def test_another_address_can_replace_the_budget(template: Template) -> None:
    # CloudFormation makes the new one before it deletes the old one.
    made = [template("prod", f"alarmMail={it}@example.org", "monthlyBudget=50") for it in ("on-call", "ops")]
    names = [it["Resources"]["CostBudget"]["Properties"]["Budget"]["BudgetName"] for it in made]
    assert names == ["pneumoscope-prod-on-call@example.org", "pneumoscope-prod-ops@example.org"]
