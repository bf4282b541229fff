# Every sentence that a person reads, in English. Short, calm, no blame; numbers with their unit.
# One word a thing: report, leak, sighting, trend, mark. Each language has the same names and arguments; a test holds it.

## What leaks

leak-title = { $name } · { $resource } leaks in { $site }
leak-title-no-site = { $name } · { $resource } leaks, which code is not told
resource-unsaid = A resource
code-first = *Code to look at first:* { $frame }
code-created = *Created in:* { $frame } (the last use was not recorded)
no-stack = *No stack trace:* which code is not told. Reports like this are kept together by project and resource.
access-newest = Newest access record
access-created = Creation record
access-more = { $n ->
    [one] … 1 more line in Sentry
   *[other] … { $n } more lines in Sentry
}
open-sentry = Open the latest event in Sentry
pair = { $label }: { $value }

## What to try next. Each rule of advice.toml has two texts: one line for the root, and what /leak show adds to it.

advice = *Try next:* { $advice }
advice-source = Source: { $link }
advice-none = nothing known fits this report. Look at the code above and at who holds the resource last.
advice-none-more = If you find out what it was, `/leak done { $name } what you found` keeps it for the next one.
advice-timer-lettuce = share one `ClientResources` among all Redis clients, and shut it down at the end.
advice-timer-lettuce-more = Each client without shared resources starts a timer of its own. Look for a client that is created per request, per tenant or per reconnect.
advice-timer-redisson = keep one `RedissonClient` for the whole application, and call `shutdown()` on it at the end.
advice-timer-redisson-more = Each client starts a timer of its own. Look for a client that is created per request, or again after a failed connection.
advice-timer-reuse = create one `HashedWheelTimer`, share it, and call `stop()` on it at the end.
advice-timer-reuse-more = Each instance has a thread of its own and is not released by losing it. Look for a timer that is created per connection or per request.
advice-tls-engine = release the TLS context or engine with `ReferenceCountUtil.release(...)` when its last connection is closed.
advice-tls-engine-more = These objects hold native memory. Build one context and share it; a context must outlive its engines, and `SslHandler` releases only an engine that reached its pipeline.
advice-dns-message = release the answer of a DNS query after reading it, also when it is an error or comes too late.
advice-dns-message-more = A query's answer is an envelope that the caller owns. Release it in `finally`, and in the listener of a future that was cancelled.
advice-r2dbc-rows = read every R2DBC result to its end, and close the connection with `Flux.usingWhen(...)`.
advice-r2dbc-rows-more = Rows hold buffers until they are read or the result is discarded. Suspects are `next()`, `take(n)` or a cancel on a result with more rows, and a mapping function that fails.
advice-gateway-body = look at who caches the request body: each filter that caches it retains it once more, and the gateway releases it once.
advice-gateway-body-more = Cache the body in one filter only, or release what a filter of your own decorated. Newer releases of Spring Cloud Gateway mend known leaks here: compare your version with the issue.
advice-webclient-body = consume or release the body of every WebClient response, also for statuses that you do not read.
advice-webclient-body-more = Use `retrieve()` or `exchangeToMono(...)`, which release what is left. After the old `exchange()`, call `releaseBody()` or `toBodilessEntity()` on each branch. Filters that replace a response must release the one they drop.
advice-databuffer-join = release the joined buffer with `DataBufferUtils.release(...)` once its bytes are read, in `finally`.
advice-databuffer-join-more = `DataBufferUtils.join` gives you a buffer that you own. Add `doOnDiscard(DataBuffer.class, DataBufferUtils::release)` for the case that the chain is cancelled.
advice-databuffer = release each `DataBuffer` that you take out of the chain with `DataBufferUtils.release(...)`.
advice-databuffer-more = Operators that prefetch, cache or skip lose buffers on an error or a cancel: add `doOnDiscard(DataBuffer.class, DataBufferUtils::release)`.
advice-rsocket-payload = call `release()` on every RSocket payload after reading it; with zero copy nobody else does.
advice-rsocket-payload-more = Suspects are payloads that are filtered out or cancelled, and a decoder that was set to zero copy without its consumer being changed.
advice-grpc-message = end every gRPC call: read its stream to the end, or cancel it.
advice-grpc-message-more = A call that is neither finished nor cancelled keeps the messages that it has received. Suspects are an iterator that is left half way, observers that throw, calls without a deadline, and detached streams that nobody closes.
advice-multipart = call `destroy()` on the POST decoder after each request, and release parts that you kept.
advice-multipart-more = Do it in `finally`, and in `channelInactive` for requests that break off half way.
advice-retained-slice = release the retained slice itself: it took a claim of its own on its buffer.
advice-retained-slice-more = `retainedSlice`, `readRetainedSlice` and `retainedDuplicate` each need one more `release()`. If you do not keep the slice beyond this call, use `slice()` instead.
advice-retain = find the `release()` that belongs to this `retain()`: the last thing that was done was to claim it once more.
advice-retain-more = Suspects are an early return, an exception between the two, and a callback that never runs.
advice-tail = look for a `retain()` too many: the message reached the end of the pipeline, where Netty releases it once.
advice-tail-more = The handler before the end passed the message on although it or somebody else had retained it, or it is a kind of message that no handler takes.
advice-simple-handler = look for what you retained: `SimpleChannelInboundHandler` releases its message once, after your method.
advice-simple-handler-more = Release what you retained to use it later, also when that fails, and do not pass the message on without a `retain()`.
advice-composite = release the composite buffer: it owns its parts once they are added, and releasing it releases them.
advice-composite-more = Suspects are a composite that is built and then not written, as an exception came between, and parts that were taken out again.
advice-slice = release the buffer that this slice came from: slices and duplicates share its count and take no claim.
advice-slice-more = Whoever keeps only the slice still owes the release of the whole. Use `retainedSlice()` where both live on.
advice-reactor-body = consume the body in Reactor Netty: subscribe to `receive()`, or end it with `aggregate()` or `.then()`.
advice-reactor-body-more = A body that nobody subscribes to keeps its buffers. Whoever calls `retain()` on an inbound buffer must release it, also on cancel. The logger `reactor.netty.channel.LeakDetection` at DEBUG tells whether your code got the buffer.
advice-netty5-close = close the buffer where it is used last, best with try-with-resources.
advice-netty5-close-more = In Netty 5 a buffer has one owner. After `send()` it is the receiver who must close it.
advice-raise-level = to see the code, start one JVM with { $option }. It costs some speed, so one host is enough.
advice-raise-level-more = This report names no code; those of the advanced level show the last uses. One allocation in 128 is followed: `-Dio.netty.leakDetection.samplingInterval=16` follows more (Netty 4.1.32 or later).
advice-cut = shorten the reports so that the creation survives: `-Dio.netty.leakDetection.targetRecords=2`.
advice-cut-more = Sentry keeps the first 8,192 characters, and the creation stands last. The log of the host has the whole text. Up to Netty 4.1.16 the option ends in `maxRecords`.
advice-handler = look at the handler that the hint names: it must release the message or pass it on with `fireChannelRead`.
advice-handler-more = Whoever gets a message last releases it, also when it throws. `SimpleChannelInboundHandler` does that for you.
advice-touch = mark the way of the buffer: call `touch("where")` wherever it is handed over; the next report names the last mark.
advice-touch-more = The report shows frames of Netty only. Marks cost nothing at the simple level.
advice-raise-origin = to see the last use too, start one JVM with { $option }. Until then look at who got the buffer from here.
advice-raise-origin-more = The simple level shows where the buffer was created, often not where it should have been released. One allocation in 128 is followed: `-Dio.netty.leakDetection.samplingInterval=16` follows more (Netty 4.1.32 or later).
advice-last-user = call `release()` in `finally` where it is used last, or hand it on and say so: who uses it last releases it.
advice-last-user-more = Suspects are an early return, an exception, and a callback that never runs. `touch("where")` at each handover makes the next report tell the way.
advice-es-release = close the `Releasable`, or call `decRef()`, on every way out of the code below, failures too.
advice-es-release-more = A response handed to a listener must be released by whoever keeps a reference to it after the listener returned.
advice-hikari-open-in-view = set `spring.jpa.open-in-view=false`: the session, and the connection with it, may stay open until the request ends.
advice-hikari-open-in-view-more = Load what the view needs within the transaction. Calls to other services after it then hold no connection.
advice-hikari-close = close the connection with try-with-resources; if it is only slow, raise `leakDetectionThreshold`.
advice-hikari-close-more = The pool reports what is out for longer than the threshold (at least 2,000 ms). If it later says that the connection was returned, nothing leaked, but something is slow.
advice-tomcat-driver = deregister the JDBC driver in a `ServletContextListener`, or put its jar into Tomcat's own `lib`.
advice-tomcat-driver-more = Tomcat has deregistered it by force. The warning comes at each stop and redeploy until the driver is loaded only once.
advice-tomcat-threadlocal = call `remove()` on the ThreadLocal in `finally`, at the end of the request that set it.
advice-tomcat-threadlocal-more = Tomcat's threads outlive the application, and the value keeps its class loader alive. Tomcat renews its threads over time, so redeploys leak for a while only.
advice-tomcat-thread = stop the thread or timer in `contextDestroyed` or `@PreDestroy`, and wait for its end.
advice-tomcat-thread-more = Shut executors down, cancel timers, close clients that have threads of their own. The stack trace shows what the thread was doing.
advice-tomcat-pool = close the connection with try-with-resources; for long work use the interceptor `ResetAbandonedTimer`.
advice-tomcat-pool-more = The trace shows who took the connection. `logAbandoned` prints it, `removeAbandoned` takes the connection away.
advice-dbcp-abandoned = close the connection with try-with-resources: the trace shows who took it.
advice-dbcp-abandoned-more = `removeAbandonedTimeout` says after how many seconds a connection counts as abandoned. Long work may need more.
advice-druid-abandoned = close the connection with try-with-resources: the trace shows who took it.
advice-druid-abandoned-more = `removeAbandoned` closes connections by their age, busy or not: use it to find the place, not to live with it.
advice-c3p0-unreturned = close the connection with try-with-resources; `debugUnreturnedConnectionStackTraces` shows who took it.
advice-c3p0-unreturned-more = `unreturnedConnectionTimeout` takes connections away after so many seconds: use it to find the place, not to live with it.
advice-agroal-resources = close each `ResultSet` and `Statement` with try-with-resources.
advice-agroal-resources-more = The pool has closed them itself with the connection, so nothing is lost; a library may be the cause.
advice-agroal-leak = close the connection with try-with-resources; the thread in the report is the one that took it.
advice-agroal-leak-more = The pool looks for connections that are out for longer than the leak detection interval. `quarkus.datasource.jdbc.extended-leak-report=true` makes it tell more.
advice-okhttp-body = close every response body, also of failed calls: `try (Response response = call.execute())`.
advice-okhttp-body-more = `string()` and `bytes()` close it; a stream is closed by whoever reads it. An interceptor closes a response before it calls `proceed` again.
advice-grpc-channel = call `shutdown()` on the channel at the end; better keep one channel and share it.
advice-grpc-channel-more = The trace shows where the channel was created. Look for one that is created per call. `awaitTermination(...)` waits until calls have ended.
advice-lettuce-shutdown = call `shutdown()` on the `ClientResources` that you created, after the clients that use it.
advice-lettuce-shutdown-more = A client shuts down only resources that it made itself. With Spring, let the bean have `shutdown` as its destroy method.
advice-node-listeners = remove the listener when it is done, or use `once`; raise `setMaxListeners` only if so many are meant.
advice-node-listeners-more = Look for `on(...)` inside a function that is called again and again, on an emitter that lives on.
advice-aiohttp-session = close the session with `async with aiohttp.ClientSession() as session`, one for the whole application.
advice-aiohttp-session-more = Read or release each response inside `async with` too, and await `close()` before the loop ends.
advice-python-asyncio = close transports and writers and await `wait_closed()` before the loop ends.
advice-python-asyncio-more = Use `asyncio.run(...)`, and cancel and await tasks that still hold a connection.
advice-python-with = open it in a `with` statement, so that it is closed whatever happens.
advice-python-with-more = Where it must live longer, use `contextlib.ExitStack` or close it in `finally`.
advice-android-cursor = close the cursor or database in `finally`, or with `use`.
advice-android-cursor-more = Suspects are an early return and an exception while rows are read.
advice-android-close = close it explicitly on every way out: `use` in Kotlin, try-with-resources in Java.
advice-android-close-more = The trace shows where it was opened. A stream handed to a library is still yours unless the library says otherwise.
advice-goleak-http = read and close each response body, and call `CloseIdleConnections()` at the end of the test.
advice-goleak-http-more = The goroutine belongs to a connection that is kept for reuse. A test server must be closed as well.
advice-goleak-channel = let the goroutine leave: select on `ctx.Done()` beside the channel, and cancel the context.
advice-goleak-channel-more = It waits for a channel that nobody serves any more. A buffer of one is enough where only a single answer may be dropped.
advice-goleak-test = stop the goroutine before the test ends, and wait for it.
advice-goleak-test-more = To find the test: build it with `go test -c` and run the tests one by one.

