## Growth diaries: the words that stand in the file. bot/core/group reads them back, in either language.

diary-title = { $programme } Growth diary: { $author }
diary-overview = Overview
diary-period-label = Period
diary-week = Week { $number }
diary-did = What I did
diary-numbers = Numbers before → after
diary-learned = What I learned
diary-next = Next
diary-help = Help wanted
diary-candidates = Candidates by ROI
diary-column-problem = Problem
diary-column-effort = Effort (person-days)
diary-column-effect = Expected effect
diary-column-evidence = Evidence
diary-column-leak = Leak
diary-column-chosen = Chosen
diary-column-score = Effect (1 to 5)

## What an import says.

diary-imported = Imported the growth diary of { $author } into { $programme }: { $new } entries new, { $changed } changed, { $same } unchanged.
diary-stay = Not touched, since they were written or changed in Slack: weeks { $rounds } (0 is the overview). To take the file's text instead, import it with --replace.
diary-gone = No longer in the file, and kept: weeks { $rounds } (0 is the overview). To see what deleting them would take along, import it with --replace.
diary-deleted = Deleted, since the file no longer has them: weeks { $rounds } (0 is the overview).
diary-would-delete = Nothing was imported yet. With --replace the weeks that the file no longer has would be deleted: { $rounds } (0 is the overview).{ $shared ->
    [0] {""}
    [one] { " " }One of them is shared in Slack: its post would be deleted, too.
   *[other] { " " }{ $shared } of them are shared in Slack: their posts would be deleted, too.
} To delete them, add --yes. To keep them, leave --replace out, or import each week as a file of its own.
diary-other-week = Week { $number } is stored already: { $theirs }. The week { $number } in this file is another one: { $ours }. Nothing was imported. If its number is wrong, correct it in the file. To put it in the place of the stored week, add --replace.
diary-other-overview = The file has no week, and its text is not that of the stored overview ("{ $theirs }"). Nothing was imported. If it holds a week, give it a heading such as "## Week 2: reproduce it". To put it in the place of the stored overview, add --replace.
diary-mended = Line { $line }: "{ $was }" is read and kept as { $end }.
diary-empty = The file is empty: nothing was imported.
diary-none = This is no growth diary, so nothing was imported. It needs a title such as "# Acme School growth diary: Mina", or weeks such as "## Week 1: finding the problem".
diary-no-author = The title names no author, so nothing was imported. Add --member with a name or a Slack user id.
diary-no-programme = The title names no programme, so nothing was imported. Add --programme with its name.
diary-no-end = The file states no period whose end could be set, so nothing was imported. Leave --end out.
diary-period = Line { $line }: the period begins on { $begin } and ends on { $end }, which is before it. Nothing was imported. If { $meant } was meant, add --end { $meant } or mend the line in the file.
diary-week-dates = Line { $line }: the dates of week { $number } ("{ $text }") are not one after the other, or more than 100 days apart. Nothing was imported. Mend the line in the file.
diary-dates-unread = Line { $line }: "{ $text }" cannot be read as two dates. Nothing was imported. Write it such as 2025. 12. 16 ~ 2026. 01. 15.
diary-undated = When week { $number } was is not said, so nothing was imported. Add a line such as "- Period: 2025. 12. 16 ~ 2026. 01. 15" below the title, or name a programme that exists with --programme.
diary-zone-differs = The programme { $programme } is in the zone { $zone } already, so nothing was imported. Leave --zone out, or name another programme.
diary-zone-unknown = { $zone } is no time zone that is known, so nothing was imported. Use a name such as Asia/Seoul.
diary-no-round = The programme { $programme } has no round { $number }, so nothing was imported. Add the round to it, or import into a programme of another name with --programme.
diary-dates-differ = Line { $line }: week { $number } ends on { $ours }, but round { $number } of { $programme } meets on { $theirs }. Nothing was imported. Mend the line, or import into a programme of another name with --programme.
diary-no-member = Nobody called { $member } has a diary here. Those who have: { $known }.
diary-nobody = Nobody has a diary here yet.
diary-which-programme = { $member } has more than one diary. Add --programme with one of: { $known }.
