# 사람이 읽는 모든 문장의 한국어판. 짧고 차분하게, 탓하지 않고, 숫자에는 단위를 붙인다.
# 한 가지에는 한 낱말: 보고(report), 누수(leak), 추세(trend), 표시(mark). 이름과 인자는 en.ftl과 같다(테스트가 지킨다).

## 무엇이 새는가

leak-title = { $name } · { $resource } 누수: { $site }
leak-title-no-site = { $name } · { $resource } 누수: 코드 위치 알 수 없음
resource-unsaid = 자원
code-first = *먼저 볼 코드:* { $frame }
code-created = *생성된 곳:* { $frame } (마지막 사용은 기록되지 않음)
no-stack = *스택 트레이스 없음:* 어느 코드인지 알 수 없습니다. 이런 보고는 프로젝트와 자원별로 모읍니다.
raise-netty = 다음에 코드를 보려면 JVM 하나를 `-Dio.netty.leakDetection.level=advanced` 옵션으로 시작하세요. 조금 느려지므로 호스트 한 대면 충분합니다.
raise-okhttp = 다음에 코드를 보려면 `okhttp3.OkHttpClient` 로거를 FINE 레벨로 설정하세요.
raise-other = 다음에 코드를 보려면 호스트 한 대에서 { $family } 누수 감지 레벨을 올리세요.
access-newest = 가장 최근 접근 기록
access-created = 생성 기록
access-more = … Sentry에 { $n }줄 더 있음
open-sentry = Sentry에서 최근 이벤트 열기
pair = { $label }: { $value }

## 어디서, 언제

label-projects = 프로젝트 (보고 수)
label-environments = 환경 (보고 수)
label-hosts = 호스트 (보고 수)
label-releases = 릴리스 (보고 수)
label-first = 처음 발견
label-last = 마지막 발견
more = 외 { $n }개

## 얼마나 자주

label-reports = 보고
reports = 보고 { $n }건
day-counts = 24시간 동안 { $now }, 그 전 24시간 { $before }건 ({ $compare })
day-counts-new = 24시간 동안 { $now } (처음 발견된 지 얼마 안 되어 비교할 수 없음)
week-counts = 7일 동안 { $now }, 그 전 7일 { $before }건 ({ $compare })
week-counts-new = 7일 동안 { $now } (처음 발견된 지 얼마 안 되어 비교할 수 없음)
total-counts = 모두 { $now }
compare-few = 비교하기에 너무 적음
compare-none = 둘 다 없음
compare-ratio = 비율 { $ratio }, 95 %: { $low }~{ $high }
compare-least = 비율 { $low } 이상, 95 % 확신
daily = 최근 { $days }일(오래된 날부터): 보고가 있던 날 { $active }일, 하루 최대 { $most }건, 마지막 날 { $last }건.
daily-none = 최근 { $days }일 동안 보고가 없습니다.

## 추세. 낱말의 기준: p < 0.05는 약함, p < 0.005는 강함.

label-trend = 추세
counted = { $unit ->
    [alerts] 보고 { $n }건
   *[episodes] { $n }회
}
trend-few = { $days } 동안 { $counted }뿐이라 추세를 말하기에 너무 적습니다. { $needed }회부터 말씀드립니다.
trend-short = { $days } 동안 { $counted }: 추세를 말하기에 기간이 너무 짧습니다.
trend-short-needed = { $days } 동안 { $counted }: 추세를 말하기에 기간이 너무 짧습니다. { $needed }일부터 말씀드립니다.
trend-none = 변화했다는 증거 없음: { $first }에서 { $last } ({ $facts }).
trend-power = { $counted }만으로는 { $step ->
    [more] 세 배를 넘는 변화
    [three] 약 세 배 이상의 변화
   *[two] 약 두 배 이상의 변화
}라야 반반의 확률로 드러납니다.
trend-weak = 간격이 { $direction ->
    [up] 짧아지고 있다는
    [down] 길어지고 있다는
   *[flat] 변하고 있다는
} 약한 증거: 처음 3분의 1은 { $first }, 마지막 3분의 1은 { $last } ({ $facts }). 변화 없는 누수도 스무 개 중 하나는 어느 순간 이렇게 보입니다.
trend-strong = 간격이 { $direction ->
    [up] 짧아지고 있다는
    [down] 길어지고 있다는
   *[flat] 변하고 있다는
} 강한 증거: 처음 3분의 1은 { $first }, 마지막 3분의 1은 { $last } ({ $facts }). 변화 없는 누수가 이렇게 보이는 일은 200개 중 하나쯤입니다.
trend-n = { $days } 동안 { $counted }
trend-p = p { $p }
trend-p-tiny = p 0.0001 미만
trend-bunched = 보고가 몰려서 옵니다(산포 { $phi }).
trend-episode = 24시간 이내로 이어진 보고는 묶어서 1회로 셉니다.
rate-days = { $n }일에 1회
rate-hours = { $n }시간에 1회
rate-none = 없음