## How to see it again (/leak show)

kit-title = See it again on your machine
kit-netty = Start it with these options and put load on it. Reports follow a garbage collection: `jcmd PID GC.run` hastens it.
kit-other = Run it with these settings or commands, and put load on it.
kit-none = No options are known that would show more: put load on it.
kit-scan = Then check its log: { $command }

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
day-counts-none = No reports in 48 h
day-counts-new = { $now } in 24 h (first seen too recently to compare)
week-counts = { $now } in 7 days, { $before } in the 7 before ({ $compare })
week-counts-none = No reports in 14 days
week-counts-new = { $now } in 7 days (first seen too recently to compare)
total-counts = { $now } in all
compare-few = too few to compare
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
trend-first = First seen { $when }: too early to tell a trend. From { $needed } episodes on I will.
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
marked-parted = { $other } is created where { $name } is, but lost elsewhere. Reports that told only their creation were counted for { $name } and may be of { $other }.
marked-retracted = ↩️ A report of { $name } was taken back: the borrower was slow, nothing leaked.
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

## /leak trend

trend-title = Trend of { $name }
trend-until-fix = Until the fix, { $when }:
trend-since = Since about { $when } (80 %: { $low } to { $high }): { $before } before, { $after } after.
trend-gradual = The change came gradually, over the whole period: there is no date to name.
trend-candidates = First seen in that time: { $releases }. Candidates, not causes.
trend-window = { $unit ->
    [alerts] { $n ->
        [one] 1 report
       *[other] { $n } reports
    }
   *[episodes] { $n ->
        [one] 1 episode
       *[other] { $n } episodes
    }
} in { $days } days, { $before } in the { $days } before ({ $compare })
trend-window-few = Fewer than 6 in any two windows of the same length: too few to compare.
trend-starts = Per process start, last { $days } days: { $now }. The { $days } before: { $before }. A start is a host or release seen for the first time, so only processes that reported are known.
trend-starts-change = Per process start, since then: { $now }. Before: { $before }. A start is a host or release seen for the first time, so only processes that reported are known.
trend-per-start = { $reports } from { $starts ->
    [one] 1 start
   *[other] { $starts } starts
} ({ $often }), { $each } each
trend-no-start = { $reports }, no new start
trend-deploys = New releases: { $now }, before: { $before }. More reports may only mean that it was deployed more often.
trend-replicas = Processes per release: { $now }, before { $before }. More reports may only mean more replicas or restarts.
trend-raised = Reports with access records: { $n }, before { $before }. The level was raised, and that alone makes more reports.
trend-starts-unknown = Hosts and releases are not told, so reports are counted per calendar day: more may only mean deployed more often, or more replicas.
nearly-sure = over 99 %
trend-next = Next 28 days: { $low } to { $high } reports (80 %); at least one with a chance of { $chance }.
trend-next-few = Too few to say what the next 28 days bring.
trend-lost = Left out: { $lost } in which nothing could be recorded.
trend-held-back = Sentry may hold alerts back that come soon after another.
help-trend = the numbers: verdict, since when, what comes next
why-sum = How the trend was counted
why-sum-n = n: { $counted } in { $days } observed days, from { $events } reports.
why-sum-bins = { $bins } bins of { $days } days; dispersion φ { $phi } (above 1.5 the reports come in bunches).
why-sum-t = Slope: t { $t } with { $df } degrees of freedom, { $p }.
why-sum-formula = A straight line through the rates of the bins, each weighted with its observed share; t is its slope over the slope's standard error, p from Student's t, two-sided. Ratios: conditional binomial, mid-p, on counts divided by φ.
why-sum-few = No slope is computed below 6 occurrences or 6 bins.

