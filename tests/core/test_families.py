"""Reading the reports of every family but Netty: templates by version, prefixes, near misses, hostile texts."""

import json
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.families.table import families, recognise
from bot.core.reading import other_frames
from bot.core.reading.keys import keys, owner_frame
from bot.core.reading.report import Access, Kind, Level, Report

LOGGED = "2026-11-22 14:46:24.788  WARN 4711 --- [   main] com.acme.Shop     : "
JUL = "Nov 22, 2026 2:47:13 PM com.acme.Shop log\nWARNING: "
DAO = "com.acme.dao.OrderDao.countOpen(OrderDao.java:5)"
WEB = "com.acme.web.OrderController.list(OrderController.java:3)"
GET = "com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:99)"
EXECUTE = "okhttp3.RealCall.execute(RealCall.java:88)"
BUILD = "io.grpc.internal.ManagedChannelImplBuilder.build(ManagedChannelImplBuilder.java:625)"
STACK = "java.lang.Thread.getStackTrace(Thread.java:1559)"
SLEEP = "java.base@17.0.15/java.lang.Thread.sleep(Native Method)"
POLL = "com.acme.jobs.Listener$Poller.run(Listener.java:8)"
GUARD = "dalvik.system.CloseGuard.open(CloseGuard.java:184)"
STREAM = "java.io.FileOutputStream.<init>(FileOutputStream.java:89)"


def trace(*frames: str) -> str:
    return "".join(f"\n\tat {frame}" for frame in frames)


def acquired(family: str, resource: str | None, *frames: str, hint: str | None = None) -> Report:
    creation = Access(frames, hint) if frames or hint else None
    return Report(family, resource, Level.SIMPLE if frames else Level.UNKNOWN, creation=creation)


# Hikari, Druid, c3p0, DBCP: where the connection was borrowed.
HIKARI = f"java.lang.Exception: Apparent connection leak detected{trace(GET, DAO, WEB)}"
WHO = "conn1: url=jdbc:h2:mem:x user= on thread http-nio-8080-exec-21"
RETRACTION = f"Previously reported leaked connection {WHO} was returned to the pool (unleaked)"
HIKARI_272 = f"Connection leak detection triggered for {WHO}, stack trace follows\n{HIKARI}"
DRUID = f"abandon connection, owner thread: Thread-2, connected at : 1684575211935, open stackTrace{trace(STACK, DAO)}"
C3P0 = "A checked-out resource is overdue, and will be destroyed: com.mchange.v2.c3p0.impl.NewPooledConnection@37d6e829"
C3P0_TRACED = (
    "Logging the stack trace by which the overdue resource was checked-out.\n"
    f"java.lang.Exception: DEBUG ONLY: Overdue resource check-out stack trace.{trace(DAO, WEB)}"
)
TOMCAT_JDBC = (
    f"Connection has been abandoned PooledConnection[org.acme.Db@173432e9]:java.lang.Exception{trace(DAO, WEB)}"
)
POOL2 = "Pooled object created 2026-11-08 22:27:43 +0900 by the following code has not been returned to the pool:"
DBCP1 = "DBCP object created 2026-11-08 22:27:43 by the following code was never closed:"

EXHAUSTION = (
    "org.springframework.dao.DataAccessResourceFailureException: Failed to obtain R2DBC Connection; nested"
    " exception is io.r2dbc.spi.R2dbcTimeoutException: Connection Acquisition timed out after 5000ms"
)

OKHTTP = "A connection to https://shop.example/ was leaked. Did you forget to close a response body?"
TO_SEE = (
    " To see where this was allocated, set the OkHttpClient logger level to FINE:"
    " Logger.getLogger(OkHttpClient.class.getName()).setLevel(Level.FINE);"
)
OKHTTP_TRACED = f"{OKHTTP}\njava.lang.Throwable: response.body().close(){trace(EXECUTE, DAO)}"
CHANNEL = "ManagedChannelImpl{logId=7, target=127.0.0.1:50051}"
SITE = f"java.lang.RuntimeException: ManagedChannel allocation site{trace(BUILD, DAO)}"
SHUT = "    Make sure to call shutdown()/shutdownNow()"

