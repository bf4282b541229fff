## 스터디 그룹의 회차와 패스

help-round = 이번 회차: 주제, 모임, 내가 할 일. `join`으로 참여, `leave`로 나가기
help-pass = 이번 회차(또는 3회차) 쉬기. `back`으로 되돌리기
round-day = { $year }. { $month }. { $day }. ({ $weekday ->
    [0] 월
    [1] 화
    [2] 수
    [3] 목
    [4] 금
    [5] 토
   *[6] 일
  })
round-title = { $count }회차 중 { $number }회차: { $title }
round-period = { $programme }: { $begins } ~ { $meets } ({ $zone })
round-meets = 모임: { $when }, { $left } 남음
round-skipped = { $count ->
   *[other] { $numbers }회차는 건너뛰었습니다. 그 기간은 이번 회차에 들어갑니다.
  }
round-next = 다음: { $number } · { $title }, { $when }
round-last = 마지막 회차입니다.
round-due-shared = 내 할 일: 일지를 공유했습니다({ $when }). 남은 일이 없습니다.
round-due-draft = 내 할 일: 초안이 저장되어 있고 나만 볼 수 있습니다. { $when }까지 공유해 주세요: `/leak journal`
round-due-missing = 내 할 일: 모임까지 일지를 써 주세요. { $when }까지는 제때 낸 것으로 봅니다: `/leak journal`
round-due-pass = 내 할 일: 이번 회차는 쉽니다. 남은 일이 없습니다.
round-due-outside = 참여하고 있지 않습니다. `/leak round join`으로 참여하거나 `/leak journal`로 첫 일지를 공유해 보세요.
round-due-grace = { $number }회차 모임이 막 끝났습니다. { $when }까지 공유하면 제때 낸 일지입니다: `/leak journal`
round-passes = 패스: { $total }개 중 { $left }개 남음.
round-passes-left = { $left ->
    [0] 남은 패스가 없습니다.
   *[other] 패스가 { $left }개 남았습니다.
  }
round-before = { $programme }: { $begins }에 시작합니다({ $left } 남음). { $count }회차 중 { $number }회차 ‘{ $title }’ 모임은 { $when }입니다.
round-over = { $programme }: 끝났습니다. 모임은 { $rounds ->
   *[other] { $rounds }번
  } 열렸고, 마지막 모임은 { $when }이었습니다.
round-over-none = { $programme }: 모든 회차를 건너뛰어 남은 모임이 없습니다.
round-coming = 다음: { $programme }, { $begins }에 시작합니다.
round-none = 아직 프로그램이 없습니다. 봇 운영자가 `programme.toml`에 적고 `python -m bot programme seed`로 불러오면 시작됩니다.
round-unknown = { $typed }: 회차에 없는 명령입니다. `/leak round`, `/leak round join`, `/leak round leave`를 써 보세요.
round-joined = 이제 { $programme }에 참여합니다.
round-joined-already = 이미 { $programme }에 참여하고 있습니다. 바뀐 것은 없습니다.
round-left = { $programme }에서 나왔습니다. 알림도 오지 않습니다. 쓴 글은 남아 있고, `/leak round join`으로 다시 참여할 수 있습니다.
round-left-already = { $programme }에 참여하고 있지 않습니다. 바뀐 것은 없습니다.
pass-taken = { $number }회차({ $title })는 쉽니다. 빠진 것으로 세지 않습니다. `/leak pass back { $number }`로 되돌릴 수 있습니다.
pass-taken-already = { $number }회차는 이미 쉬기로 했습니다. 바뀐 것은 없습니다.
pass-back = { $number }회차({ $title })에 다시 참여합니다.
pass-back-already = { $number }회차에 쓴 패스가 없습니다. 바뀐 것은 없습니다.
pass-none-left = 남은 패스가 없습니다. { $total }개를 모두 썼습니다({ $count ->
   *[other] { $rounds }회차
  }). 아직 바꿀 수 있는 회차라면 `/leak pass back { $example }`로 돌려받을 수 있습니다.
pass-none-ever = { $programme }에는 패스가 없습니다.
pass-shared = { $number }회차 일지를 이미 공유했으니 패스가 필요 없습니다.
pass-too-late = { $number }회차 모임은 { $when }에 열렸습니다. 이 회차의 패스는 더 바꿀 수 없습니다.
pass-skipped = { $number }회차는 건너뛰므로 패스가 필요 없습니다.
pass-no-round = { $programme }에는 { $number }회차가 없습니다. 1회차부터 { $last }회차까지 있습니다.
pass-nothing-on = { $programme }에는 남은 회차가 없습니다.
pass-outside = { $programme }에 참여하고 있지 않아 할 일이 없습니다. `/leak round join`으로 참여할 수 있습니다.
pass-unknown = { $typed }: 회차가 아닙니다. `/leak pass`, `/leak pass { $number }`, `/leak pass back`처럼 써 주세요.
