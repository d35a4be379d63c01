// Raids, emotes and mentions.
const social = {
  mention: { list: "고를 수 있는 것", found: (n: number) => `${n}개를 고를 수 있습니다` },
  recommended: { talk: "지금 채팅에서 화제", audience: "시청자가 늘고 있어요", at: (t: string) => `방송 ${t}`, dismiss: "닫기" },
  raid: {
    offer: (name: string) => `“${name}” 방송으로 함께 갑니다`, offerHint: "방송인이 다른 방송에 함께 가자고 합니다. 남고 싶으면 남아도 됩니다.", offerAlert: (name: string, t: string) => `${t} 뒤에 “${name}” 방송으로 갑니다. 남을 수도 있습니다.`,
    left: (t: string) => `${t} 남음`, stay: "여기 남기", go: "지금 가기", dismiss: "닫기",
    sent: (name: string) => `시청자들이 “${name}” 방송으로 갑니다`, sentHint: (n: string) => `지금 방에 있는 ${n}명에게 물었습니다. 방송인과 매니저는 저절로 옮겨지지 않습니다.`,
    came: (name: string, n: string) => `“${name}”에서 시청자 ${n}명이 옵니다`,
    asks: (name: string) => `“${name}”에서 시청자들과 함께 오려고 합니다`, accept: "맞이하기", refuse: "사양하기", waits: (name: string) => `“${name}”의 답을 기다립니다`, cancel: "거두기", cancelled: "거두었습니다", accepted: "맞이합니다", refused: "사양했습니다", declined: (name: string) => `“${name}”에서 사양했습니다`,
    title: "다른 방송으로 함께 가기", hint: "방송 중인 다른 방에 시청자들을 맞아 달라고 청합니다. 받아들이면 시청자 화면에 안내가 뜨고, 각자 남을 수 있습니다.", to: "갈 방", choose: "갈 방을 골라 주세요", nobodyLive: "지금 방송 중인 다른 방이 없습니다", note: "전할 말 (안 써도 됩니다)", ask: "청하기", askedToast: (name: string) => `“${name}”에 청했습니다. 5분 동안 기다립니다.`, taken: (name: string) => `“${name}”에서 맞이합니다`,
    rules: "레이드 받기", takes: "누구의 레이드를 받을까요", everyone: "누구나 바로", afterAsking: "청하면 보고", nobody: "받지 않음", trusted: "묻지 않고 받는 방", trustedHint: "방 번호를 한 줄에 하나씩, 50개까지 적습니다. 위 설정과 상관없이 바로 받습니다.", tooMany: "50개까지 적을 수 있습니다.",
    refusals: { raid_answered: "다른 사람이 먼저 답했습니다.", raid_cancelled: "상대가 레이드를 거두었습니다.", raid_expired: "5분이 지났습니다.", raid_banned: "이 방에서 차단한 사람의 레이드입니다.", room_off_air: "방송 중일 때만 받을 수 있습니다.", changed_meanwhile: "지금 방이 붐빕니다. 다시 눌러 주세요." } as Record<string, string>,
  },
  emotes: {
    pick: "이모트 고르기", locked: (code: string) => `:${code}: 구독자만 쓸 수 있습니다`, title: "이 방의 이모트", none: "아직 이모트가 없습니다", count: (n: number, of: number) => `${n} / ${of}`,
    add: "이모트 올리기", file: "그림", fileHint: "움직이지 않는 PNG나 WebP, 가로세로가 같고 28~512픽셀, 256KB까지.", needFile: "그림을 골라 주세요.", code: "부르는 말", codeHint: "글자와 숫자 3~20자. 채팅에 :말: 처럼 씁니다.", audience: "쓸 수 있는 사람", audiences: { everyone: "누구나", subscribers: "구독자만" }, sent: "올렸습니다. 그림을 확인하고 있습니다.",
    states: { uploading: "올리는 중", checking: "확인하는 중" }, delete: "지우기", deleteLabel: (code: string) => `:${code}: 지우기`, deleteTitle: (code: string) => `:${code}: 이모트를 지울까요?`, deleteText: "이미 쓴 메시지에는 부르는 말이 글자로 남습니다.",
    files: { type: "PNG나 WebP 그림만 올릴 수 있습니다.", size: "256KB까지 올릴 수 있습니다." } as Record<string, string>,
    reasons: { missing: "그림이 오지 않았습니다. 다시 올려 주세요.", too_large: "256KB가 넘습니다.", not_an_image: "그림으로 읽을 수 없습니다.", wrong_format: "PNG나 WebP가 아닙니다.", animated: "움직이는 그림은 쓸 수 없습니다.", not_square: "가로세로가 같아야 합니다.", wrong_size: "28~512픽셀이어야 합니다." } as Record<string, string>,
  },
};

export default social;