APP = "The web application [shop]"
LIKELY = "This is very likely to create a memory leak."
THREAD = f"{APP} appears to have started a thread named [poller-1] but has failed to stop it. {LIKELY}"
THREAD_TRACED = f"{THREAD} Stack trace of thread:\n {SLEEP}\n {POLL}"
LOCAL = f"{APP} created a ThreadLocal with key of type [java.lang.ThreadLocal] (value [java.lang.ThreadLocal@4bb33f74])"
LOCAL_LEAK = (
    f"{LOCAL} and a value of type [com.acme.jobs.Listener.Ctx] (value [com.acme.jobs.Listener$Ctx@759d26fb]) but failed"
    " to remove it when the web application was stopped. Threads are going to be renewed over time to try and avoid a"
    " probable memory leak."
)
TYPE = "value of type [com.acme.jobs.Listener.Ctx]"

MANY = "Possible EventEmitter memory leak detected."
BUS = "11 orderPlaced listeners added to [OrderBus]"
LIMIT = "MaxListeners is 10. Use emitter.setMaxListeners() to increase limit"
NODE_FRAMES = (
    "_addListener (node:events:598:17)",
    "subscribeAll (/app/src/order-bus.js:4:53)",
    "async Object.<anonymous> (/app/src/(admin)/page.js:5:1)",
    "/app/src/main.js:1:1",
)
SESSION = "client_session: <aiohttp.client.ClientSession object at 0x7f8ee4147a30>"
ALLOCATED = (
    '\n  open_feed()\nObject allocated at (most recent call last):\n  File "/app/feed.py", lineno 6\n    open_feed()\n'
    '  File "/app/feed.py", lineno 3\n    f = open("/etc/hosts")'
)
PYTHON_FRAMES = ('/app/feed.py:3(f = open("/etc/hosts"))', "/app/feed.py:6(open_feed())")
CREATED = (
    '\nsource_traceback: Object created at (most recent call last):\n  File "/app/feed.py", line 13, in <module>\n'
    '    asyncio.run(main())\n  File "/app/feed.py", line 9, in main\n    s = aiohttp.ClientSession()'
)
CREATED_FRAMES = ("/app/feed.py:9(main)", "/app/feed.py:13(<module>)")
CLOSEABLE = (
    "A resource was acquired at attached stack trace but never released."
    " See java.io.Closeable for information on avoiding resource leaks."
)
NOT_CALLED = "java.lang.Throwable: Explicit termination method 'close' not called"
GOROUTINE = "[Goroutine 22 in state chan send, with example.org/shop/cart.(*Store).sweep on top of the stack:\n"
GO_STACK = (
    "example.org/shop/cart.(*Store).sweep(0xc0001f2c20, {0x2a246e8, 0xc0004aa230})\n"
    "\t/src/shop/cart/store.go:88 +0x1eb\n"
    "created by example.org/shop/cart.Open in goroutine 7\n\t/src/shop/cart/open.go:12 +0xaa\n]"
)
GO_REPORT = Report(
    "goleak",
    "goroutine",
    Level.ADVANCED,
    (Access(("example.org/shop/cart.(*Store).sweep(/src/shop/cart/store.go:88)",)),),
    Access(("example.org/shop/cart.Open(/src/shop/cart/open.go:12)",)),
)
TRACKED = "LEAK: resource was not cleaned up before it was garbage-collected."
RETAIN = "com.acme.search.Facets.retain(Facets.java:90)"
OBTAIN = "org.elasticsearch.common.recycler.Recyclers$1.obtain(Recyclers.java:58)"
IN = "\tin [elasticsearch[node-1][search][T#2]][]\n\t"
TRACKED_ALL = (
    f"{TRACKED}\nRecent access records: \n#1:\n{IN}{RETAIN}\nCreated at:\n{IN}{OBTAIN}\n\t{DAO}\n"
    ": 2 leak records were discarded because they were duplicates\n"
    ": 31 leak records were discarded because the leak record count is targeted to 25."
)
TRACKED_REPORT = Report("elasticsearch", "resource", Level.ADVANCED, (Access((RETAIN,)),), Access((OBTAIN, DAO)), 1, 33)

