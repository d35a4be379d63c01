import type { Rule } from "../api/audience";

const audience = {
  segments: "내 시청자",
  names: { vip: "단골", prospect: "구독할 만한 분", churn_risk: "떠날지도 모르는 분", new: "새 구독자" },
  meaning: {
    vip: (rule: Rule) => `${rule.vip_months}개월 이상이거나 많이 후원한 분`,
    prospect: (rule: Rule) => `결제한 적 없고 ${Math.round(rule.prospect_score * 100)} % 이상 어울리는 분`,
    churn_risk: (rule: Rule) => `${rule.churn_days}일 안에 끝나고 뜸하게 오는 분`,
    new: (rule: Rule) => `${rule.new_days}일 안에 구독한 분`,
  },
  rule: (version: number) => `규칙 ${version}판에 따라 한 시간마다 다시 봅니다.`,
  matches: "어울릴 만한 분",
  matchesHint: "스트리머에게 보여도 된다고 동의했고, 아직 여기서 결제하지 않았으며, 내 팬들이 보는 것을 보는 분들입니다.",
  none: "아직 없습니다",
  noneHint: "동의한 분들이 내 팬들이 보는 것을 보면 여기에 나타납니다.",
  somebody: "이름 없는 분",
  parts: { content: "비슷한 것을 봄", hours: "같은 시간대", interaction: "함께 이야기함", loyalty: "다시 올 가능성", purchasing: "쓰는 정도" },
  bands: { none: "없음", low: "조금", middle: "보통", high: "많이" },
  brier: (value: string, people: number) => `“다시 올 가능성”은 확률이며, ${people}명에서 ${value}만큼 틀렸습니다 (브라이어 점수, 0이 완벽, 0.25는 동전 던지기).`,
  consent: "스트리머가 나를 찾아도 됩니다",
  consentHint: "내가 보는 것을 팬들이 보는 스트리머에게 이름과 얼마나 어울리는지(비슷한 것을 보는 정도, 시간대, 이야기하는 정도)가 보입니다. 무엇을 보는지와 금액은 절대 보이지 않습니다.",
  purchasing: "대략 얼마나 쓰는지도",
  purchasingHint: "모든 채널을 합해 없음, 조금, 보통, 많이로만 보입니다.",
  saved: "저장했습니다.",
  known: (channels: number) => `채널 ${channels}곳이 나를 시청자로 알고 있습니다.`,
  leave: "모든 시청자 목록에서 나가기",
  leaveTitle: "모든 시청자 목록에서 나갈까요?",
  leaveText: "스트리머가 더는 나를 찾지 못하고, 모든 채널에서 나에 대해 알던 것(시청 시간, 메시지, 온 주, 금액, 제안)을 잊습니다. 구독과 팔로우는 그대로입니다. 그 뒤의 활동은 새로 알게 됩니다.",
  left: "모든 시청자 목록에서 나갔습니다.",
};

export default audience;
