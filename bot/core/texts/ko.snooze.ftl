# 누수 하나를 잠시 조용히 두기.
help-snooze = 스레드를 잠시 조용히 둡니다: 7d, 2주, 2026-12-01까지. off로 끝냅니다
snooze-how-long = 얼마 동안 미룰까요? 예: `/leak snooze { $name } 7d`, 끝내려면 `/leak snooze { $name } off`.
snooze-not-read = { $typed } 값은 앞으로의 시각으로 읽을 수 없거나 { $days }일보다 멉니다. 예: `/leak snooze { $name } 7d` 또는 2026-12-01 같은 날짜.
snoozed = 😴 { $title } 스레드는 { $until }까지 조용합니다. 보고는 계속 세며, ✅나 수정 뒤에 다시 나타나면 바로 알립니다.
woken = ⏰ { $title }의 새 보고를 다시 알립니다.
woken-already = { $title }: 미뤄 둔 상태가 아닙니다. 바뀐 것은 없습니다.
marked-snooze = 😴 { $who } 님이 { $name } 알림을 { $until }까지 미뤘습니다.
marked-wake = ⏰ { $who } 님이 { $name } 알림 미루기를 끝냈습니다.