REPORTS: dict[str, tuple[str, Report]] = {
    "elasticsearch": (TRACKED_ALL, TRACKED_REPORT),
    "elasticsearch, creation only": (
        f"{TRACKED}\nRecent access records: \nCreated at:\n{IN}{OBTAIN}",
        Report("elasticsearch", "resource", Level.SIMPLE, (), Access((OBTAIN,)), 0),
    ),
    "elasticsearch, older fork": (
        TRACKED.replace("resource", "BytesReference"),
        Report("elasticsearch", "BytesReference", Level.UNKNOWN),
    ),
    "hikari 2.7.2": (HIKARI_272, acquired("hikari", "Connection", GET, DAO, WEB, hint=WHO)),
    "hikari 2.4.4": (
        f"Connection leak detection triggered for org.acme.Db@5f1a, stack trace follows\n{HIKARI}",
        acquired("hikari", "Connection", GET, DAO, WEB, hint="org.acme.Db@5f1a"),
    ),
    "hikari 2.3.4": (
        f"Connection leak detection triggered for connection org.acme.Db@5f1a, stack trace follows\n{HIKARI}",
        acquired("hikari", "Connection", GET, DAO, WEB, hint="org.acme.Db@5f1a"),
    ),
    "hikari 2.0": (
        f"Connection leak detection triggered, stack trace follows\njava.lang.Exception{trace(GET, DAO)}",
        acquired("hikari", "Connection", GET, DAO),
    ),
    "hikari, the exception alone": (HIKARI, acquired("hikari", "Connection", GET, DAO, WEB)),
    "druid": (DRUID, acquired("druid", "Connection", STACK, DAO)),
    "druid, with the thread's state": (
        f"{DRUID}\nownerThread current state is RUNNABLE, current stackTrace{trace(WEB)}",
        acquired("druid", "Connection", STACK, DAO),
    ),
    "c3p0, first line": (C3P0, acquired("c3p0", "Connection")),
    "c3p0, second line": (C3P0_TRACED, acquired("c3p0", "Connection", DAO, WEB)),
    "c3p0, both": (f"{C3P0}\n{LOGGED}{C3P0_TRACED}", acquired("c3p0", "Connection", DAO, WEB)),
    "agroal": (
        "Datasource '<default>': JDBC resources leaked: 1 ResultSet(s) and 0 Statement(s)",
        acquired("agroal", "<default>"),
    ),
    "tomcat jdbc": (TOMCAT_JDBC, acquired("dbcp", "Connection", DAO, WEB)),
    "pool 2": (
        f"org.apache.commons.pool2.impl.DefaultPooledObject$AbandonedObjectCreatedException: {POOL2}{trace(DAO)}",
        acquired("dbcp", "pooled object", DAO),
    ),
    "pool 2.5, last use": (
        f"{POOL2}\norg.apache.commons.pool2.impl.ThrowableCallStack$Snapshot{trace(DAO)}\n"
        f"The last code to use this object was:\norg.apache.commons.pool2.impl.ThrowableCallStack$Snapshot{trace(WEB)}",
        Report("dbcp", "pooled object", Level.ADVANCED, (Access((WEB,)),), Access((DAO,))),
    ),
    "dbcp 1": (
        f"org.apache.commons.dbcp.AbandonedTrace$AbandonedObjectException: {DBCP1}{trace(DAO)}",
        acquired("dbcp", "Connection", DAO),
    ),
    "okhttp": (OKHTTP, acquired("okhttp", "https://shop.example/")),
    "okhttp 3": (OKHTTP + TO_SEE, acquired("okhttp", "https://shop.example/")),
    "okhttp, FINE": (OKHTTP_TRACED, acquired("okhttp", "https://shop.example/", EXECUTE, DAO)),
    "grpc 1.7": (
        f"*~*~*~ Channel io.grpc.internal.ManagedChannelImpl-1 for target db:1 was not shutdown properly!!! ~*~*~*\n"
        f"{SHUT} and awaitTermination().\n{SITE}",
        acquired("grpc", "ManagedChannel", BUILD, DAO),
    ),
    "grpc 1.7, not terminated": (
        "*~*~*~ Channel io.grpc.internal.ManagedChannelImpl-1 for target db:1 was not terminated properly!!! ~*~*~*",
        acquired("grpc", "ManagedChannel"),
    ),
    "grpc 1.19": (
        f"*~*~*~ Channel {CHANNEL} was not shutdown properly!!! ~*~*~*\n"
        f"{SHUT} and wait until awaitTermination() returns true.\n{SITE}",
        acquired("grpc", "ManagedChannel", BUILD, DAO),
    ),
    "grpc 1.51": (
        f"*~*~*~ Previous channel {CHANNEL} was not shutdown properly!!! ~*~*~*\n{SHUT}\n{SITE}",
        acquired("grpc", "ManagedChannel", BUILD, DAO),
    ),
    "grpc 1.61": (
        f"*~*~*~ Previous channel {CHANNEL} was garbage collected without being shut down! ~*~*~*\n{SHUT}\n{SITE}",
        acquired("grpc", "ManagedChannel", BUILD, DAO),
    ),
    "grpc, not recorded": (
        f"Previous channel {CHANNEL} was garbage collected without being shut down!\n{SHUT}\n"
        "java.lang.RuntimeException: ManagedChannel allocation site not recorded."
        "  Set -Dio.grpc.ManagedChannel.enableAllocationTracking=true to enable it",
        acquired("grpc", "ManagedChannel"),
    ),
    "lettuce": (
        "io.lettuce.core.resource.DefaultClientResources was not shut down properly, shutdown() was not called before"
        " it's garbage-collected. Call shutdown() or shutdown(long,long,TimeUnit) ",
        acquired("lettuce", "DefaultClientResources"),
    ),
    "tomcat 7": (THREAD, Report("tomcat", "shop/poller-1", Level.UNKNOWN)),
    "tomcat 8": (THREAD_TRACED, Report("tomcat", "shop/poller-1", Level.SIMPLE, (Access((SLEEP, POLL)),))),
    "tomcat 6.0.24": (
        f"A web application appears to have started a thread named [poller-1] but has failed to stop it. {LIKELY}",
        Report("tomcat", "/poller-1", Level.UNKNOWN),
    ),
    "tomcat timer": (
        f"{APP} appears to have started a TimerThread named [Timer-0] via the java.util.Timer API but has failed to"
        " stop it. To prevent a memory leak, the timer (and hence the associated thread) has been forcibly canceled.",
        Report("tomcat", "shop/Timer-0", Level.UNKNOWN),
    ),
    "tomcat ThreadLocal": (
        LOCAL_LEAK,
        Report("tomcat", "shop/java.lang.ThreadLocal", Level.UNKNOWN, (Access((), TYPE),)),
    ),
    "tomcat driver": (
        f"{APP} registered the JBDC driver [org.acme.Driver] but failed to unregister it when the web application was"
        " stopped. To prevent a memory leak, the JDBC Driver has been forcibly unregistered.",
        Report("tomcat", "shop/org.acme.Driver", Level.UNKNOWN),
    ),
    "tomcat request": (
        f"{APP} is still processing a request that has yet to finish. {LIKELY} You can control the time allowed for"
        " requests to finish by using the unloadDelay attribute of the standard Context implementation. Stack trace of"
        f" request processing thread:[\n {SLEEP}\n {POLL}]",
        Report("tomcat", "shop/request", Level.SIMPLE, (Access((SLEEP, POLL)),)),
    ),
    "tomcat in Korean": (
        "웹 애플리케이션 [shop]이(가) [poller-1](이)라는 이름의 쓰레드를 시작시킨 것으로 보이지만, 해당 쓰레드를"
        " 중지시키지 못했습니다. 이는 메모리 누수를 유발할 가능성이 큽니다."
        f" 해당 쓰레드의 스택 트레이스:\n {SLEEP}\n {POLL}",
        Report("tomcat", "shop/poller-1", Level.SIMPLE, (Access((SLEEP, POLL)),)),
    ),
    "tomcat in Chinese": (
        "Web应用程序 [shop] 注册了JDBC驱动程序 [org.acme.Driver]，但在Web应用程序停止时无法注销它。",
        Report("tomcat", "shop/org.acme.Driver", Level.UNKNOWN),
    ),
    "tomcat in Japanese": (
        "Webアプリケーション[shop]はタイプ[java.lang.ThreadLocal]（値[x]）のキーと値タイプ[com.acme.jobs.Listener.Ctx]"
        "（値[y]）のThreadLocalを作成しましたが、 それはWebアプリケーションの停止時に削除されていません。",
        Report("tomcat", "shop/java.lang.ThreadLocal", Level.UNKNOWN, (Access((), TYPE),)),
    ),
    "tomcat in French": (
        "L'application [shop] semble avoir démarré un TimerThread nommé [Timer-0] en utilisant java.util.Timer mais ne"
        " l'a pas stoppé",
        Report("tomcat", "shop/Timer-0", Level.UNKNOWN),
    ),
    "tomcat in Spanish": (
        "La aplicación web [shop] registró el conductor JDBC [org.acme.Driver] pero falló al anular el registro",
        Report("tomcat", "shop/org.acme.Driver", Level.UNKNOWN),
    ),
    "node 20": (
        f"(node:15016) MaxListenersExceededWarning: {MANY} {BUS}. {LIMIT}\n"
        "(Use `node --trace-warnings ...` to show where the warning was created)",
        acquired("node", "orderPlaced/OrderBus"),
    ),
    "node, --trace-warnings": (
        f"(node:15024) MaxListenersExceededWarning: {MANY} {BUS}. {LIMIT}"
        + "".join(f"\n    at {frame}" for frame in NODE_FRAMES),
        acquired("node", "orderPlaced/OrderBus", *NODE_FRAMES),
    ),
    "node 12": (
        f"(node:5) MaxListenersExceededWarning: {MANY} {BUS}. Use emitter.setMaxListeners() to increase limit",
        acquired("node", "orderPlaced/OrderBus"),
    ),
    "node 8": (
        f"(node:5) MaxListenersExceededWarning: {MANY} 11 data listeners added. Use emitter.setMaxListeners() to ...",
        acquired("node", "data"),
    ),
    "node 0.10": (
        f"(node) warning: {MANY.replace('P', 'p', 1)} 11 listeners added. Use emitter.setMaxListeners() to increase"
        " limit.\nTrace\n    at Socket.EventEmitter.addListener (events.js:160:15)\n    at go (/app/a.js:4:5)",
        acquired("node", "EventEmitter", "Socket.EventEmitter.addListener (events.js:160:15)", "go (/app/a.js:4:5)"),
    ),
    "node, EventTarget": (
        "(node:5) MaxListenersExceededWarning: Possible EventTarget memory leak detected. 11 abort listeners added to"
        " [AbortSignal]. MaxListeners is 10. Use events.setMaxListeners() to increase limit",
        acquired("node", "abort/AbortSignal"),
    ),
    "python file": (
        "/app/feed.py:6: ResourceWarning: unclosed file <_io.TextIOWrapper name='/etc/hosts' mode='r' encoding='UTF-8'>"
        + ALLOCATED,
        acquired("python", "file", *PYTHON_FRAMES),
    ),
    "python socket": (
        "sys:1: ResourceWarning: unclosed <socket.socket fd=3, family=2, type=1, proto=0, laddr=('0.0.0.0', 0)>\n"
        "ResourceWarning: Enable tracemalloc to get the object allocation traceback",
        acquired("python", "socket"),
    ),
    "python transport": (
        "/usr/lib/python3.11/asyncio/selector_events.py:864: ResourceWarning: unclosed transport"
        " <_SelectorSocketTransport closing fd=6>",
        acquired("python", "transport"),
    ),
    "python, sqlite": (
        "/app/db.py:6: ResourceWarning: unclosed database in <sqlite3.Connection object at 0x7f>",
        acquired("python", "database"),
    ),
    "aiohttp, warned": (
        "/app/lib/aiohttp/client.py:527: ResourceWarning: Unclosed client session"
        " <aiohttp.client.ClientSession object at 0x7f8ee4147a30>\n  _warnings.warn(",
        acquired("python", "aiohttp.ClientSession"),
    ),
    "aiohttp": (f"Unclosed client session\n{SESSION}", acquired("python", "aiohttp.ClientSession")),
    "aiohttp, debug": (
        f"Unclosed client session\n{SESSION}{CREATED}",
        acquired("python", "aiohttp.ClientSession", *CREATED_FRAMES),
    ),
    "aiohttp connector": (
        "Unclosed connector\nconnections: ['[(<aiohttp.client_proto.ResponseHandler object at 0x10>, 1.5)]']\n"
        "connector: <aiohttp.connector.TCPConnector object at 0x102408100>",
        acquired("python", "aiohttp.TCPConnector"),
    ),
    "another library": (
        "Unclosed AIOKafkaProducer\nproducer: <aiokafka.producer.producer.AIOKafkaProducer object at 0x10>",
        acquired("python", "aiokafka.AIOKafkaProducer"),
    ),
    "android": (
        f"{CLOSEABLE}\n{NOT_CALLED}{trace(GUARD, STREAM, DAO)}",
        acquired("android", "FileOutputStream", GUARD, STREAM, DAO),
    ),
    "android 9": (
        f"StrictMode policy violation: android.os.strictmode.LeakedClosableViolation: {CLOSEABLE}"
        + trace("android.os.StrictMode$AndroidCloseGuardReporter.report(StrictMode.java:1994)")
        + f"\nCaused by: {NOT_CALLED}{trace(GUARD, STREAM, DAO)}\n\t... 4 more",
        acquired("android", "FileOutputStream", GUARD, STREAM, DAO),
    ),
    "android, untraced": ("A resource failed to call close. ", acquired("android", None)),
    "android, untraced, named": ("A resource failed to call Cursor.close. ", acquired("android", "Cursor")),
    "goleak": (f"    store_test.go:269: found unexpected goroutines:\n{GOROUTINE}{GO_STACK}", GO_REPORT),
    "goleak, before 1.3": (
        f"    store_test.go:269: found unexpected goroutines:\n{GOROUTINE}goroutine 22 [chan send]:\n{GO_STACK}\nFAIL",
        GO_REPORT,
    ),
}


