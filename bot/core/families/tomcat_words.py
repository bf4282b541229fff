"""Tomcat's warnings about stopped web applications, in the languages that Tomcat logs in.

Source: Tomcat 6.0.24 to 11, java/org/apache/catalina/loader/LocalStrings*.properties: stackTrace, warnTimerThread,
checkThreadLocalsForLeaks, clearJdbc, stackTraceRequestThread. A sentence without a translation is logged in English.
"""

from __future__ import annotations

import re

_APP = r"\[(?P<app>[^\]\n]{0,200})\]"


def _name(kind: str) -> str:
    return rf"\[(?P<{kind}>[^\n]{{0,300}}?)\]"


# 6.0.24 does not name the application, and versions up to 7.0 print "JBDC".
_ENGLISH = (
    rf"(?:The web application {_APP}|A web application) (?:"
    rf"appears to have started a thread named {_name('thread')} but has failed to stop it"
    rf"|appears to have started a TimerThread named {_name('timer')} via the java\.util\.Timer API but has failed"
    rf"|created a ThreadLocal with key of type {_name('local')}"
    rf"|registered the J(?:DB|BD)C driver {_name('driver')} but failed to unregister it"
    r"|is still processing a (?P<request>request) that has yet to finish)"
)
_KOREAN = (
    rf"웹 애플리케이션 {_APP}이\(가\),? (?:"
    rf"{_name('thread')}\(이\)라는 이름의 쓰레드를 시작시킨 것으로 보이지만, 해당 쓰레드를 중지시키지 못했습니다"
    rf"|java\.util\.Timer API를 통해 {_name('timer')}\(이\)라는 이름을 가진 TimerThread를 시작한 것으로 보이지만"
    rf"|타입 {_name('local')}인 키와"
    rf"|JDBC 드라이버 {_name('driver')}을\(를\) 등록했지만"
    r"|여전히 완료되지 않은 (?P<request>요청)을 처리하고 있습니다)"
)
_CHINESE = (
    rf"[Ww]eb应用程序 ?{_APP} ?(?:"
    rf"似乎启动了一个名为{_name('thread')}的线程，但未能停止它"
    rf"|似乎已通过java\.util\.Timer API启动了名为{_name('timer')}的TimerThread，但未能将其停止"
    rf"|创建了一个ThreadLocal，其键类型为{_name('local')}"
    rf"|注册了JDBC驱动程序 ?{_name('driver')}，但在"
    r"|仍在处理一个尚未完成的(?P<request>请求))"
)
_JAPANESE = (
    rf"Web ?アプリケーション ?{_APP} ?(?:"
    rf"が java\.util\.Timer API で開始した TimerThread {_name('timer')} を停止できません"
    rf"|はタイプ{_name('local')}"
    rf"|は自身で登録した JDBC ドライバー {_name('driver')} を停止時に解除できません)"
)
_FRENCH = (
    rf"(?:L.{{1,6}}?application (?:web )?{_APP} (?:"
    rf"semble avoir démarré un thread nommé {_name('thread')} mais ne l.{{1,6}}?a pas arrêté"
    rf"|semble avoir démarré un TimerThread nommé {_name('timer')} en utilisant java\.util\.Timer mais"
    rf"|a cré{{1,2}} un ThreadLocal avec une clé de type {_name('local')}"
    rf"|a enregistré (?:un|le) pilote JDBC {_name('driver')}, mais ne l)"
    r"|Une (?P<request>requête) de l.{1,6}?application web \[[^\]\n]{0,200}\] est toujours en cours)"
)
_SPANISH = (
    rf"La aplicación web {_APP} (?:"
    rf"parece haber arrancado un TimerThread con nombre {_name('timer')} vía"
    rf"|creó un ThreadLocal con clave del tipo {_name('local')}"
    rf"|registró el conductor JDBC {_name('driver')} pero falló)"
)
HEADERS = tuple(re.compile(pattern) for pattern in (_ENGLISH, _KOREAN, _CHINESE, _JAPANESE, _FRENCH, _SPANISH))
KINDS = ("thread", "timer", "local", "driver", "request")

# Two harmless sentences about a ThreadLocal begin the same way; these words mark a leak.
NOT_REMOVED = re.compile(
    r"but failed to remove it|제거하지 못했습니다|未能将其删除|削除されていません|pas supprimé|no pudo quitarlo"
)
VALUE_TYPE = re.compile(
    r"(?:a value of type |타입 (?=\[[^\n\]]{0,300}\]인 값)|，值类型为|値タイプ|une valeur de type |un valor del tipo )"
    r"(\[[^\n]{0,300}?\])(?= ?\(|（|인 값)"
)
