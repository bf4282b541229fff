## Slack이 메시지를 받지 않거나 잃어버렸을 때

thread-shows = 스레드에 표시됩니다.
thread-new = 기존 스레드가 Slack에서 삭제되어 새 스레드를 만들고, 거기에 표시합니다.
thread-new-at = 기존 스레드가 Slack에서 삭제되었습니다. { $when }에 새 스레드를 만들고, 거기에 표시합니다.
thread-waits = 지금은 { $channel } 채널에 글을 올릴 수 없습니다({ $code }). 올릴 수 있게 되면 스레드에 표시됩니다.
thread-deleted = { $name }의 이전 스레드가 Slack에서 삭제되었습니다. 앞으로는 여기에 이어서 올립니다.
message-unbuilt = { $name }: 메시지를 만들지 못했습니다. 참조 번호 { $reference }
message-unbuilt-plain = 메시지를 만들지 못했습니다. 참조 번호 { $reference }
message-shortened = [Slack이 원래 메시지를 거부해서({ $code }) 줄여서 올립니다.]
refusal-channel = { $when }부터 { $channel } 채널에 글을 올릴 수 없습니다: { $code }. 대기 중인 메시지 { $n }건
refusal-scope = { $when }부터 Slack이 { $method } 호출을 거부합니다: { $code }
refusal-token = { $when }부터 Slack이 봇의 토큰을 거부합니다: { $code }. 아무 글도 올릴 수 없습니다.
refusal-goes-on = 사라진 메시지는 없습니다. 10분마다 다시 시도하고, 누군가 `/leak`을 쓰면 바로 시도합니다.
refusal-restricted = 글을 올릴 수 있는 사람이 제한된 채널입니다. 채널 설정에서 앱의 글쓰기를 허용하거나 LEAK_CHANNEL을 다른 채널로 바꾸세요.
refusal-organisation = 워크스페이스의 로그인이나 승인이 필요합니다. 관리자에게 앱 승인을 요청하세요.
health-clock = 지난 한 시간 사이 이 서버의 시계가 { $seconds }초 건너뛰었습니다. 미래 시각으로 기록된 메시지는 지금 나갑니다.
store-damaged = 데이터베이스가 손상되어 알림을 처리하거나 글을 올릴 수 없습니다. Sentry에서 새로 오는 알림은 따로 보관하고 있습니다. 봇 운영자는 로그나 `leak-diary doctor`로 원인을 확인하고, 백업을 복구한 뒤 `leak-diary restore`를 실행하세요.