@pytest.mark.parametrize(("text", "report"), REPORTS.values(), ids=REPORTS.keys())
def test_every_template_is_read(text: str, report: Report):
    """Each text that a version prints gives all it says, at the start of a text and of a log line."""
    assert report == recognise(text)
    assert report == recognise(LOGGED + text)
    assert report == recognise(JUL + text)


def each_line(prefix: str) -> Callable[[str], str]:
    return lambda text: "\n".join(prefix + line for line in text.split("\n"))


def docker_files(text: str) -> str:
    """A JSON object for each line, as Go writes it."""
    lines = ({"log": f"{line}\n", "stream": "stderr", "time": "2026-11-22T14:51:12.029Z"} for line in text.split("\n"))
    written = "\n".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines)
    return written.replace("<", "\\u003c").replace(">", "\\u003e")


DAMAGE: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "docker compose": each_line("web-1   | "),
    "cloud foundry": each_line("2026-09-01T17:19:42.42-0400 [APP/PROC/WEB/0] OUT "),
    "kubernetes": each_line("2026-09-01T17:19:42.424242424Z stderr F "),
    "sbt": each_line("[info] "),
    "files of Docker": docker_files,
    "quoted": each_line("> "),
    "blanks for tabs": lambda text: text.replace("\t", "        "),
    "another line after": lambda text: f"{text}\n14:51:13.000 [main] INFO com.acme.Shop - started{trace(POLL)}",
    "JSON": lambda text: '{"level":"WARN","message":"' + _escaped(text) + '","thread":"main"}',
    "JSON, then another line": lambda text: '{"message":"' + _escaped(text) + '"}\n{"message":"started"}',
}


