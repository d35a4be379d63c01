// What finance and operators read. Accounts keep the names that the books give them.
import fraud from "./ko_fraud";

const office = {
  title: "재무",
  intro: (entity: string, currency: string) => `${entity}의 장부, ${currency} 기준`,
  notYours: "이 곳은 재무와 운영의 자리입니다",
  notYoursHint: "역할이 필요하면 운영자에게 말해 주세요. 역할을 받은 뒤에는 다시 로그인해야 합니다.",
  sections: "재무 메뉴",
  tabs: { months: "달", balance: "시산표", journal: "분개장", exceptions: "살필 것", reconciliation: "대사", adjustments: "고침", refunds: "환불", fraud: "부정 결제", lists: "추천", figures: "숫자", deeds: "한 일" },
  month: "달",
  none: "아직 없습니다.",
  you: "나",
  months: {
    states: { open: "열림", ended: "지남", due: "닫을 차례", closed: "닫힘" },
    state: "상태", unmatched: "맞지 않음", unmatchedNone: "대사 없음", draft: "초안", closing: "닫은 장부", deeds: "할 일",
    makeDraft: "초안 만들기", drafting: "만드는 중", drafted: "초안을 만들기 시작했습니다", download: "내려받기", failed: "실패", close: "달 닫기", made: (when: string) => `${when}에 만듦`,
    closeTitle: (month: string) => `${month}을 닫을까요?`, closeText: "닫으면 되돌릴 수 없습니다. 이 달에는 더 적을 수 없고, 늦게 온 것은 다음 달에 적힙니다.", closeType: (period: string) => `확인하려면 ${period}, 이대로 적으세요`, closeTypeBad: (period: string) => `${period}, 이대로 적어 주세요.`, closed: "달을 닫고 있습니다", onlyOperators: "달은 운영자만 닫습니다.",
  },
  reason: "까닭",
  reasonHint: "한 일의 기록에 남습니다. 3자 이상.",
  reasonBad: "3자 이상 적어 주세요.",
  types: { asset: "자산", liability: "부채", equity: "자본", revenue: "수익", expense: "비용" } as Record<string, string>,
  balance: { account: "계정", currency: "통화", opening: "이월", debits: "차변", credits: "대변", closing: "잔액", functional: (currency: string) => `잔액 (${currency})`, sum: "합계", balanced: "차변과 대변이 맞습니다", unbalanced: "차변과 대변이 맞지 않습니다" },
  journal: { filter: "계정으로 거르기", all: "모든 계정", late: "늦게 적힘", entry: (n: number) => `${n}번`, debit: "차변", credit: "대변", party: "상대", none: "이 달에 적힌 것이 없습니다." },
  exceptions: { late: "늦게 적힌 것", adjustments: "결정을 기다리는 고침", unmatched: "맞지 않은 대사", none: "살필 것이 없습니다", noneHint: "늦게 적힌 것도, 기다리는 고침도, 맞지 않은 대사도 없습니다." },
  reconciliation: {
    how: "무엇과 맞출까요?", ways: { processor: "결제 회사", file: "파일 (CSV)" }, wayHints: { processor: "그 날들의 기록을 결제 회사에서 가져옵니다", file: "결제 회사의 정산 보고서를 올립니다" }, first: "첫날", last: "끝날", daysBad: "첫날과 끝날을 차례대로 골라 주세요.", file: "정산 보고서", fileHint: "CSV, 5 MB까지", fileBad: "5 MB까지의 CSV 파일을 골라 주세요.", run: "맞춰 보기", running: "맞춰 보는 중",
    clean: "모두 맞습니다", unclean: (n: number) => `${n}건이 맞지 않습니다`, matched: (n: number) => `${n}건 맞음`, net: "결제 회사의 순액", past: "이 달의 대사", sources: { processor: "결제 회사와", file: "파일과" },
    states: { only_processor: "결제 회사에만 있음", only_books: "장부에만 있음", amounts: "금액이 다름" }, columns: { state: "차이", kind: "종류", id: "번호", processor: "결제 회사 (수수료)", books: "장부 (수수료)" },
  },
  adjustments: {
    ask: "고침 올리기", askHint: "다른 재무 담당자가 승인하면 장부에 적힙니다. 차변과 대변이 같아야 합니다.", day: "날", currency: "통화", line: (n: number) => `${n}째 줄`, account: "계정", choose: "계정 고르기", side: "변", debit: "차변", credit: "대변", amount: "금액", party: "상대 (선택)", partyHint: "creator/chn_…", add: "줄 더하기", remove: "줄 빼기", balanced: "차변과 대변이 같습니다", off: (amount: string) => `${amount} 차이 납니다`, send: "승인 청하기", sent: "다른 사람의 승인을 기다립니다", bad: "두 줄 이상, 모두 계정과 금액이 있고 차변과 대변이 같아야 합니다.", dayBad: "날을 골라 주세요.", onlyFinance: "고침은 재무 담당자만 올리고 승인합니다.",
    list: "고침", states: { requested: "승인을 기다림", approved: "승인됨", rejected: "거절됨" }, approve: "승인", reject: "거절", approveTitle: "이 고침을 승인할까요?", rejectTitle: "이 고침을 거절할까요?", approvePresets: ["증빙과 맞음", "은행 기록과 맞음"], rejectPresets: ["증빙이 없음", "금액이 다름", "계정이 다름"], own: "내가 올린 것이라 승인할 수 없습니다. 고침은 두 사람의 눈을 거쳐야 합니다.", approved: "승인했습니다. 곧 장부에 적힙니다.", rejected: "거절했습니다",
  },
  refunds: { title: "돈 돌려주기", hint: "후원이나 청구서의 남은 금액까지 돌려줄 수 있습니다. 결제 회사가 알려 오면 장부에 적힙니다.", of: "후원이나 청구서의 번호", ofHint: "don_… 또는 in_…", ofBad: "번호를 적어 주세요.", currency: "통화", amount: "금액", amountBad: "금액을 적어 주세요.", send: "돌려주기", sure: (amount: string, of: string) => `${of}에서 ${amount} 돌려줄까요?`, sureText: "카드로 돌아간 돈은 되찾을 수 없습니다.", done: (amount: string) => `${amount} 돌려주기를 시작했습니다`, onlyOperators: "환불은 운영자만 합니다." },
  figures: { first: "첫 달", last: "끝 달", revenue: "수익", content: "콘텐츠 비용", operating: "운영 비용", income: "순이익", gross: "총이익률", net: "순이익률", byAccount: "계정별 수익", none: "이 기간에는 수익이 없습니다.", orderBad: "첫 달이 끝 달보다 늦습니다.", funnel: "무료에서 유료로", funnelHint: "무료는 가입했고 그 달 전에 결제한 적이 없는 사람, 비율은 무료 가운데 첫 결제를 한 사람입니다.", month: "달", signedUp: "가입", free: "무료", trials: "체험", conversions: "첫 결제", rate: "비율", targets: "사업 계획의 목표", targetsHint: "장부의 첫 달부터 열두 달씩입니다. 막대는 목표 가운데 번 몫입니다.", year: (year: number) => `${year}년 차`, of: (earned: string, target: string) => `${target} 중 ${earned}`, lines: { subscriptions: "구독", commissions: "상품 수수료", ads: "광고", premium_services: "프리미엄 서비스" } },
  deeds: { at: "언제", who: "누가", what: "무엇을", about: "대상", why: "까닭", result: "결과", done: "됨", refused: (status: number) => `거절 (${status})`, none: "이 달에 한 일이 없습니다.",
    names: { "POST /v1/backoffice/months/{period}/drafts": "초안 만들기", "POST /v1/backoffice/months/{period}/close": "달 닫기", "POST /v1/backoffice/adjustments": "고침 올리기", "POST /v1/backoffice/adjustments/{adjustment_id}/approve": "고침 승인", "POST /v1/backoffice/adjustments/{adjustment_id}/reject": "고침 거절", "POST /v1/backoffice/reconciliations/processor": "결제 회사와 대사", "POST /v1/backoffice/reconciliations/file": "파일과 대사", "POST /v1/backoffice/refunds": "돈 돌려주기", "POST /v1/backoffice/fraud-cases/{case_id}/clear": "문제없는 결제로 적기", "POST /v1/backoffice/fraud-cases/{case_id}/confirm": "부정 결제 확인", "POST /v1/backoffice/people/{user_id}/block": "사람 막기", "POST /v1/backoffice/people/{user_id}/unblock": "막은 사람 풀기", "POST /v1/backoffice/payees/{user_id}/hold": "지급 보류", "POST /v1/backoffice/payees/{user_id}/release": "지급 보류 풀기" } as Record<string, string> },
  fraud,
  refusals: { own_case: "나에 관한 일은 다른 사람이 결정해야 합니다.", second_person_needed: "내가 올린 고침은 내가 승인할 수 없습니다. 다른 재무 담당자가 봐야 합니다.", already_decided: "이미 누군가 결정했습니다.", unbalanced: "차변과 대변이 같지 않습니다.", no_such_account: "적을 수 없는 계정이 있습니다.", no_such_export: "아직 만든 것이 없습니다.", no_such_payment: "결제된 후원이나 청구서 가운데 이런 번호가 없습니다.", refund_exceeds_payment: "남은 금액보다 많습니다.", role_required: "이 일을 할 역할이 없습니다.", not_a_balance_report: "결제 회사의 정산 보고서가 아닙니다.", empty_file: "파일에 줄이 없습니다.", invalid_lines: "읽을 수 없는 줄이 있습니다.", file_too_large: "파일이 너무 큽니다.", too_many_days: "날이 너무 많습니다. 나누어 맞춰 주세요." } as Record<string, string | undefined>,
};

export default office;
