# Is everything connected?
help-test = is everything connected? Posts one test message to the leak channel
test-slack = 🔌 A test message goes to { $channel }. If it does not come within a minute, invite me to that channel.
test-sentry = Sentry's last webhook came { $when }; { $n ->
    [one] 1 came
   *[other] { $n } came
} in the last 24 hours.
test-sentry-never = No webhook has come from Sentry yet: check the integration's webhook URL, and that its alert rule names the integration as action.
test-post = 🔌 This is a test that { $who } asked for. Leaks will be told here.