def _escaped(text: str) -> str:
    return text.replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_does_not_change_what_is_read(damage: Callable[[str], str], name: str):
    """A report reads the same whatever logged, shipped or escaped it."""
    text, report = REPORTS[name]

    assert report == recognise(damage(text))


def test_the_exception_may_stand_in_a_field_before_the_message():
    """JSON with sorted keys: the trace comes before the sentence that it belongs to."""
    text = '{"exception":"' + _escaped(HIKARI) + '","message":"' + HIKARI_272.partition("\n")[0] + '"}'

    assert acquired("hikari", "Connection", GET, DAO, WEB, hint=WHO) == recognise(text)


def test_a_report_takes_no_trace_of_another():
    """Without a trace of its own, and with another report or error below it, a report has none."""
    error = f"\n{LOGGED}failed\njava.lang.IllegalStateException: no{trace(POLL)}"

    assert acquired("okhttp", "https://shop.example/") == recognise(OKHTTP + error)
    assert acquired("okhttp", "https://shop.example/") == recognise(f"{OKHTTP}\n{OKHTTP_TRACED}")
    assert Report("tomcat", "shop/poller-1", Level.UNKNOWN) == recognise(THREAD + error)


def test_a_wrapped_or_elided_frame_does_not_end_a_trace():
    """A terminal breaks a frame in two, a logger leaves some out and names their jars."""
    wrapped = HIKARI_272.replace("OrderDao.java", "OrderD\nao.java").replace(f"\n\tat {WEB}", f"\n\t...\n\tat {WEB}")

    report = recognise(re.sub(r"\)$", ") ~[shop.jar:1.4]", wrapped, flags=re.MULTILINE))

    assert acquired("hikari", "Connection", GET, DAO, WEB, hint=WHO) == report