## Chart

chart-title = Reports of { $name } per week, last { $weeks } weeks
button-chart = 📊 Chart
spoken-chart = Post the chart of { $name } into its thread
chart-comes = The chart comes into the thread of { $name }.
chart-axis = reports per week
chart-fix = fix { $attempt }
chart-fix-on = Fix { $attempt } on { $day }.
chart-words = { $name }, last { $weeks } weeks: { $total ->
    [one] 1 report
   *[other] { $total } reports
}, at most { $most } in a week; { $first } a week in the first third, { $last } in the last.

## /leak why

why-title = Why these reports are { $name }
why-read = *Read as:* { $family }, { $layout }; level { $level }.
why-cut = The text was cut, so its creation record is missing.
layout-old = the layout of Netty 4.0.0 to 4.0.13
layout-counted = records with a count (Netty 4.0.14 to 4.0.52, 4.1.0 to 4.1.16)
layout-uncounted = records without a count (Netty 4.0.53 or 4.1.17 and later)
layout-untraced = one sentence without records (Netty 4.0.14 or later)
layout-netty5 = the life-cycle trace of Netty 5
layout-other = its own layout
why-site = *Site key*, from { $record }: { $frame }
why-origin = *Origin key*, from { $record }: { $frame }
why-no-site = *Site key:* none, the report tells no use by an application or a library.
why-no-origin = *Origin key:* none, the report tells no creation by an application or a library.
record-newest = the newest access
record-creation = the creation
record-older = an older access
why-skipped = Passed over above it: { $skipped }.
why-passed = Passed over: { $skipped }.
tier-plumbing = { $n } of the JDK and Netty
tier-platform = { $n } of frameworks
tier-library = { $n } of libraries
tier-application = { $n } of applications
why-header = *No key from code:* no frame of an application or a library is told. Such reports are kept together by project, resource and what little else they tell, so they may be several leaks.
why-unread = The report's text is not kept, so only the keys and the counts below are known.
why-joined = Which rule found its reports
joined-new = { $n } opened it: nothing known fitted
joined-site = { $n } by the last use (site key)
joined-origin = { $n } by the creation, which only this leak has (origin key)
joined-callers = { $n } by what called the creation, which several leaks share
joined-same_place = { $n } since it is created where it is lost
joined-ambiguous = { $n } could be several leaks: counted for the oldest of them
joined-header = { $n } by project and resource only
why-merged = { $names } turned out to be the same leak and count here.
why-keys = Keys as they are stored
why-note = Frames are those of the fullest report so far. Line numbers, lambdas and proxies do not count, and keys never change their version: v1 stays v1.

