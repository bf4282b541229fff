# Letting a leak be quiet for a while.
help-snooze = let its thread be quiet: 7d, 2 weeks, until 2026-12-01; off ends it
snooze-how-long = For how long? Write for example `/leak snooze { $name } 7d`, or `/leak snooze { $name } off`.
snooze-not-read = { $typed } is not a time from now on that I can read, or more than { $days } days away. Write for example `/leak snooze { $name } 7d` or `until` with a date such as 2026-12-01.
snoozed = 😴 The thread of { $title } is quiet until { $until }. Reports are still counted, and a return after ✅ or after a fix is told anyway.
woken = ⏰ The thread of { $title } is told of new reports again.
woken-already = { $title } is not snoozed. Nothing changed.
marked-snooze = 😴 { $who } snoozed { $name } until { $until }.
marked-wake = ⏰ { $who } ended the snooze of { $name }.
