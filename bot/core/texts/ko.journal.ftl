## 성장 일지: 모달

help-journal = 이번 회차 성장일기 쓰기. 공유하기 전까지는 초안으로 저장. `export`는 내 성장일기를 파일로 보내고, `forget`은 내가 쓴 글을 모두 삭제
journal-title = 성장 일지
journal-title-round = { $number }회차 일지
modal-close = 닫기
modal-cancel = 취소
modal-save-draft = 초안 저장
modal-share = 공유
modal-update = 게시글 수정
modal-add = 추가
journal-no-programme = 아직 프로그램이 없어 일지를 쓸 회차가 없습니다. 모임을 이끄는 분이 `python -m bot programme` 명령으로 만들 수 있습니다.
journal-not-begun = 프로그램이 아직 시작되지 않았습니다. 언제 시작하는지는 `/leak round`로 볼 수 있습니다.
journal-not-opened = 일지를 열지 못했습니다. Slack이 제때 답하지 않았습니다. 다시 시도해 주세요. 잃은 것은 없습니다.
journal-not-kept = 저장하지 못했습니다. 데이터베이스가 답하지 않습니다. 쓴 글은 그대로 있으니 잠시 뒤 다시 저장해 주세요.
journal-round = { $number }회차: { $title }
journal-theme = 주제: { $theme }
journal-which = 몇 회차인가요?
journal-until = { $when }까지는 제때, 그 뒤에도 환영합니다.
journal-draft = 초안({ $when } 저장). 다른 사람에게는 보이지 않습니다.
journal-shared = { $when } 공유함. 여기서 저장하면 글도 바뀝니다.
journal-shared-late = { $when } 늦게 공유함. 여기서 저장하면 글도 바뀝니다.
journal-last = { $number }회차에 하기로 한 일
journal-older = 이전 회차부터 남은 일
journal-label-drop = 하지 않기로 한 일
journal-example-drop = 목록에서 뺄 항목 선택
journal-label-did = 한 일
journal-hint-did = 몇 줄이면 충분합니다. 공유하려면 한 일이나 배운 것 중 하나가 필요합니다.
journal-example-did = UploadService 누수를 테스트로 재현함
journal-label-numbers = 수치: 이전 → 이후
journal-hint-numbers = 아래에서 누수를 고르고 “수치 채우기”를 누르면 그 수치를 써 드립니다.
journal-example-numbers = 6일에 보고 1건 → 12일 동안 없음
journal-label-learned = 배운 것
journal-hint-learned = 동료에게, 그리고 일 년 뒤의 나에게.
journal-example-learned = 나중에 쓰려고 retain한 쪽이 요청이 취소될 때 release해야 한다
journal-label-next = 다음에 할 일
journal-hint-next = 한 줄에 하나씩. 다음 회차에 표시할 수 있습니다.
journal-example-next = 패치 리뷰 요청하기
journal-label-help = 도움이 필요한 것
journal-hint-help = 모임의 누군가 알지도 모릅니다.
journal-example-help = 파드 하나만 paranoid 레벨로 띄우려면?
journal-label-leak = 관련된 누수
journal-example-leak = 누수 고르기
journal-choose-leak = 먼저 누수를 고르면 수치를 채울 수 있습니다.
journal-lacks = 공유하려면 한 일이나 배운 것을 한 줄 적어 주세요. 초안은 비어 있어도 됩니다.
journal-changed = 이 창을 연 뒤 다른 창에서 성장일기가 바뀌었거나 공유되었습니다. 저장된 글과 다른 항목 아래에 저장된 글을 보여 드립니다. 버튼을 다시 누르면 지금 글로 바뀝니다.
journal-theirs = 그사이 저장된 글: { $text }
journal-closed = { $number }회차는 이제 성장일기를 받지 않습니다. 쓴 글을 { $now }회차로 옮겨 두었습니다. 버튼을 다시 누르면 저장됩니다.
journal-carried = 지금 쓴 글은 { $number }회차 일지가 됩니다.
journal-will-keep = 초안은 나만 볼 수 있습니다. 저장하지 않고 닫으면 쓴 글이 사라집니다.
journal-will-share = ‘공유’를 누르면 { $where }에 게시됩니다.
button-share-entry = 모임에 공유…
spoken-share-entry = 아래 버튼을 공유 버튼으로 바꾸기
button-draft = 초안으로 두기
spoken-draft = 아래 버튼을 초안 저장 버튼으로 바꾸기
button-fill = 수치 채우기
spoken-fill = 고른 누수의 수치 채우기

