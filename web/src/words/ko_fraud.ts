const fraud = {
  title: "의심스러운 결제", none: "이런 건이 없습니다.", newer: "더 새것", older: "더 오래된 것",
  states: { open: "볼 차례", cleared: "문제없음", confirmed: "부정 확인" },
  kinds: { donation: "후원", plan: "요금제", membership: "멤버십" },
  outcomes: { blocked: "거절됨, 결제 없음", review: "결제됨, 지급 보류" },
  score: (score: number) => `점수 ${score} / 100`,
  rules: { blocked_person: "막힌 사람", card_testing: "한 시간에 거절된 카드", fast: "10분 동안의 결제", many_a_day: "하루의 결제", much_a_day: "하루 한도에서 쓴 몫 (%)", large_first_payment: "큰 첫 결제 (%)", new_account: "갓 만든 계정", dispute_open: "진행 중인 분쟁", dispute_lost: "진 분쟁", one_place_only: "한 곳에만 낸 결제", card_of_the_payee: "채널 주인의 카드", card_of_somebody_blocked: "막힌 사람의 카드", processor_sees_risk: "결제 회사가 본 위험", early_warning: "카드사의 이른 경고" } as Record<string, string | undefined>,
  clear: "문제없음", confirm: "부정으로 확인", clearTitle: "문제없다고 할까요? 보류된 몫이 지급됩니다.", confirmTitle: "부정으로 확인할까요? 돈은 돌려주고 그 사람은 막습니다.",
  decided: { clear: "문제없다고 적었습니다", confirm: "확인했습니다. 돈을 돌려줍니다" },
  presets: { clear: ["카드 주인과 확인했습니다"], confirm: ["훔친 카드입니다"] },
  holdTitle: "지급 보류", holdHint: "한 사람에게 나갈 돈을 멈추거나 다시 보냅니다.", person: "사람의 번호", personBad: "번호를 적어 주세요.", look: "보기", hold: "지급 보류", release: "보류 풀기", notHeld: "보류되지 않았습니다.", held: (why: string) => `보류 중: ${why}`,
};

export default fraud;
