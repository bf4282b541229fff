"""What the channel and the thread see of a leak that is reported once, and again."""

from tests.walks.events import event
from tests.walks.stage import DAY, HOUR, NOON, Stage, elements, is_broadcast, texts_of


def test_a_first_sighting_is_one_message_that_says_what_where_and_how_often(stage: Stage):
    """The root names resource, code, project, environment, host, release, and counts with their n."""
    stage.report(event(host="pod-a", release="resource-server@5.17.0"))

    (root,) = stage.in_channel()
    shown = texts_of(root)
    assert "L1 · ByteBuf leaks in UploadService.valid" == root["blocks"][0]["text"]["text"]
    for said in (
        "com.acme.resource.upload.UploadService.valid(UploadService.java:43)",
        "`resource-server` (1)",
        "`production` (1)",
        "`pod-a` (1)",
        "`resource-server@5.17.0` (1)",
        "1 report in 24 h (first seen too recently to compare)",
        "1 report in 7 days (first seen too recently to compare)",
        "1 report in all",
        "Nobody is on it yet",
        "AdvancedLeakAwareByteBuf.getByte",
        f"<!date^{NOON}^",
    ):
        assert said in shown, said


def test_the_root_has_a_link_to_the_event_and_its_buttons(stage: Stage):
    """One click away: the exact Sentry event, 👀, ✅ and a menu."""
    one = event()
    stage.report(one)

    root = stage.root()
    assert f"<{one['web_url']}|Open the latest event in Sentry>" in texts_of(root)
    assert ["leak_take", "leak_done", "leak_more"] == [element["action_id"] for element in elements(root)]
    assert ["L1", "L1", None] == [element.get("value") for element in elements(root)]
    assert ["undo:L1", "show:L1", "sentry:L1"] == [option["value"] for option in elements(root)[2]["options"]]


def test_the_text_of_the_root_stands_for_its_blocks(stage: Stage):
    """A notification or a screen reader gets every fact, in sentences."""
    stage.report(event(host="pod-a"))

    text = stage.root()["text"]
    for said in ("ByteBuf", "UploadService.valid", "pod-a", "production", "1 report in all", "Nobody is on it yet"):
        assert said in text, said


def test_a_repeat_within_the_hour_edits_the_root_and_says_nothing(stage: Stage):
    """Ten minutes later the root counts two, and the thread is empty."""
    stage.report(event(host="pod-a"))
    stage.move(600)
    stage.report(event(host="pod-b", release="resource-server@5.18.0"))

    assert [] == stage.replies()
    shown = texts_of(stage.root())
    assert "2 reports in 24 h" in shown
    assert "`pod-b` (1), `pod-a` (1)" in shown
    assert "`resource-server@5.18.0` (1), `resource-server@5.17.0` (1)" in shown
    assert 1 == len(stage.calls("chat.postMessage"))


def test_an_hour_of_repeats_is_one_reply_that_says_how_many(stage: Stage):
    """Three reports within the hour are told once, when the hour is over."""
    stage.report(event())
    for host in ("pod-b", "pod-b", "pod-c"):
        stage.move(600)
        stage.report(event(host=host))
    before = stage.said()
    stage.move(HOUR - 3 * 600)

    (told,) = stage.replies()
    assert [] == before
    assert told["text"].startswith(f"3 more reports of L1 since <!date^{NOON}^")
    assert "`pod-b` (2), `pod-c` (1)" in told["text"]
    assert "4 reports in 7 days" in told["text"]


def test_each_hour_has_its_own_reply_and_counts_only_what_is_new(stage: Stage):
    """Reports of the second hour are not told again in the third."""
    stage.report(event())
    stage.move(60)
    stage.report(event())
    stage.move(HOUR)
    stage.report(event())
    stage.report(event())
    stage.move(HOUR)
    stage.move(3 * HOUR)

    first, second = stage.said()
    assert first.startswith("1 more report of L1 since")
    assert second.startswith("2 more reports of L1 since")


def test_a_repeat_after_a_quiet_day_is_told_at_once(stage: Stage):
    """The interval is only for those who were told a short while ago."""
    stage.report(event())
    stage.move(DAY)
    stage.report(event(host="pod-b"))

    (told,) = stage.said()
    assert told.startswith("1 more report of L1 since")


def test_repeats_stay_in_the_thread(stage: Stage):
    """The channel itself sees only the root."""
    stage.report(event())
    stage.move(2 * HOUR)
    stage.report(event())

    assert [stage.root()["ts"]] == [one["ts"] for one in stage.in_channel()]
    assert [False] == [is_broadcast(one) for one in stage.replies()]


def test_two_sites_are_two_threads(stage: Stage):
    """Another leak in the same Sentry issue has its own root and number."""
    stage.report(event("upload-body"))
    stage.report(event("image-scale"))

    titles = [root["blocks"][0]["text"]["text"] for root in stage.roots()]
    assert ["L1 · ByteBuf leaks in UploadService.valid", "L2 · ByteBuf leaks in ImageScaler.blur"] == titles


def test_the_same_event_counts_once(stage: Stage):
    """Sentry sends an alert again after a time-out, also with another envelope around it."""
    one = event(timestamp=NOON)
    stage.report(one)
    stage.report(one)
    stage.report(one | {"culprit": "another rule matched as well"})

    assert "1 report in all" in texts_of(stage.root())
    assert [] == stage.replies()


def test_the_counts_of_a_window_move_on_with_its_n_beside_them(stage: Stage):
    """Two weeks later there is something to compare, and too little of it says so."""
    stage.report(event())
    stage.move(15 * DAY)
    stage.report(event())

    shown = texts_of(stage.root())
    assert "1 report in 24 h, 0 in the 24 h before (too few to compare)" in shown
    assert "1 report in 7 days, 0 in the 7 before (too few to compare)" in shown
    assert "2 reports in all" in shown


def test_a_clear_rise_is_told_as_a_ratio_with_its_range(stage: Stage):
    """From 2 reports in a week to 12: the ratio comes with the 95 % interval."""
    stage.report(event())
    stage.move(8 * DAY)
    stage.report(event())
    stage.report(event())
    stage.move(8 * DAY)
    for _ in range(12):
        stage.report(event(), settle=False)
    stage.settle()

    assert "12 reports in 7 days, 2 in the 7 before (ratio 6.0, 95 %:" in texts_of(stage.root())


def test_a_fuller_report_tells_where_to_look(stage: Stage):
    """A report without a stack says so, and how to get one."""
    head = "LEAK: ByteBuf.release() was not called before it's garbage-collected."
    hint = "Enable advanced leak reporting to find out where the leak occurred."
    stage.report(event(text=f"{head} {hint} To enable advanced leak reporting, specify the JVM option"))

    shown = texts_of(stage.root())
    assert "which code is not told" in shown
    assert "-Dio.netty.leakDetection.level=advanced" in shown