## 후보

candidates-title = 후보: 무엇을 해 볼까?
candidates-none = 무엇을 할지 고민된다면 문제 몇 가지를 드는 품과 얻는 효과와 함께 적어 보세요.
candidates-show-label = 글에 후보 넣기
candidates-show = 이 목록을 일지와 함께 보이기
candidates-how = 가치: 하루 품에 얻는 효과(1에서 5). 높은 것부터.
button-candidate = 후보 추가
spoken-candidate = 해 볼 만한 문제 추가
option-choose = 고르기
option-unchoose = 고르지 않기
option-remove = 빼기
candidate-title = 후보
candidate-label-problem = 문제
candidate-example-problem = 업로드가 취소되면 버퍼가 샌다
candidate-label-effort = 드는 품(인일)
candidate-hint-effort = 어림수면 됩니다: 0.5, 2, 10.
candidate-example-effort = 2
candidate-label-effect = 예상 효과
candidate-example-effect = 밤중 재시작이 없어짐
candidate-label-score = 얼마나 도움이 될까요?
candidate-hint-score = 드는 품과 함께 후보의 순서를 정합니다.
candidate-example-score = 1에서 5까지
candidate-scored = { $n ->
    [1] 1: 거의 없음
    [2] 2: 조금
    [3] 3: 어느 정도
    [4] 4: 많이
   *[5] 5: 아주 많이
}
candidate-label-evidence = 근거
candidate-example-evidence = 10월에 재시작 12번, 모두 업로드 파드
candidate-hint-leak = 근거 옆에 그 누수의 수치를 함께 보여 줍니다.
candidate-needs-problem = 어떤 문제인가요? 몇 마디면 충분합니다.
candidate-needs-days = 0보다 크고 1000 이하인 날수를 적어 주세요. 예: 0.5, 3.
candidate-full = 후보는 열 개면 충분합니다. 먼저 하나를 빼 주세요.
candidate-days = { $n }일
candidate-score = 5점에 { $n }점
candidate-effect = { $score }: { $effect }
candidate-worth = 하루에 { $n }
candidate-chosen = ★ { $problem }
candidate-column-problem = 문제
candidate-column-effort = 품
candidate-column-effect = 효과
candidate-column-worth = 가치
candidate-column-evidence = 근거

## 모임이 읽는 글

journal-post = { $number }회차: { $title }
journal-post-who = 📓 *{ $who } 님이 일지를 공유했습니다* · { $title }
journal-leak = { $title } ({ $state })
journal-in-thread = 전체 글은 스레드에 있습니다.
journal-late = 모임({ $when }) 뒤에 왔지만 똑같이 반갑습니다.
journal-edited = { $when } 고침.
journal-before = 지난 회차에 하기로 한 일
journal-before-older = 이전 회차부터 남은 일
journal-part-gone = 이 부분은 일지를 고치면서 빠졌습니다.
journal-refused = 📓 { $number }회차 일지는 저장되어 있지만 Slack이 채널에 전부 올려 주지 않았습니다. 봇을 운영하는 사람이 `python -m bot doctor`로 까닭을 보고 다시 올릴 수 있습니다.
journal-offer-proved = ✅ { $name } 수정이 입증되었습니다. 충분히 오래 조용했습니다. 📓 { $number }회차 일지에 추가할까요? 전후 수치는 채워 둡니다.
journal-offer = 📓 { $name } 누수를 { $number }회차 일지에 넣을까요? 수치는 채워 드립니다.
button-journal = 내 일지에 넣기
spoken-journal = { $name }의 수치를 채워 일지 열기

## 누수의 수치를 풀어 쓴 말

journal-thirds = { $first } → { $last } (기록의 처음 3분의 1 → 마지막 3분의 1, { $counted })
journal-fix = 수정 전 { $before } ({ $days } 동안 { $counted }) → 수정 후 { $after } ({ $quiet } 동안)
journal-evidence = { $name }: { $numbers }
