// What a chat room says to those in it: rules, polls, sanctions and what can be done about them.
const room = {
  held: "관리자의 확인을 기다립니다",
  heldHint: "나에게만 보입니다",
  hushed: "제재된 사람의 메시지를 가렸습니다",
  rules: { title: "이 방의 규칙", slow: (s: string) => `${s}에 한 번`, followers: "팔로워만 말하기", subscribers: "구독자만 말하기", links: "링크는 확인 뒤" },
  pinned: { title: "고정된 메시지", show: "고정된 메시지 펼치기", hide: "고정된 메시지 접기", unpin: "고정 풀기" },
  poll: { poll: "투표", quiz: "퀴즈", left: (t: string) => `${t} 남음`, closing: "결과를 세는 중", result: "투표 결과", quizResult: "퀴즈 결과", votes: (n: string) => `${n}표`, mine: "내 선택", right: "정답", guests: "로그인하면 투표할 수 있습니다.", dismiss: "결과 닫기", fold: "투표 접기", unfold: "투표 펼치기", none: "아무도 투표하지 않았습니다.", guessed: "맞혔습니다!", missed: "아쉽게 틀렸습니다.", options: "선택지",
    refusals: { voted_already: "이미 다른 곳에 투표했습니다. 한 사람이 한 번만 투표합니다.", poll_closed: "투표가 끝났습니다.", timed_out: "지금은 투표할 수 없습니다.", banned: "차단되어 투표할 수 없습니다." } as Record<string, string>, failed: "투표하지 못했습니다. 다시 눌러 보세요." },
  moderate: { remove: "메시지 지우기", pin: "위에 고정", unpin: "고정 풀기", timeout: (t: string) => `${t} 동안 말 막기`, ban: "방에서 차단", removeTitle: (n: string) => `${n} 님의 메시지를 지울까요?`, timeoutTitle: (n: string, t: string) => `${n} 님의 말을 ${t} 동안 막을까요?`, banTitle: (n: string) => `${n} 님을 이 방에서 차단할까요?`, banText: "이 방의 모든 연결이 바로 끊기고 다시 들어오지 못합니다. 관리 화면에서 언제든 풀 수 있습니다.", why: "이유", whyHint: "관리 기록에 남고, 당사자에게 보입니다. 누가 했는지는 알리지 않습니다.", own: "다른 이유", presets: ["욕설·비방", "도배", "광고·홍보", "성적인 말", "스포일러"], pinned: "위에 고정했습니다", unpinned: "고정을 풀었습니다", removed: "메시지를 지웠습니다", timedOut: (n: string) => `${n} 님의 말을 막았습니다`, banned: (n: string) => `${n} 님을 차단했습니다`, appoint: "관리자로 임명", appointed: (n: string) => `${n} 님을 관리자로 임명했습니다`, desk: "채팅 관리" },
  translation: { choose: "채팅을 번역해서 읽기", none: "번역 안 함", original: "원문", others: "그 밖의 언어", guest: "로그인하면 번역을 요청할 수 있습니다. 지금은 다른 사람이 요청한 번역만 보입니다.", refused: (from: string, into: string) => `여기서는 ${from} → ${into} 번역이 되지 않습니다. 원문 그대로 보입니다.`, paused: "오늘 번역할 수 있는 글자를 모두 썼습니다. 내일 다시 번역합니다." },
  standing: { banned: "이 방에서 차단되었습니다", bannedHint: "채팅을 보거나 말할 수 없습니다. 방송은 그대로 볼 수 있습니다.", bannedElsewhere: (n: string) => `이 방이 함께 따르는 ${n === "" ? "다른 방" : `다른 방(${n})`}의 차단 목록에 올라 있습니다. 그 방의 관리자만 풀 수 있습니다.`, timedOut: (t: string) => `${t} 동안 말할 수 없습니다`, why: "이유 보기", title: "나에게 내려진 조치", none: "지금 나에게 내려진 조치가 없습니다.", again: "다시 들어가기", undone: "취소됨", kinds: { ban: "차단", timeout: "말 막기", remove: "메시지 지움", reject: "메시지를 내보내지 않음", lift: "제재 풀림", restore: "메시지 되살림", approve: "메시지 내보냄" } as Record<string, string>,
    appeal: "이의 신청", appealText: "무엇이 잘못되었는지 적어 주세요", appealHint: "한 번만 신청할 수 있습니다. 다른 관리자나 방송인이 읽고 답합니다.", appealSend: "신청하기", appealStates: { open: "이의 신청을 검토하고 있습니다", granted: "이의 신청을 받아들였습니다", refused: "이의 신청을 받아들이지 않았습니다" }, answer: "답변", said: "내가 적은 말", rejected: (why: string) => `관리자가 내보내지 않았습니다: ${why}` },
};

export default room;
