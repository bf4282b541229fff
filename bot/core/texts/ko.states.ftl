## Sentry 이슈와 알림 규칙이 숫자에 뜻하는 것

issue-silent = 🔕 { $since }부터 Sentry에서 보관됨({ $names }). 알림이 오지 않으므로 조용해도 뜻이 없고, 조용한 날은 세지 않습니다.
issue-archived = { $since }부터 Sentry에서 보관됨: { $name }. 이 이슈로 모이는 보고는 오지 않고, 다른 이슈의 보고는 계속 옵니다.
issue-archived-read = { $since }부터 Sentry에서 보관됨: { $name }. 이벤트를 Sentry에서 직접 읽으므로 횟수는 맞습니다.
issue-release = { $since }부터 Sentry에서 다음 릴리스 기준으로 해결됨: { $name }. 이전 릴리스의 보고는 더 오지 않습니다.
issue-lives-on = ⚠️ { $name } 이슈는 Sentry에서 닫혔지만 누수는 { $other }에서 계속됩니다. 마지막: { $last }.
issue-of = { $who }({ $name })
issue-assigned = Sentry 담당: { $whom }.
issue-throttled = 횟수는 최솟값입니다. 알림 규칙이 { $every }에 한 번만 알리는 것으로 보입니다.
issue-throttled-stated = 횟수는 최솟값입니다. 알림 규칙이 { $every }에 한 번만 알립니다(SENTRY_ALERT_EVERY).
merged-fixes = { $other }의 수정 시도는 { $name }의 시도로 이어서 셉니다: { $fixes }.