## 지금 상태

label-state = 상태
state-open = *열림* ({ $since }부터). 아직 맡은 사람이 없습니다.
state-investigating = 👀 *조사 중* ({ $since }부터): { $who }.
state-investigating-nobody = 👀 *조사 중* ({ $since }부터).
state-investigated = ✅ *조사 완료*: { $who }, { $since }. 다시 보고되면 채널에 재발로 알립니다.
state-investigated-nobody = ✅ *조사 완료*: { $since }. 다시 보고되면 채널에 재발로 알립니다.
state-watching = *수정 관찰 중* ({ $since }부터).
state-fixed = *수정됨* ({ $since }부터): 증거가 95 %에 이르렀습니다.
state-returned = ↩️ *재발* ({ $since }). { $who } 님이 조사 완료로 표시했었습니다({ $when }). 아직 맡은 사람이 없습니다.
state-returned-nobody = ↩️ *재발* ({ $since }). 아직 맡은 사람이 없습니다.
state-snoozed = { $until }까지 알림 미룸.
note = 메모: “{ $note }”
word-open = 열림
word-investigating = 조사 중
word-investigated = 조사 완료
word-watching = 수정 관찰 중
word-fixed = 수정됨
word-returned = 재발
word-snoozed = 알림 미룸

## 버튼. 읽어 주는 말은 75자 이내이고, 누르면 무슨 일이 일어나는지 말한다.

button-take = 👀 조사 중
button-take-too = 👀 나도 조사 중
button-take-again = 👀 다시 조사
button-done = ✅ 조사 완료
spoken-take = { $name }을(를) 조사 중으로 표시합니다. 스레드에 이름이 보입니다
spoken-done = { $name }을(를) 조사 완료로 표시합니다. 스레드에 이름이 보입니다
spoken-share = 이 답을 이름과 함께 채널에 올립니다
option-undo = 내 표시 취소
option-show = 자세히 보기
option-sentry = Sentry에서 열기
button-share = 여기에 공유

## 스레드에서

reply = { $since } 이후 { $name } 보고 { $n }건 추가.
returned = ↩️ *재발* { $title }. 다시 보고되었습니다({ $when }).
returned-by = { $who } 님이 조사 완료로 표시했었습니다({ $when }).
returned-next = 맡으신다면 👀 표시로 다른 사람들에게 알려 주세요.
marked-take = 👀 { $who } 님이 { $name } 조사를 시작했습니다.
marked-done = ✅ { $who } 님이 { $name } 조사를 마쳤습니다.
marked-undo = ↩️ { $who } 님이 { $name } 표시를 취소했습니다.
marked-returned = ↩️ { $name } 재발.
marked-other = { $who } 님이 { $name } 상태를 바꿨습니다: { $what }.
somebody = 누군가

## /leak: 모든 답에 함께 쓰는 말

shared-by = { $who } 님이 `/leak { $command }` 답을 공유했습니다.

## /leak status, list