## A fix that is watched

watch-state = 🔧 *Watching fix { $attempt }*, deployed { $deployed }, registered by { $who }.
watch-state-release = 🔧 *Watching fix { $attempt }* in release { $release }, deployed { $deployed }, registered by { $who }.
watch-fixed = ✅ *Fixed* since { $since } by fix { $attempt }, deployed { $deployed }, registered by { $who }.
watch-fixed-release = ✅ *Fixed* since { $since } by fix { $attempt } in release { $release }, deployed { $deployed }, registered by { $who }.
watch-returned = ↩️ *Returned* { $since }: it came back { $days } after fix { $attempt } ({ $who }): not fixed. Nobody is on it yet.
watch-before = Before the fix: { $rate } ({ $counted } in { $days }).
watch-draining = The quiet counts from { $when } on: until then old processes may still run.
watch-needed = { $n ->
    [one] 1 quiet day is needed.
   *[other] { $n } quiet days are needed.
}
watch-waiting = Quiet for { $quiet } of the { $needed } days needed. If nothing had been fixed, a quiet spell this long would happen { $chance } of the time.
watch-open = Not yet excluded: that nothing has changed. With further quiet it will be { $when }.
watch-claimed = Quiet for { $quiet }. If nothing had been fixed that would happen { $chance } of the time: 95 % sure that the rate went down.
watch-residual = Not yet excluded: up to { $share } of the old rate; a halved rate will be excluded at { $needed } quiet days, { $when }.
watch-residual-low = Excluded: more than { $share } of the old rate.
watch-few = Only { $counted } before the fix: quiet cannot tell whether it worked. { $needed } are needed, { $missing ->
    [one] 1 is missing
   *[other] { $missing } are missing
}. If it comes back you will hear of it.
watch-never = The reports before the fix come in such bunches that no quiet spell could tell whether it worked. If it comes back you will hear of it.
watch-old = { $n ->
    [one] 1 report
   *[other] { $n } reports
} since from processes without the fix: not counted against it.
fixed = ✅ { $title }: *fixed*, after { $quiet } of quiet.
fixed-by = Fix { $attempt }, deployed { $deployed }, registered by { $who }.
fixed-by-release = Fix { $attempt } in release { $release }, deployed { $deployed }, registered by { $who }.
back = ↩️ { $title }: *came back { $days } after fix { $attempt }*: not fixed. It was reported again, { $when }.
back-rarer = But it did get rarer: rate since the fix against before: { $ratio }, e-value { $evalue } (from 20 on it is evidence, at any time of looking).
back-no-rarer = Rate since the fix against before: { $ratio }. No evidence that it got rarer: e-value { $evalue }, from 20 on there would be.
back-next = If it is yours, 👀 shows the others that somebody is on it. `/leak fix { $name }` registers the next fix.
marked-fix = 🔧 { $who } registered fix { $attempt } of { $name }.
marked-unfix = ↩️ { $who } took back fix { $attempt } of { $name }.
marked-fixed = ✅ Fix { $attempt } of { $name }: the evidence reached 95 %.
marked-back = ↩️ { $name } came back after fix { $attempt }.
button-fix = 🔧 Watch a fix
spoken-fix = Watch { $name } from now on as fixed; the thread shows your name

