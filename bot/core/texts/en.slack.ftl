## Slack does not take a message, or has lost one

thread-shows = The thread shows it.
thread-new = Its thread was deleted in Slack: a new one begins now and shows it.
thread-new-at = Its thread was deleted in Slack: a new one begins { $when } and shows it.
thread-waits = Slack does not take messages in { $channel } now ({ $code }): the thread shows it once it does.
thread-deleted = The earlier thread of { $name } was deleted in Slack. { $name } continues here.
message-unbuilt = { $name }: this message could not be built, reference { $reference }.
message-unbuilt-plain = This message could not be built, reference { $reference }.
message-shortened = [Shortened: Slack refused the full message ({ $code }).]
refusal-channel = Slack refuses my messages in { $channel } since { $when }: { $code }. { $n ->
    [one] 1 message waits
   *[other] { $n } messages wait
}.
refusal-scope = Slack refuses { $method } since { $when }: { $code }.
refusal-token = Slack refuses the bot's token since { $when }: { $code }. Nothing can be posted.
refusal-goes-on = Nothing is lost: I try again every 10 minutes, and at once when somebody uses `/leak`.
refusal-restricted = Only some people may post there: let apps post in the channel's settings, or set LEAK_CHANNEL to another channel.
refusal-organisation = The workspace asks for a sign-in or an approval: ask an administrator to approve the app.
health-clock = The clock of this machine jumped by { $seconds } s within the last hour. Messages that were written in the future go out now.
store-damaged = My database is damaged, so nothing is processed and no leak is posted. New alerts from Sentry are kept. Ask whoever runs this bot to look at its log or `leak-diary doctor`, restore a backup, and run `leak-diary restore`.
