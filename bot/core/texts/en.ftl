# Every sentence that a person reads, in English. Short, calm, no blame; numbers with their unit.
# One word a thing: report, leak, sighting, trend, mark. Each language has the same names and arguments; a test holds it.

## What leaks

leak-title = { $name } · { $resource } leaks in { $site }
leak-title-no-site = { $name } · { $resource } leaks, which code is not told
resource-unsaid = A resource
code-first = *Code to look at first:* { $frame }
code-created = *Created in:* { $frame } (the last use was not recorded)
no-stack = *No stack trace:* which code is not told. Reports like this are kept together by project and resource.
raise-netty = To see the code next time, start one JVM with `-Dio.netty.leakDetection.level=advanced`. It costs some speed, so one host is enough.
raise-okhttp = To see the code next time, set the logger of `okhttp3.OkHttpClient` to level FINE.
raise-other = To see the code next time, raise the leak detection level of { $family } on one host.
access-newest = Newest access record
access-created = Creation record
access-more = { $n ->
    [one] … 1 more line in Sentry
   *[other] … { $n } more lines in Sentry
}
open-sentry = Open the latest event in Sentry
pair = { $label }: { $value }

## Where and when

label-projects = Project (reports)
label-environments = Environment (reports)
label-hosts = Hosts (reports)
label-releases = Releases (reports)
label-first = First seen
label-last = Last seen
more = + { $n } more

## How often

label-reports = Reports
reports = { $n ->
    [one] 1 report
   *[other] { $n } reports
}
day-counts = { $now } in 24 h, { $before } in the 24 h before ({ $compare })
day-counts-new = { $now } in 24 h (first seen too recently to compare)
week-counts = { $now } in 7 days, { $before } in the 7 before ({ $compare })
week-counts-new = { $now } in 7 days (first seen too recently to compare)
total-counts = { $now } in all
compare-few = too few to compare
compare-none = none in both
compare-ratio = ratio { $ratio }, 95 %: { $low } to { $high }
compare-least = ratio at least { $low }, 95 % sure
daily = Last { $days } days, oldest first: reports on { $active ->
    [one] 1 day
   *[other] { $active } days
}, at most { $most } on one day, { $last } on the latest.
daily-none = No reports in the last { $days } days.

## Trend. The rules behind these words: p < 0.05 is weak, p < 0.005 is strong.

label-trend = Trend
counted = { $unit ->
    [alerts] { $n ->
        [one] 1 report
       *[other] { $n } reports
    }
   *[episodes] { $n ->
        [one] 1 episode
       *[other] { $n } episodes
    }
}
trend-few = Only { $counted } in { $days }: too few to tell a trend. From { $needed } on I will.
trend-short = { $counted } in { $days }: the history is too short to tell a trend.
trend-short-needed = { $counted } in { $days }: the history is too short to tell a trend. From { $needed } days on I will.
trend-none = No evidence of a change: { $first }, then { $last } ({ $facts }).
trend-power = With { $counted } only { $step ->
    [more] more than a threefold step
    [three] about a threefold step or more
   *[two] about a twofold step or more
} would have had an even chance of showing.
trend-weak = Weak evidence that the interval is { $direction ->
    [up] shrinking
    [down] growing
   *[flat] changing
}: { $first } in the first third, { $last } in the last ({ $facts }). One in twenty steady leaks looks like this at a given moment.
trend-strong = Strong evidence that the interval is { $direction ->
    [up] shrinking
    [down] growing
   *[flat] changing
}: { $first } in the first third, { $last } in the last ({ $facts }). About one steady leak in 200 looks like this.
trend-n = { $counted } in { $days }
trend-p = p { $p }
trend-p-tiny = p below 0.0001
trend-bunched = The reports come in bunches (dispersion { $phi }).
trend-episode = An episode is a run of reports less than 24 h apart.
rate-days = 1 per { $n } days
rate-hours = 1 per { $n } hours
rate-none = none

## Where it stands

label-state = State
state-open = *Open* since { $since }. Nobody is on it yet.
state-investigating = 👀 *Investigating* since { $since }: { $who }.
state-investigating-nobody = 👀 *Investigating* since { $since }.
state-investigated = ✅ *Investigated* by { $who }, { $since }. If it is reported again, the channel will see that it returned.
state-investigated-nobody = ✅ *Investigated*, { $since }. If it is reported again, the channel will see that it returned.
state-watching = *Watching a fix* since { $since }.
state-fixed = *Fixed* since { $since }: the evidence reached 95 %.
state-returned = ↩️ *Returned* { $since }. { $who } had marked it investigated, { $when }. Nobody is on it yet.
state-returned-nobody = ↩️ *Returned* { $since }. Nobody is on it yet.
state-snoozed = Snoozed until { $until }.
note = Note: “{ $note }”
word-open = open
word-investigating = investigating
word-investigated = investigated
word-watching = watching a fix
word-fixed = fixed
word-returned = returned
word-snoozed = snoozed

