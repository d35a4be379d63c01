import type { Words } from "./ko";

const audience: Words["audience"] = {
  segments: "Your audience",
  names: { vip: "Regulars", prospect: "May subscribe", churn_risk: "May leave", new: "New subscribers" },
  meaning: {
    vip: (rule) => `${rule.vip_months} months or more, or gave a lot`,
    prospect: (rule) => `never paid, and fit to ${Math.round(rule.prospect_score * 100)} % or more`,
    churn_risk: (rule) => `month ends within ${rule.churn_days} days, come seldom`,
    new: (rule) => `subscribed within ${rule.new_days} days`,
  },
  rule: (version) => `By version ${version} of your rule, looked at every hour.`,
  matches: "Who would fit",
  matchesHint: "People who agreed to be shown to streamers, do not pay here yet, and watch what your fans watch.",
  none: "Nobody yet",
  noneHint: "As soon as people who agreed watch what your fans watch, they appear here.",
  somebody: "Somebody without a name",
  parts: { content: "Watches alike", hours: "Same hours", interaction: "Talks along", loyalty: "Comes again", purchasing: "Spends" },
  bands: { none: "nothing", low: "a little", middle: "some", high: "a lot" },
  brier: (value, people) => `“Comes again” is a chance; it erred by ${value} (Brier score, 0 is perfect, 0.25 a coin) among ${people} people.`,
  consent: "Let streamers find me",
  consentHint: "Streamers whose fans watch what you watch then see your name and how well you would fit: what you watch alike, at what hours, how much you talk. Never what you watch, and never amounts.",
  purchasing: "Also roughly how much I spend",
  purchasingHint: "Only as nothing, a little, some or a lot, over all channels together.",
  saved: "Saved.",
  known: (channels) => channels === 1 ? "One channel knows you as part of its audience." : `${channels} channels know you as part of their audience.`,
  leave: "Leave all audiences",
  leaveTitle: "Leave all audiences?",
  leaveText: "Streamers find you no more, and what is known of you in every channel’s audience is forgotten: minutes, messages, weeks, money and offers. Your subscriptions and follows stay. What you do from then on is learnt anew.",
  left: "You have left all audiences.",
};

export default audience;