UNKNOWN = "orders shop-7 "


@pytest.mark.parametrize("text", [HIKARI_272, DRUID, C3P0_TRACED, TOMCAT_JDBC, OKHTTP_TRACED, REPORTS["grpc 1.61"][0]])
def test_a_trace_proves_a_sentence_behind_an_unknown_prefix(text: str):
    """A prefix that nobody has seen before hides no whole report; without the trace it might be prose."""
    assert recognise(text) == recognise(UNKNOWN + text)
    assert recognise(f"traceId=4bf92f {text}") == recognise(text)


def test_hikari_takes_a_report_back():
    """The retraction names the same borrower as the report did."""
    text = f"{LOGGED}{RETRACTION}"

    taken_back = Report("hikari", "Connection", Level.UNKNOWN, (Access((), WHO),), kind=Kind.RETRACTION)
    assert taken_back == recognise(text)


def test_r2dbc_exhaustion_is_a_symptom():
    """It names no resource and is never a leak."""
    assert Report("r2dbc", None, Level.UNKNOWN, kind=Kind.SYMPTOM) == recognise(EXHAUSTION)


NEAR_MISSES = {
    "prose": f"Since the upgrade we see {OKHTTP} now and then.",
    "a quotation": f'Fixed: "{OKHTTP}"',
    "a command": f"grep -c '{C3P0}' app.log",
    "prose after": f"{OKHTTP} is what it says",
    "source code": 'logger.warn("A connection to " + url + " was leaked. Did you forget to close a response body?");',
    "hikari, configuration": "DEBUG com.zaxxer.hikari.HikariConfig - leakDetectionThreshold..........2000",
    "hikari, template": "Connection leak detection triggered for {} on thread {}",
    "hikari, prose": "Apparent connection leak detected by the new alarm",
    "tomcat, weak keys": f"{LOCAL} and a value of type [a.B] (value [c]) but since keys are only weakly held by the"
    " ThreadLocal Map this is not a memory leak.",
    "tomcat, nulled": f"{LOCAL}. The ThreadLocal has been correctly set to null and the key will be removed by GC.",
    "tomcat, nulled, then a leak of another kind": f"{LOCAL}. The ThreadLocal has been correctly set to null.",
    "tomcat, protection": 'WARNING: When running on Java 9 or later you need to add "--add-opens=java.base/java.io" to'
    " enable ObjectStream cache memory leak protection.",
    "tomcat, class loader": f"{APP} attempted to add a null class file transformer.",
    "dbcp, a peer": "The connection has been abandoned by the remote host",
    "dbcp, a suspicion": "Connection has been marked suspect, possibly abandoned PooledConnection[a@1f][61 ms.]:null",
    "druid": "abandon connection, since the server closed it",
    "agroal, nothing": "Datasource '<default>': JDBC resources leaked: 0 ResultSet(s) and 0 Statement(s)",
    "r2dbc, refused": "Failed to obtain R2DBC Connection; nested exception is io.r2dbc.spi.R2dbcTimeoutException: no",
    "node, code": "if (warning.name === 'MaxListenersExceededWarning') console.log('memory leak detected.')",
    "node, another": "Possible memory leak detected. 11 widgets found",
    "python, filter": 'warnings.simplefilter("ignore", ResourceWarning)',
    "python, how-to": "ResourceWarning: Enable tracemalloc to get the object allocation traceback",
    "python, another": "ResourceWarning: quota nearly used up",
    "aiohttp, prose": "Unclosed client session warnings are gone since 3.9",
    "aiohttp, another": "Unclosed brackets\nin line 3",
    "android, prose": "A resource failed to call close because the network was down",
    "goleak, no goroutine": "store_test.go:269: found unexpected goroutines:\nFAIL",
    "secrets": "2:13PM WRN leaks found: 1",
    "water": "ERROR sensor-hub water leak detected in zone B2, valve closed",
    "grpc, shutdown": "Channel was shutdown properly!!!",
    "nothing": "",
}