## /leak fix

fix-begun = 🔧 Fix { $attempt } of { $title } is watched. { $thread }
fix-begun-how = If it was deployed earlier: `/leak undo { $name }`, then `/leak fix { $name } 2.14.1` with its release, or a date such as `2026-09-01`, `yesterday`, `3 days ago`.
fix-no-date = { $typed } is neither a release nor a date that I can read. Say `/leak fix { $name } 2.14.1`, or a date such as `2026-09-01`, `yesterday`, `3 days ago`; with nothing it is now. Dates are in UTC.
fix-future = { $when } lies in the future. Register the fix once it is deployed.
fix-too-early = { $when } is before { $name } was first seen: there is nothing to compare with.
fix-before-last = { $when } is before fix { $attempt }, { $last }. Register a fix that came after it.
fix-leaks = That cannot have been the fix: { $name } was reported by a process that ran it, { $when }. Nothing was changed.
fix-withdrawn = ↩️ Your fix is watched no more: { $title }. Your marks still stand; `undo` once more takes them back.
help-fix = watch a fix: from a release, a date, or now

## Two leaks that are one

merged-title = { $name } is the same code as { $into }
merged-says = A report showed both places at once, so { $name } and { $into } are one leak. The story goes on in the thread of { $into }: `/leak show { $into }`.
merged-counted = { $reports } had been counted for { $name } and count for { $into } now.
merged-into = { $name } is the same leak as { $into }: a report showed both places at once. The story goes on in the thread of { $into }.
merged-from = { $other } is the same leak as { $name }: a report showed both places at once. Its reports count here now.
merged-investigating = { $who } was investigating { $other }.
merged-investigated = { $who } had marked { $other } as investigated.
took-in = Also this leak: { $names }.
parted = Created alike, lost elsewhere: { $names }. Reports that told only their creation may be of either.
moved = { $old } is the same leak as { $name } now, so this is about { $name }.

