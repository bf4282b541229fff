## The growth journal: its modal

help-journal = write your journal for this round, a draft until you share it; `export` sends you your diary as a file, `forget` deletes all that you wrote
journal-title = Journal
journal-title-round = Journal, round { $number }
modal-close = Close
modal-cancel = Cancel
modal-save-draft = Save draft
modal-share = Share
modal-update = Update the post
modal-add = Add
journal-no-programme = No programme is there yet, so there is no round to write for. Whoever leads the group makes one with `python -m bot programme`.
journal-not-begun = The programme has not begun yet. `/leak round` tells when it does.
journal-not-opened = The journal could not be opened: Slack did not answer in time. Please try again; nothing is lost.
journal-not-kept = This could not be kept: the database does not answer. Your text is still here. Please save again in a moment.
journal-round = Round { $number }: { $title }
journal-theme = Theme: { $theme }
journal-which = Which round?
journal-until = On time until { $when }; later is welcome too.
journal-draft = Draft, kept { $when }; nobody else sees it.
journal-shared = Shared { $when }. What you save here changes the post.
journal-shared-late = Shared late, { $when }. What you save here changes the post.
journal-last = What you set out to do in round { $number }
journal-older = Still open from earlier rounds
journal-label-drop = No longer planned
journal-example-drop = Choose what to drop from the list
journal-label-did = What I did
journal-hint-did = A few lines are enough. This or what you learned is needed to share.
journal-example-did = Reproduced the leak of UploadService with a test
journal-label-numbers = Numbers before → after
journal-hint-numbers = Choose a leak below and press “Fill in numbers” to have them written for you.
journal-example-numbers = 1 report per 6 days → none in 12 days
journal-label-learned = What I learned
journal-hint-learned = For the others, and for yourself in a year.
journal-example-learned = Who retains a buffer for later releases it when the request is cancelled
journal-label-next = Next
journal-hint-next = One thing a line. Next round you can tick them.
journal-example-next = Ask for a review of the patch
journal-label-help = Help wanted
journal-hint-help = Somebody in the group may know.
journal-example-help = How do I run only one pod at the paranoid level?
journal-label-leak = The leak that it is about
journal-example-leak = Choose a leak
journal-choose-leak = Choose a leak first, then its numbers can be filled in.
journal-lacks = To share it, write a line here: what you did or what you learned. A draft may be empty.
journal-changed = This entry was changed or shared in another window since you opened it. Its stored text is shown under each field that differs. Nothing is lost: press the button again to put your text in its place.
journal-theirs = Kept meanwhile: { $text }
journal-closed = Round { $number } takes no entries any more. Your text is here for round { $now }: press the button again to store it.
journal-carried = Your text is now for round { $number }.
journal-will-keep = Only you see a draft. Closing without saving loses what was typed.
journal-will-share = “Share” posts this entry in { $where }.
button-share-entry = Share with the group…
spoken-share-entry = Change the button below to one that shares this entry
button-draft = Keep it as a draft
spoken-draft = Change the button below to one that saves a draft
button-fill = Fill in numbers
spoken-fill = Fill in the numbers of the chosen leak

## Candidates

candidates-title = Candidates: what is worth a try?
candidates-none = Not sure what to take on? List a few problems with what each costs and brings.
candidates-show-label = Candidates in the post
candidates-show = Show this list with the entry
candidates-how = Worth: effect (1 to 5) for a person-day of effort, the highest first.
button-candidate = Add a candidate
spoken-candidate = Add a problem that you may take on
option-choose = Choose it
option-unchoose = Not chosen after all
option-remove = Remove it
candidate-title = Candidate
candidate-label-problem = Problem
candidate-example-problem = Buffers leak when an upload is cancelled
candidate-label-effort = Effort in person-days
candidate-hint-effort = A rough number will do: 0.5, 2, 10.
candidate-example-effort = 2
candidate-label-effect = Expected effect
candidate-example-effect = No more restarts at night
candidate-label-score = How much would it bring?
candidate-hint-score = With the effort it ranks the candidates.
candidate-example-score = From 1 to 5
candidate-scored = { $n ->
    [1] 1: hardly anything
    [2] 2: a little
    [3] 3: something
    [4] 4: much
   *[5] 5: very much
}
candidate-label-evidence = Evidence
candidate-example-evidence = 12 restarts in October, all on upload pods
candidate-hint-leak = Its figures stand beside the evidence.
candidate-needs-problem = What is the problem? A few words are enough.
candidate-needs-days = A number of days above 0 and up to 1000, such as 0.5 or 3.
candidate-full = Ten candidates are enough to choose from: remove one first.
candidate-days = { $n } d
candidate-score = { $n } of 5
candidate-effect = { $score }: { $effect }
candidate-worth = worth { $n } a day
candidate-chosen = ★ { $problem }
candidate-column-problem = Problem
candidate-column-effort = Effort
candidate-column-effect = Effect
candidate-column-worth = Worth
candidate-column-evidence = Evidence

## What the group reads

journal-post = round { $number }: { $title }
journal-post-who = 📓 *{ $who } shared their journal* · { $title }
journal-leak = About { $title } ({ $state })
journal-in-thread = The whole entry is in the thread.
journal-late = It came after the meeting ({ $when }), and is welcome all the same.
journal-edited = Edited { $when }.
journal-before = From the round before
journal-before-older = Still open from earlier rounds
journal-part-gone = This part was taken out when the entry was edited.
journal-refused = 📓 Your journal of round { $number } is kept, but Slack did not take all of it for the channel. Whoever runs the bot sees why with `python -m bot doctor`, and can post it from there.
journal-offer-proved = ✅ Your fix of { $name } is proved: it was quiet for long enough. 📓 Add it to your journal of round { $number }? Before and after are filled in for you.
journal-offer = 📓 Add { $name } to your journal of round { $number }? Its numbers are filled in for you.
button-journal = Add to my journal
spoken-journal = Open your journal with the numbers of { $name } filled in

## Numbers of a leak in plain words

journal-thirds = { $first } → { $last } (first third → last third of the history, { $counted })
journal-fix = { $before } before the fix ({ $counted } in { $days }) → { $after } after it (in { $quiet })
journal-evidence = { $name }: { $numbers }
