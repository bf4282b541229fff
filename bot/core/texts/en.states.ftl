## What Sentry's issues and alert rules mean for the numbers

issue-silent = 🔕 Archived in Sentry since { $since } ({ $names }): no alerts come of it, so quiet means nothing and the quiet clock stands.
issue-archived = Archived in Sentry since { $since }: { $name }. What Sentry files there does not come; its other issues still tell.
issue-archived-read = Archived in Sentry since { $since }: { $name }. Its events are read from Sentry, so the counts hold.
issue-release = Resolved in Sentry since { $since } for a later release: { $name }. Reports of older releases do not come any more.
issue-lives-on = ⚠️ { $name } is closed in Sentry, but the leak lives on under { $other }, last { $last }.
issue-of = { $who } ({ $name })
issue-assigned = Assigned in Sentry: { $whom }.
issue-throttled = Counts are a lower bound: the alert rule seems to act once per { $every }.
issue-throttled-stated = Counts are a lower bound: the alert rule acts once per { $every } (SENTRY_ALERT_EVERY).
merged-fixes = The attempts to fix { $other } count on as attempts to fix { $name }: { $fixes }.
