## Reminders of a journal, to one member alone

remind-round = *{ $programme }*, round { $n }: { $title }
remind-round-plain = *{ $programme }*, round { $n }
remind-early = 📓 The meeting is { $when }. Your journal for it is not shared yet.
remind-soon = 📓 The meeting is soon: { $when }. There is still time to share your journal.
remind-passed = 📓 Round { $n } passed without your journal. You can still share it; it will be marked late.
remind-draft = Your draft is kept.
remind-why = Only you see this. It comes two days and three hours before a meeting, and once after it, while your journal is missing.
remind-write = Write now
remind-write-spoken = Write your journal for round { $n }
remind-pass = Take a pass
remind-pass-spoken = Take a pass for round { $n }
remind-stop = Stop reminders
remind-stop-spoken = Stop all reminders of journals for you
remind-on = 🔔 Reminders are on: two days and three hours before a meeting, and once after it, while your journal is missing.
remind-off = 🔕 Reminders are off. `/leak remind on` brings them back.
remind-is-on = 🔔 Your reminders are on. `/leak remind off` stops them.
remind-is-off = 🔕 Your reminders are off. `/leak remind on` brings them back.
remind-nobody = You are in no programme here, so there is nothing to remind you of. `/leak round join` brings you in.
help-remind = reminders of your journal: on or off, for you alone

## Take everything out again, or home

forget-ask = This takes out all that you wrote in the study group, for good:
forget-counts = { $entries ->
    [0] no journals
    [one] 1 journal
   *[other] { $entries } journals
  }, { $posts ->
    [0] no posts in Slack
    [one] 1 post in Slack
   *[other] { $posts } posts in Slack
  }, { $candidates ->
    [0] no candidates
    [one] 1 candidate
   *[other] { $candidates } candidates
  }
forget-what = Drafts, action items, passes, applause and your membership go with them. What others replied stays.
forget-copies = Files that were sent to you in direct messages are yours to delete there. Marks and notes on leaks are no journal and stay.
forget-final = It cannot be undone. `/leak journal export` first gives you your diary as a file.
forget-button = Forget everything
forget-button-spoken = Forget everything that you wrote in the study group
forget-title = Forget your journals?
forget-confirm = All that you wrote in the study group goes: journals, drafts, candidates and your posts in Slack. It cannot be undone.
forget-yes = Forget
forget-no = Keep
forget-done = Forgotten. Your posts are being deleted in Slack; the rest is gone.
forget-nothing = There is nothing of yours in the study group.
export-coming = { $n ->
    [one] Your diary comes as a file in our direct messages.
   *[other] Your { $n } diaries come as files in our direct messages.
}
export-nothing = There is nothing to export yet. `/leak journal` begins your first entry.
export-title = Growth diary: { $programme }
export-words = Your growth diary of { $programme }, as a Markdown file. Only you see it here.