@pytest.mark.parametrize("text", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_a_near_miss_is_no_report(text: str):
    """What only resembles a report is None, never a guess."""
    assert recognise(text) is None


SHAPES = {
    '/app/feed.py:3(f = open("/etc/hosts"))': ("app/feed.py", 'app/feed.py:f = open("/etc/hosts")', "application"),
    "/srv/releases/20260102/shop/db.py:9(main)": ("#/shop/db.py", None, "application"),
    "/usr/local/lib/python3.11/asyncio/runners.py:190(run)": ("asyncio/runners.py", None, "plumbing"),
    "C:\\Python311\\Lib\\asyncio\\runners.py:190(run)": ("asyncio/runners.py", None, "plumbing"),
    "/usr/lib/python3/dist-packages/aiohttp/client.py:5(get)": ("aiohttp/client.py", None, "library"),
    "/v/lib/python3.11/site-packages/_pytest/runner.py:5(f)": ("_pytest/runner.py", None, "platform"),
    "async subscribe (/app/src/bus.js:4:53)": ("app/src/bus.js", "app/src/bus.js:subscribe", "application"),
    "/app/src/main.js:1:1": ("app/src/main.js", "app/src/main.js:<anonymous>", "application"),
    "file:///app/src/main.mjs:1:1": ("app/src/main.mjs", None, "application"),
    "_addListener (node:events:598:17)": ("node:events", None, "plumbing"),
    "Socket.addListener (events.js:160:15)": ("events.js", None, "plumbing"),
    "new Promise (<anonymous>)": ("node", "node:Promise", "plumbing"),
    "Pool.on (/app/node_modules/pg/lib/pool.js:1:1)": ("pg/lib/pool.js", None, "library"),
    "example.org/cart/v2.(*Store).sweep.func1.2(/src/store.go:88)": (
        "example.org/cart.Store",
        "example.org/cart.Store.sweep",
        "application",
    ),
    "main.main(/src/main.go:8)": ("main", "main.main", "application"),
    "net/http.(*persistConn).readLoop(/usr/local/go/src/net/http/transport.go:8)": (
        "net/http.persistConn",
        None,
        "plumbing",
    ),
    "example.org/mq.(*Conn).run(/go/pkg/mod/example.org/mq@v1.2.3/conn.go:8)": ("example.org/mq.Conn", None, "library"),
}


@pytest.mark.parametrize(("printed", "told"), SHAPES.items(), ids=SHAPES.keys())
def test_frames_of_other_runtimes(printed: str, told: tuple[str, str | None, str]):
    """File or type, function and tier; lines, releases, versions and machines do not matter."""
    owner, name, tier = told

    found = other_frames.read(printed)

    assert found is not None
    assert (owner, name or found[1], tier) == found


@pytest.mark.parametrize("printed", [DAO, SLEEP, STREAM, "a.B$$Lambda$32/0x00007f19e0018ca0.run(Unknown Source)", ""])
def test_frames_of_a_jvm_are_left_alone(printed: str):
    """They have a reader of their own."""
    assert other_frames.read(printed) is None


FRAGMENTS = st.sampled_from(
    [
        *sorted({part for text, _ in REPORTS.values() for part in re.split(r"(?<=[\n:.\[\]()])", text) if part}),
        *["\\n", "\\t", '{"message":"', "\r\n", "\t", "\x1b[0m", "\0", "[", "<", '"'],
    ]
)


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_no_text_is_too_odd(text: str):
    """Whatever is glued together, every family reads it or does not; none raises."""
    for family in families():
        read = family.recognise(text)
        assert read is None or family.name == read.family


HOSTILE = ["Connection leak detection triggered for ", "*~*~*~ Channel ", "at a (", "\n", "a.", "\\n", "[a] (value ["]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear(unit: str):
    """Four times the text takes some four times as long, not sixteen."""
    heads = [text.partition("\n")[0] for text, _ in REPORTS.values()]
    seconds = {}
    for size in (15_000, 60_000):
        texts = [f"{head}\n{unit * (size // len(unit))}" for head in heads[::7]]
        runs = []
        for _ in range(3):
            start = time.process_time()
            for text in texts:
                recognise(text)
            runs.append(time.process_time() - start)
        seconds[size] = min(runs)

    assert seconds[60_000] < 9 * seconds[15_000] + 0.02


OWNERS = {
    "node, --trace-warnings": NODE_FRAMES[1],
    "python file": PYTHON_FRAMES[0],
    "aiohttp, debug": CREATED_FRAMES[0],
    "goleak": "example.org/shop/cart.(*Store).sweep(/src/shop/cart/store.go:88)",
}


@pytest.mark.parametrize(("name", "owner"), OWNERS.items(), ids=OWNERS.keys())
def test_other_runtimes_have_owners_too(name: str, owner: str):
    """The innermost frame of the application; a shifted line changes no key."""
    report = recognise(REPORTS[name][0])
    shifted = recognise(re.sub(r"(\.js:|\.go:|line |lineno )\d+", r"\g<1>77", REPORTS[name][0]))

    assert report is not None
    assert shifted is not None
    assert owner == owner_frame(report)
    assert keys(report, "") == keys(shifted, "")


def test_two_thread_locals_of_one_application_are_two_leaks():
    """Their key has the same type; the value's tells them apart."""
    one, other = recognise(LOCAL_LEAK), recognise(LOCAL_LEAK.replace("Listener.Ctx", "Session.Ctx"))

    assert one is not None
    assert other is not None
    assert keys(one, "") != keys(other, "")
