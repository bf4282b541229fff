## The round of the study group, and the passes

help-round = the round that is on: theme, meeting, what is due for you; `join` and `leave` the programme
help-pass = sit this round out, or round 3; `back` takes it back
round-day = { $weekday ->
    [0] Mon
    [1] Tue
    [2] Wed
    [3] Thu
    [4] Fri
    [5] Sat
   *[6] Sun
  } { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
  } { $year }
round-title = Round { $number } of { $count }: { $title }
round-period = { $programme }: { $begins } to { $meets } ({ $zone })
round-meets = Meeting: { $when }, in { $left }
round-skipped = { $count ->
    [one] Round { $numbers } was skipped: its time belongs to this one.
   *[other] Rounds { $numbers } were skipped: their time belongs to this one.
  }
round-next = Then: { $number } · { $title }, { $when }
round-last = This is the last round.
round-due-shared = For you: your entry is shared ({ $when }). Nothing is due.
round-due-draft = For you: your draft is kept, and nobody else sees it. Share it by { $when }: `/leak journal`.
round-due-missing = For you: your entry is due at the meeting, and on time until { $when }: `/leak journal`.
round-due-pass = For you: you sit this round out. Nothing is due.
round-due-outside = You do not take part. `/leak round join` changes that, and so does a first entry that you share: `/leak journal`.
round-due-grace = Round { $number } has just met: your entry for it is on time until { $when }: `/leak journal`.
round-passes = Passes: { $left } of { $total } left.
round-passes-left = { $left ->
    [0] No passes are left.
    [one] 1 pass is left.
   *[other] { $left } passes are left.
  }
round-before = { $programme } begins on { $begins }, in { $left }. Round { $number } of { $count }, { $title }, meets { $when }.
round-over = { $programme } has ended. { $rounds ->
    [one] 1 round was held
   *[other] { $rounds } rounds were held
  }, the last meeting was { $when }.
round-over-none = { $programme } has no meeting that is still to come: every round is skipped.
round-coming = Next: { $programme } begins on { $begins }.
round-none = There is no programme yet. Whoever runs the bot writes one into `programme.toml`; `python -m bot programme seed` brings it in.
round-unknown = { $typed } is nothing that I know about rounds. Try `/leak round`, `/leak round join` or `/leak round leave`.
round-joined = You take part in { $programme } now.
round-joined-already = You take part in { $programme } already. Nothing changed.
round-left = You take part in { $programme } no more, and get no reminders. What you wrote stays; `/leak round join` brings you back.
round-left-already = You do not take part in { $programme }. Nothing changed.
pass-taken = You sit round { $number } out ({ $title }). That is not a miss. `/leak pass back { $number }` takes it back.
pass-taken-already = You sit round { $number } out already. Nothing changed.
pass-back = You take part in round { $number } after all ({ $title }).
pass-back-already = You had no pass for round { $number }. Nothing changed.
pass-none-left = No passes are left: { $total ->
    [one] the one pass is
   *[other] all { $total } passes are
  } used, for { $count ->
    [one] round { $rounds }
   *[other] rounds { $rounds }
  }. `/leak pass back { $example }` gives one back while that round can still change.
pass-none-ever = { $programme } has no passes.
pass-shared = Your entry for round { $number } is shared: it needs no pass.
pass-too-late = Round { $number } met { $when }: its passes no longer change.
pass-skipped = Round { $number } is skipped: it needs no pass.
pass-no-round = { $programme } has no round { $number }: its rounds are 1 to { $last }.
pass-nothing-on = { $programme } has no round that is still to come.
pass-outside = You do not take part in { $programme }, so nothing is due: `/leak round join` changes that.
pass-unknown = { $typed } is no round. Write for example `/leak pass`, `/leak pass { $number }` or `/leak pass back`.