## /leak help and the short answers

help-title = What /leak can do
help-intro = Answers are private until you press Share here. 👀 and ✅ on a message about a leak do the same as take and done.
help-status = where the leaks stand, and what to do next
help-list = every leak, with its number
help-show = all that is known about one leak
help-why = why its reports are one leak: keys, frames, rules
help-take = tell the others that you are investigating it
help-done = mark it investigated, with a note if you like
help-undo = take your own mark back
help-help = this list
suggestion = { $typed } is not a command. Did you mean { $nearest }?
suggestion-none = { $typed } is not a command. `/leak help` lists what there is.
unknown-leak = There is no leak { $name }. `/leak list` shows the ones there are.
needs-leak = Which leak? Write for example { $example }; `/leak list` shows the numbers.
took = 👀 You are investigating { $title }. { $thread }
took-already = 👀 You were already investigating { $title }. Nothing changed.
did = ✅ { $title } is marked as investigated by you. If it is reported again, the channel sees that it returned.
did-already = ✅ You had already marked { $title } as investigated. Nothing changed.
undid = ↩️ Your mark on { $title } is taken back.
undid-already = You have no mark on { $title }. Nothing changed.
failed = Something went wrong, it is recorded (reference { $reference }). You can try again.

## Work with Sentry's API: the one message of a backfill, and what an issue is told after ✅ (plain text in Sentry)

backfill = *Past events are read:* { $reports ->
    [one] 1 report
   *[other] { $reports } reports
} of { $leaks ->
    [one] 1 leak
   *[other] { $leaks } leaks
} since { $since }. { $new ->
    [0] All of these leaks were known.
    [one] 1 leak was new.
   *[other] { $new } leaks were new.
} `/leak list` shows them; each gets its thread when it is seen again.
backfill-returned = Seen again after they were settled: { $names }.
backfill-missing = Some issues could not be read: the same backfill, asked for again, tries them once more.
write-back = { $title } was marked investigated in Slack on { $when }.
write-back-note = Note: { $note }
write-back-beside = This issue stays open, since it also holds { $names }.
