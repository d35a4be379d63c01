"""The terms a person accepts. An operator replaces these texts by their own before going public (docs/operate.md)."""

KO = """마당 이용약관 (요약)

1. 이메일 주소를 확인한 본인만 계정을 사용합니다.
2. 다른 사람의 권리를 침해하거나 법을 어기는 방송, 댓글, 상품은 올릴 수 없습니다.
3. 방송은 채널 주인이 정한 보관 기간 동안 다시보기로 남습니다. 일회성 채널은 저장하지 않습니다.
4. 스트리머는 스트림 키를 남에게 보여 주지 않으며, 새면 바로 교체합니다.
5. 약관이 바뀌면 시행 전에 알리고 다시 동의를 받습니다."""

EN = """Madang terms of use (summary)

1. An account is used by the person who confirmed its e-mail address, and by nobody else.
2. Broadcasts, comments and goods that break the law or the rights of others are not allowed.
3. A broadcast stays as a replay for as long as its channel's owner chose; a disposable channel keeps nothing.
4. Streamers show their stream key to nobody, and rotate it at once when it leaks.
5. When these terms change you are told before, and asked again."""
