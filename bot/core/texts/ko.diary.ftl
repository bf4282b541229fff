## 성장일기: 파일에 적히는 낱말들. 어느 언어로 적혔든 bot/core/group이 다시 읽는다.

diary-title = { $programme } 성장일기: { $author }
diary-overview = 개요
diary-period-label = 진행기간
diary-week = { $number }주차
diary-did = 한 일
diary-numbers = 수치 (전 → 후)
diary-learned = 배운 점
diary-next = 다음 할 일
diary-help = 도움이 필요한 것
diary-candidates = 해결 과제 후보
diary-column-problem = 문제
diary-column-effort = 투입 (인일)
diary-column-effect = 기대 효과
diary-column-evidence = 근거
diary-column-leak = 누수
diary-column-chosen = 선정
diary-column-score = 기대 효과 점수 (1~5)

## 가져오기가 하는 말.

diary-imported = { $author }님의 성장일기를 { $programme }에 가져왔습니다: 새 기록 { $new }개, 바뀐 기록 { $changed }개, 그대로인 기록 { $same }개.
diary-stay = Slack에서 쓰거나 고친 주차는 그대로 두었습니다: { $rounds } (0은 개요). 파일의 글로 바꾸려면 --replace를 붙여 가져오세요.
diary-gone = 파일에는 없지만 그대로 둔 주차: { $rounds } (0은 개요). 무엇이 삭제될지 보려면 --replace를 붙여 가져오세요.
diary-deleted = 파일에 없어 삭제한 주차: { $rounds } (0은 개요).
diary-would-delete = 아직 가져오지 않았습니다. --replace로 가져오면 파일에 없는 주차가 삭제됩니다: { $rounds } (0은 개요).{ $shared ->
    [0] {""}
   *[other] { " " }이 중 { $shared }개는 Slack에 공유되어 있어 게시글도 함께 삭제됩니다.
} 삭제하려면 --yes를 붙이세요. 남겨 두려면 --replace를 빼거나 주차마다 파일을 나눠 가져오세요.
diary-other-week = { $number }주차는 이미 있습니다: { $theirs }. 이 파일의 { $number }주차는 내용이 다릅니다: { $ours }. 가져온 것은 없습니다. 번호를 잘못 적었다면 파일을 고쳐 주세요. 기존 주차를 이 파일로 바꾸려면 --replace를 붙이세요.
diary-other-overview = 파일에 주차가 없고, 글도 저장된 개요("{ $theirs }")와 다릅니다. 가져온 것은 없습니다. 주차를 적은 파일이라면 "## 2주차 : 재현" 같은 제목을 붙여 주세요. 저장된 개요를 이 글로 바꾸려면 --replace를 붙이세요.
diary-mended = { $line }번째 줄: "{ $was }"를 { $end }로 읽고 저장합니다.
diary-empty = 빈 파일이라 가져온 것이 없습니다.
diary-none = 성장일기가 아니어서 가져오지 않았습니다. "# 러너스하이 2기 성장일기: 이름" 같은 제목이나 "## 1주차 : 제목" 같은 주차가 있어야 합니다.
diary-no-author = 제목에 쓴 사람이 없어 가져오지 않았습니다. --member에 이름이나 Slack 사용자 ID를 적어 주세요.
diary-no-programme = 제목에 프로그램 이름이 없어 가져오지 않았습니다. --programme에 이름을 적어 주세요.
diary-no-end = 파일에 진행기간이 없어 끝나는 날을 바꿀 수 없고, 가져오지 않았습니다. --end를 빼고 다시 해 주세요.
diary-period = { $line }번째 줄: 진행기간이 { $begin }에 시작해 그보다 앞선 { $end }에 끝납니다. 가져온 것은 없습니다. 끝나는 날이 { $meant } 맞다면 --end { $meant }를 붙이거나 파일의 줄을 고쳐 주세요.
diary-week-dates = { $line }번째 줄: { $number }주차의 날짜("{ $text }")가 앞뒤로 맞지 않거나 100일 넘게 떨어져 있습니다. 가져온 것은 없습니다. 파일의 줄을 고쳐 주세요.
diary-dates-unread = { $line }번째 줄: "{ $text }"에서 두 날짜를 읽을 수 없습니다. 가져온 것은 없습니다. 2025. 12. 16 ~ 2026. 01. 15처럼 적어 주세요.
diary-undated = { $number }주차가 언제인지 알 수 없어 가져오지 않았습니다. 제목 아래에 "- 진행기간 : 2025. 12. 16 ~ 2026. 01. 15" 같은 줄을 더하거나, 이미 있는 프로그램을 --programme으로 알려 주세요.
diary-zone-differs = 프로그램 { $programme }의 시간대는 이미 { $zone }이라 가져오지 않았습니다. --zone을 빼거나 다른 프로그램 이름을 적어 주세요.
diary-zone-unknown = { $zone }은 알려진 시간대가 아니라 가져오지 않았습니다. Asia/Seoul 같은 이름을 적어 주세요.
diary-no-round = 프로그램 { $programme }에 { $number }회차가 없어 가져오지 않았습니다. 회차를 더하거나 --programme으로 다른 이름의 프로그램에 가져오세요.
diary-dates-differ = { $line }번째 줄: { $number }주차는 { $ours }에 끝나지만 { $programme } { $number }회차 모임은 { $theirs }입니다. 가져온 것은 없습니다. 줄을 고치거나 --programme으로 다른 이름의 프로그램에 가져오세요.
diary-no-member = { $member }님의 일기가 없습니다. 일기가 있는 사람: { $known }.
diary-nobody = 아직 아무의 일기도 없습니다.
diary-which-programme = { $member }님의 일기가 여럿입니다. --programme에 다음 가운데 하나를 적어 주세요: { $known }.
