## 회차 요약

digest-title = 요약 · { $of }회차 중 { $number }회차: { $title }
digest-theme = 주제: { $theme }
digest-span = { $begins }부터 { $ends }까지.
digest-so-far = 지금까지의 숫자입니다. 이번 회차는 { $when }까지입니다.
digest-late = 봇이 멈춰 있어서 모임보다 { $late } 늦게 올립니다. 보고와 표시는 모임 때까지 센 것이고, 상태와 일지는 지금의 것입니다.
digest-untold = 모임 때 올리지 않은 요약입니다. 보고와 표시는 그때까지 세고, 상태와 일지는 지금의 것입니다.
digest-again = 다시 올립니다. { $who } 님이 요청했습니다.
digest-missed = { $n ->
   *[other] { $rounds }회차 모임
} 때도 봇이 멈춰 있었습니다. `/leak digest { $first }` 명령으로 놓친 요약을 볼 수 있습니다.
digest-versus = (지난 회차 { $n })
digest-reports = *보고:* 누수 { $leaks }개에서 { $n }건
digest-opened = *새 누수:* { $n }개
digest-recurring = *반복:* { $n }개
digest-returned = ↩️ *재발:* { $n }개
digest-investigated = ✅ *조사 완료:* { $n }개
digest-by = { $title } ({ $who } 님)
digest-fixed = *수정됨(95 %):* { $n }개
digest-open = *아직 열림:* { $n }개
digest-silent = 가장 오래 조용한 것: { $title }, { $span }.
digest-more-listed = 외 { $n }개: `/leak list`
digest-taken = *첫 👀까지:* { $wait }
digest-done = *첫 ✅까지:* { $wait }
digest-wait = 중앙값 { $median } (새 누수 { $of }개 중 { $n }개, { $waiting ->
    [0] 기다리는 것 없음
   *[other] { $waiting }개는 기다리는 중
  })
digest-wait-open = 아직 중앙값 없음 (새 누수 { $of }개 중 { $n }개, { $waiting ->
   *[other] { $waiting }개는 기다리는 중
  })
digest-wait-before = , 지난 회차 { $median } ({ $of }개 중 { $n }개)
digest-wait-before-open = , 지난 회차는 중앙값 없음 ({ $of }개 중 { $n }개)
digest-trends = *추세:* 누수 { $n ->
   *[other] { $n }개
  }는 보고가 충분해서 검정했습니다.
digest-trends-few = *추세:* 검정할 만큼 보고가 쌓인 누수가 아직 없습니다.
digest-trends-none = 이만큼 여러 번 검정하고도 남는 변화는 없습니다.
digest-trends-found = { $n ->
   *[other] { $n }개
  }가 변했습니다. 여기서 이름을 댄 것 열 개 중 하나쯤은 우연일 수 있습니다.
digest-more-often = 📈 { $title }: 간격이 짧아짐, { $first }에서 { $last } ({ $facts }).
digest-less-often = 📉 { $title }: 간격이 길어짐, { $first }에서 { $last } ({ $facts }).
digest-watches = *관찰 중인 수정:* { $n }개
digest-watch = { $title }: 필요한 { $needed }일 중 { $quiet }일 조용함
digest-watch-few = { $title }: { $quiet }일 조용함. 수정 전 보고가 적어 며칠이 필요한지 말할 수 없음
digest-journals = *일지:* { $n }편 공유
digest-journals-late = *일지:* { $n }편 공유, 그중 { $late }편은 유예 시간 뒤
digest-passes = 이번 회차를 쉬는 사람: { $n ->
   *[other] { $n }명
  }.
digest-thanks = 👏 고맙습니다, { $who } 님.
digest-presents = *발표 순서:* { $who }.
digest-presents-one = *발표:* { $who }.
digest-asks = { $n ->
   *[other] { $n }편
  }이 도움을 구하고 있습니다. 스레드를 살펴봐 주세요.
digest-applause = *응원:* { $n }번
digest-next = *다음 모임:* { $when }, { $number }회차: { $title }
digest-small = `/leak list` 명령이 모든 누수를 보여 줍니다.
digest-quiet = *{ $of }회차 중 { $number }회차: 조용한 한 주였습니다.* 보고도, 새로운 일도, 일지도 없었습니다. { $open ->
    [0] 열린 누수가 없습니다.
   *[other] 아직 열린 누수는 { $open }개입니다.
  } 봇은 깨어 있습니다.
digest-quiet-so-far = *{ $of }회차 중 { $number }회차: 지금까지 조용합니다.* 보고도, 새로운 일도, 일지도 없습니다. { $open ->
    [0] 열린 누수가 없습니다.
   *[other] 아직 열린 누수는 { $open }개입니다.
  }

## 마지막 회차

finale-title = 마무리 · { $name }
finale-total = *전 → 후*, 각 { $days }일: 보고 { $before }건 → { $after }건. 95 %로 수정됨: { $fixed }개.
finale-leak = { $title }: { $before } → { $after } ({ $compare })
finale-none = 추세의 증거 없음
finale-weak = { $direction ->
    [up] 더 잦아졌다는 약한 증거
   *[down] 뜸해졌다는 약한 증거
  }
finale-strong = { $direction ->
    [up] 더 잦아졌다는 강한 증거
   *[down] 뜸해졌다는 강한 증거
  }
finale-fixed = 수정됨: 필요했던 { $needed }일보다 긴 { $quiet }일 동안 조용함
finale-watch = 수정 관찰 중: 필요한 { $needed }일 중 { $quiet }일 조용함
finale-shared-title = *함께 나눈 일지*
finale-shared = { $rounds }회 중 { $n }회: { $who }
finale-pass = { $who } (쉼 { $n ->
   *[other] { $n }회
  })
finale-thanks = 🎉 모두 고맙습니다. 누군가 들여다본 보고 하나하나, 누군가 적어 둔 한 주 한 주가 모였습니다.

## /leak digest

help-digest = 회차 요약을 먼저 혼자 보기. `again`을 붙이면 다시 올립니다
digest-not-begun = { $number }회차는 아직 시작하지 않았습니다: { $when }.
digest-no-round = 그런 회차는 없습니다. { $first }부터 { $last }까지의 번호를 적어 주세요.
digest-skipped = { $number }회차는 모이지 않아서 요약이 없습니다.
digest-unread = `/leak digest 3`처럼 회차 번호를 적어 주세요.
digest-comes-again = { $number }회차 요약을 이름과 함께 다시 올립니다.
digest-not-yet = { $number }회차는 아직 모이지 않았습니다. 요약은 { $when }에 저절로 올라옵니다.
digest-newer = { $number }회차 요약은 지금보다 새 버전의 봇이 만들었습니다. 그 버전이 다시 돌면 볼 수 있습니다.
digest-members-only = 요약은 스터디 구성원만 다시 올릴 수 있습니다.
digest-just-sent = { $number }회차 요약이 한 시간 안에 올라왔습니다. 이렇게 빨리 다시 올리지는 않습니다.

## 요약 차트

digest-chart-title = 누수별 주간 보고, { $day }까지 8주
digest-chart-axis = 주간 보고 수
digest-chart-others = { $n ->
   *[other] 그 밖의 누수 { $n }개
  }
digest-chart-words = 주간 보고, { $days }: { $rows }.
digest-chart-row = { $name } { $counts }
