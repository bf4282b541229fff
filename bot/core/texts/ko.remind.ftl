## 성장일기 알림: 한 사람에게만

remind-round = *{ $programme }*, { $n }회차: { $title }
remind-round-plain = *{ $programme }*, { $n }회차
remind-early = 📓 모임은 { $when }입니다. 이번 일지를 아직 공유하지 않았습니다.
remind-soon = 📓 곧 모임입니다: { $when }. 아직 일지를 공유할 시간이 있습니다.
remind-passed = 📓 { $n }회차가 일지 없이 지나갔습니다. 지금도 공유할 수 있습니다. 늦음으로 표시됩니다.
remind-draft = 쓰던 글은 그대로 있습니다.
remind-why = 이 메시지는 본인에게만 보입니다. 일지가 없을 때만 모임 이틀 전과 3시간 전, 그리고 모임 뒤에 한 번 옵니다.
remind-write = 지금 쓰기
remind-write-spoken = { $n }회차 일지 쓰기
remind-pass = 쉬어 가기
remind-pass-spoken = { $n }회차 쉬어 가기
remind-stop = 알림 끄기
remind-stop-spoken = 내 일지 알림 모두 끄기
remind-on = 🔔 알림을 켰습니다. 일지가 없을 때만 모임 이틀 전과 3시간 전, 그리고 모임 뒤에 한 번 알립니다.
remind-off = 🔕 알림을 껐습니다. `/leak 알림 on`으로 다시 켤 수 있습니다.
remind-is-on = 🔔 알림이 켜져 있습니다. `/leak 알림 off`로 끌 수 있습니다.
remind-is-off = 🔕 알림이 꺼져 있습니다. `/leak 알림 on`으로 켤 수 있습니다.
remind-nobody = 참여하는 프로그램이 없어 알릴 것이 없습니다. `/leak round join`으로 함께할 수 있습니다.
help-remind = 내 일지 알림 켜기와 끄기

## 모두 지우기, 가져가기

forget-ask = 스터디에 쓴 글을 모두, 되돌릴 수 없게 지웁니다:
forget-counts = 일지 { $entries }개, Slack 게시글 { $posts }개, 후보 { $candidates }개
forget-what = 쓰던 글, 할 일, 쉬어 가기, 응원, 참여 기록도 함께 지웁니다. 다른 사람의 댓글은 남습니다.
forget-copies = 다이렉트 메시지로 받은 파일은 그곳에서 직접 지울 수 있습니다. 누수에 남긴 표시와 메모는 일지가 아니므로 남습니다.
forget-final = 되돌릴 수 없습니다. 먼저 `/leak journal export`로 일기를 파일로 받을 수 있습니다.
forget-button = 모두 지우기
forget-button-spoken = 스터디에 쓴 글을 모두 지우기
forget-title = 일지를 지울까요?
forget-confirm = 스터디에 쓴 글이 모두 지워집니다: 일지, 쓰던 글, 후보, Slack 게시글. 되돌릴 수 없습니다.
forget-yes = 지우기
forget-no = 그대로 두기
forget-done = 지웠습니다. Slack의 게시글은 지금 지우는 중이고, 나머지는 이미 없습니다.
forget-nothing = 스터디에 남긴 글이 없습니다.
export-coming = 일기 { $n }개를 다이렉트 메시지에 파일로 보냅니다.
export-nothing = 아직 내보낼 것이 없습니다. `/leak journal`로 첫 글을 쓸 수 있습니다.
export-title = 성장일기: { $programme }
export-words = { $programme } 성장일기를 Markdown 파일로 보냅니다. 여기서는 본인에게만 보입니다.
