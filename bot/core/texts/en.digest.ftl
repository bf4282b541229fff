## The digest of a round

digest-title = Digest · round { $number } of { $of }: { $title }
digest-theme = Theme: { $theme }
digest-span = { $begins } to { $ends }.
digest-so-far = So far: the round goes on until { $when }.
digest-late = Posted { $late } after the meeting, since the bot was down. Reports and marks are counted until the meeting; states and journals are those of now.
digest-untold = It was not posted at its meeting. Reports and marks are counted until then; states and journals are those of now.
digest-again = Sent again; { $who } asked for it.
digest-missed = { $n ->
    [one] Round { $rounds } also met
   *[other] Rounds { $rounds } also met
} while the bot was down: `/leak digest { $first }` shows what was missed.
digest-versus = (round before: { $n })
digest-reports = *Reports:* { $n } from { $leaks ->
    [one] 1 leak
   *[other] { $leaks } leaks
}
digest-opened = *New leaks:* { $n }
digest-recurring = *Recurring:* { $n }
digest-returned = ↩️ *Returned:* { $n }
digest-investigated = ✅ *Investigated:* { $n }
digest-by = { $title } by { $who }
digest-fixed = *Fixed, at 95 %:* { $n }
digest-open = *Still open:* { $n }
digest-silent = Longest silence: { $title }, { $span }.
digest-more-listed = + { $n } more: `/leak list`
digest-taken = *Until the first 👀:* { $wait }
digest-done = *Until the first ✅:* { $wait }
digest-wait = median { $median } ({ $n } of { $of } new leaks; { $waiting ->
    [0] none waits
    [one] 1 still waits
   *[other] { $waiting } still wait
  })
digest-wait-open = no median yet ({ $n } of { $of } new leaks; { $waiting ->
    [one] 1 still waits
   *[other] { $waiting } still wait
  })
digest-wait-before = ; round before: { $median } ({ $n } of { $of })
digest-wait-before-open = ; round before: no median ({ $n } of { $of })
digest-trends = *Trends:* { $n ->
    [one] 1 leak has
   *[other] { $n } leaks have
  } enough reports to be tested.
digest-trends-few = *Trends:* no leak has enough reports to be tested yet.
digest-trends-none = No change that would hold for so many tests.
digest-trends-found = { $n ->
    [one] One changed
   *[other] { $n } changed
  }; of all that are named here, about one in ten may be chance.
digest-more-often = 📈 { $title }: the interval shrinks, { $first }, then { $last } ({ $facts }).
digest-less-often = 📉 { $title }: the interval grows, { $first }, then { $last } ({ $facts }).
digest-watches = *Fixes that are watched:* { $n }
digest-watch = { $title }: quiet for { $quiet } of { $needed } days
digest-watch-few = { $title }: quiet for { $quiet } days, too few reports before the fix to say how many are needed
digest-journals = *Journals:* { $n } shared
digest-journals-late = *Journals:* { $n } shared, { $late } of them after the grace time
digest-passes = { $n ->
    [one] 1 member sits
   *[other] { $n } members sit
  } this round out.
digest-thanks = 👏 Thank you, { $who }.
digest-presents = *Who presents:* { $who }, in this order.
digest-presents-one = *Who presents:* { $who }.
digest-asks = { $n ->
    [one] 1 journal asks
   *[other] { $n } journals ask
  } for help: please look into the threads.
digest-applause = *Applause:* { $n }
digest-next = *Next meeting:* { $when }, round { $number }: { $title }
digest-small = `/leak list` shows every leak.
digest-quiet = *Round { $number } of { $of }: a quiet week.* No reports, nothing new, no journals; { $open ->
    [0] no leak is open.
    [one] 1 leak is still open.
   *[other] { $open } leaks are still open.
  } The bot is awake.
digest-quiet-so-far = *Round { $number } of { $of }: quiet so far.* No reports, nothing new, no journals; { $open ->
    [0] no leak is open.
    [one] 1 leak is still open.
   *[other] { $open } leaks are still open.
  }

## The finale

finale-title = Finale · { $name }
finale-total = *Before → after*, { $days } days each: { $before } → { $after } reports. Fixed at 95 %: { $fixed }.
finale-leak = { $title }: { $before } → { $after } ({ $compare })
finale-none = no evidence of a trend
finale-weak = { $direction ->
    [up] weak evidence: more often
   *[down] weak evidence: less often
  }
finale-strong = { $direction ->
    [up] strong evidence: more often
   *[down] strong evidence: less often
  }
finale-fixed = fixed: quiet for { $quiet } days, { $needed } were needed
finale-watch = fix watched: quiet for { $quiet } of { $needed } days
finale-shared-title = *What was shared*
finale-shared = { $n } of { $rounds } rounds: { $who }
finale-pass = { $who } ({ $n ->
    [one] 1 pass
   *[other] { $n } passes
  })
finale-thanks = 🎉 Thank you all: for every report that somebody looked into, and for every week that somebody wrote down.

## /leak digest

help-digest = the digest of a round, before everybody gets it; `again` posts it once more
digest-not-begun = Round { $number } has not begun: { $when }.
digest-no-round = There is no such round: name one from { $first } to { $last }.
digest-skipped = Round { $number } does not meet, so it has no digest.
digest-unread = Name a round by its number, as in `/leak digest 3`.
digest-comes-again = The digest of round { $number } is posted once more, with your name.
digest-not-yet = Round { $number } has not met yet: its digest comes by itself, { $when }.
digest-newer = The digest of round { $number } was made by a newer version of the bot. It can be shown once that version runs again.
digest-members-only = Only members of the study group can have a digest posted again.
digest-just-sent = The digest of round { $number } was posted within the hour: nothing is sent again so soon.

## Its chart

digest-chart-title = Reports per week by leak, 8 weeks until { $day }
digest-chart-axis = reports per week
digest-chart-others = { $n ->
    [one] 1 other leak
   *[other] { $n } other leaks
  }
digest-chart-words = Reports per week, { $days }: { $rows }.
digest-chart-row = { $name } { $counts }
