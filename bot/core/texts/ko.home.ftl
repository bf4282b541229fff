## 홈 탭

home-mine = 내가 맡은 누수
home-mine-none = 맡은 누수가 없습니다. 누수 메시지에 👀를 달거나 `/leak take L3` 명령으로 맡았다고 알릴 수 있습니다.
home-group = 스터디 그룹
home-write = 일지 쓰기
home-write-spoken = 이번 회차 성장일지 열기
home-as-of = { $when } 기준이며, 이 화면을 열 때마다 새로 씁니다. 아무 채널에서나 `/leak help`를 입력하면 물어볼 수 있는 것이 나옵니다.