## Buttons. A spoken label is at most 75 characters and says what will happen.

button-take = 👀 Investigating
button-take-too = 👀 Investigating too
button-take-again = 👀 Investigate again
button-done = ✅ Investigated
spoken-take = Mark { $name } as investigating; the thread shows your name
spoken-done = Mark { $name } as investigated; the thread shows your name
spoken-share = Post this answer in the channel, with your name
option-undo = Undo my mark
option-show = Show details
option-sentry = Open in Sentry
button-share = Share here

## In the thread

reply = { $n ->
    [one] 1 more report
   *[other] { $n } more reports
} of { $name } since { $since }.
returned = ↩️ { $title }: *returned*. It was reported again, { $when }.
returned-by = { $who } had marked it investigated, { $when }.
returned-next = If it is yours, 👀 shows the others that somebody is on it.
marked-take = 👀 { $who } is investigating { $name }.
marked-done = ✅ { $who } marked { $name } as investigated.
marked-undo = ↩️ { $who } took back a mark on { $name }.
marked-returned = ↩️ { $name } returned.
marked-other = { $who } changed { $name }: { $what }.
somebody = somebody

## /leak: what every answer shares

shared-by = Shared by { $who } with `/leak { $command }`.

## /leak status and list

status-title = Where the leaks stand
list-title = Leaks
count-open = { $n } open
count-investigating = { $n } investigating
count-investigated = { $n } investigated
count-watching = { $n } watching a fix
count-fixed = { $n } fixed
count-returned = { $n } returned
count-total = { $n ->
    [one] 1 leak in all
   *[other] { $n } leaks in all
}
line-last = last seen { $when }
next-open = *Next:* nobody is on { $name }. `/leak take { $name }` tells the others that you are; `/leak show { $name }` tells more.
next-investigating = *Next:* when { $name } is understood, `/leak done { $name } what you found` closes it with a note.
next-quiet = Nothing waits for anybody.
list-more = + { $n } more. `/leak show L1` shows one of them.
status-more = + { $n } more: `/leak list`.
empty = Nothing has leaked yet.
empty-test = To see how a leak looks here, send a test: `python -m bot replay FILE --to URL --secret SECRET` posts a webhook body signed as Sentry would.
health-well = Every alert is worked through, nothing is stuck.
health-waiting = The oldest alert has waited { $waited } to be read.
health-dead = { $n ->
    [one] 1 row failed for good
   *[other] { $n } rows failed for good
}: `python -m bot doctor` lists what and why.
health-slack = Last Slack error: { $error }, { $when }.
health-slack-undated = Last Slack error: { $error }.
fix-invite = Invite the bot to the channel with `/invite`.
fix-token = The Slack token no longer works: install the app again and set the new token.
fix-scope = The app lacks a permission: install it again from the manifest.
fix-archived = The channel is archived: set another one.
fix-doctor = `python -m bot doctor` says what to do.
span-seconds = { $n } s
span-minutes = { $n } min
span-hours = { $n } h
span-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}

## /leak show

history-title = What happened
history-none = No marks yet.
history-line = { $when }: { $what }
history-more = + { $n } earlier
counts-are-reports = Counts are reports, not leaks: a library reports only some of what it loses.

## /leak help and the short answers

help-title = What /leak can do
help-intro = Answers are private until you press Share here. 👀 and ✅ on a message about a leak do the same as take and done.
help-status = where the leaks stand, and what to do next
help-list = every leak, with its number
help-show = all that is known about one leak
help-take = tell the others that you are investigating it
help-done = mark it investigated, with a note if you like
help-undo = take your own mark back
help-help = this list
suggestion = { $typed } is not a command. Did you mean { $nearest }?
suggestion-none = { $typed } is not a command. `/leak help` lists what there is.
unknown-leak = There is no leak { $name }. `/leak list` shows the ones there are.
needs-leak = Which leak? Write for example { $example }; `/leak list` shows the numbers.
took = 👀 You are investigating { $title }. The thread shows it.
took-already = 👀 You were already investigating { $title }. Nothing changed.
did = ✅ { $title } is marked as investigated by you. If it is reported again, the channel sees that it returned.
did-already = ✅ You had already marked { $title } as investigated. Nothing changed.
undid = ↩️ Your mark on { $title } is taken back.
undid-already = You have no mark on { $title }. Nothing changed.
failed = Something went wrong, it is recorded (reference { $reference }). You can try again.