status-title = 누수 현황
list-title = 누수 목록
count-open = 열림 { $n }
count-investigating = 조사 중 { $n }
count-investigated = 조사 완료 { $n }
count-watching = 수정 관찰 중 { $n }
count-fixed = 수정됨 { $n }
count-returned = 재발 { $n }
count-total = 누수 모두 { $n }개
line-last = 마지막 발견 { $when }
next-open = *다음 할 일:* { $name } 담당자가 아직 없습니다. `/leak take { $name }` 명령으로 맡았다고 알리고, `/leak show { $name }` 명령으로 자세히 볼 수 있습니다.
next-investigating = *다음 할 일:* { $name } 원인을 알았다면 `/leak done { $name } 알아낸 것` 명령으로 메모와 함께 마무리하세요.
next-quiet = 기다리는 일이 없습니다.
list-more = 외 { $n }개. `/leak show L1` 명령으로 하나씩 볼 수 있습니다.
status-more = 외 { $n }개: `/leak list`.
empty = 아직 누수가 없습니다.
empty-test = 누수가 어떻게 보이는지 보려면 시험 알림을 보내세요: `python -m bot replay FILE --to URL --secret SECRET` 명령이 웹훅 본문을 Sentry처럼 서명해 보냅니다.
health-well = 모든 알림을 처리했고, 막힌 것이 없습니다.
health-waiting = 가장 오래된 알림이 { $waited }째 처리를 기다리고 있습니다.
health-dead = 끝내 실패한 행 { $n }개: `python -m bot doctor` 명령이 무엇이 왜 실패했는지 보여 줍니다.
health-slack = 마지막 Slack 오류: { $error }, { $when }.
health-slack-undated = 마지막 Slack 오류: { $error }.
fix-invite = `/invite` 명령으로 봇을 채널에 초대하세요.
fix-token = Slack 토큰이 더는 유효하지 않습니다. 앱을 다시 설치하고 새 토큰을 설정하세요.
fix-scope = 앱 권한이 부족합니다. 매니페스트로 앱을 다시 설치하세요.
fix-archived = 채널이 보관되었습니다. 다른 채널을 설정하세요.
fix-doctor = `python -m bot doctor` 명령이 할 일을 알려 줍니다.
span-seconds = { $n }초
span-minutes = { $n }분
span-hours = { $n }시간
span-days = { $n }일

## /leak show

history-title = 지난 일
history-none = 아직 표시가 없습니다.
history-line = { $when }: { $what }
history-more = 이전 기록 { $n }건 더
counts-are-reports = 숫자는 누수가 아니라 보고 건수입니다. 라이브러리는 잃은 자원의 일부만 보고합니다.

## /leak help와 짧은 답

help-title = /leak 명령
help-intro = 답은 ‘여기에 공유’를 누르기 전까지 나만 봅니다. 누수 메시지에 다는 👀와 ✅는 take, done과 같습니다.
help-status = 누수 현황과 다음 할 일
help-list = 모든 누수와 번호
help-show = 누수 하나에 대해 알려진 모든 것
help-take = 내가 조사 중이라고 알리기
help-done = 조사 완료로 표시 (메모 가능)
help-undo = 내 표시 취소
help-help = 이 목록
suggestion = { $typed }: 없는 명령입니다. 혹시 이 명령인가요? { $nearest }
suggestion-none = { $typed }: 없는 명령입니다. `/leak help` 명령으로 목록을 볼 수 있습니다.
unknown-leak = { $name } 누수는 없습니다. `/leak list` 명령으로 번호를 볼 수 있습니다.
needs-leak = 어느 누수인가요? 예: { $example }. `/leak list` 명령으로 번호를 볼 수 있습니다.
took = 👀 조사를 맡았습니다: { $title }. 스레드에 표시됩니다.
took-already = 👀 이미 조사 중입니다: { $title }. 바뀐 것은 없습니다.
did = ✅ 조사 완료로 표시했습니다: { $title }. 다시 보고되면 채널에 재발로 알립니다.
did-already = ✅ 이미 조사 완료로 표시했습니다: { $title }. 바뀐 것은 없습니다.
undid = ↩️ 내 표시를 취소했습니다: { $title }.
undid-already = 취소할 내 표시가 없습니다: { $title }. 바뀐 것은 없습니다.
failed = 문제가 생겼고, 기록해 두었습니다(참조 { $reference }). 다시 시도해도 됩니다.
