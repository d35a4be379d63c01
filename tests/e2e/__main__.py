"""Every end-to-end run against one laptop cloud; the restart comes last, as it kills that cloud."""

from tests.e2e import (
    audience,
    bad_input,
    care_browser,
    chaos,
    chat_browser,
    chat_rules,
    chat_sdk,
    chat_social,
    chat_social_browser,
    fraud,
    guardians,
    main_job,
    money,
    money_browser,
    payouts,
    plans,
    plans_browser,
    restart,
    tastes,
    tastes_browser,
    training,
)
from tests.e2e.command import main

if __name__ == "__main__":
    main(
        {
            "main job": main_job.run,
            "bad input": bad_input.run,
            "chat rules": chat_rules.run,
            "chat browser": chat_browser.run,
            "chat SDKs": chat_sdk.run,
            "chat social": chat_social.run,
            "chat social browser": chat_social_browser.run,
            "money": money.run,
            "money browser": money_browser.run,
            "plans": plans.run,
            "plans browser": plans_browser.run,
            "care browser": care_browser.run,
            "payouts": payouts.run,
            "fraud": fraud.run,
            "guardians": guardians.run,
            "tastes": tastes.run,
            "tastes browser": tastes_browser.run,
            "audience": audience.run,
            "training": training.run,
            "chaos": chaos.run,
            "restart": restart.run,
        }
    )
