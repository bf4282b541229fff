# 사람이 읽는 모든 문장의 한국어판. 짧고 차분하게, 탓하지 않고, 숫자에는 단위를 붙인다.
# 한 가지에는 한 낱말: 보고(report), 누수(leak), 추세(trend), 표시(mark). 이름과 인자는 en.ftl과 같다(테스트가 지킨다).

## 무엇이 새는가

leak-title = { $name } · { $resource } 누수: { $site }
leak-title-no-site = { $name } · { $resource } 누수: 코드 위치 알 수 없음
resource-unsaid = 자원
code-first = *먼저 볼 코드:* { $frame }
code-created = *생성된 곳:* { $frame } (마지막 사용은 기록되지 않음)
no-stack = *스택 트레이스 없음:* 어느 코드인지 알 수 없습니다. 이런 보고는 프로젝트와 자원별로 모읍니다.
access-newest = 가장 최근 접근 기록
access-created = 생성 기록
access-more = … Sentry에 { $n }줄 더 있음
open-sentry = Sentry에서 최근 이벤트 열기
pair = { $label }: { $value }

## 다음에 해 볼 것. advice.toml의 규칙마다 글이 둘: 루트의 한 줄과 /leak show의 덧붙임.

advice = *해 볼 것:* { $advice }
advice-source = 출처: { $link }
advice-none = 이 보고에 맞는 알려진 조언이 없습니다. 위의 코드와 자원을 마지막으로 가진 쪽을 살펴보세요.
advice-none-more = 원인을 알아냈다면 `/leak done { $name } 알아낸 것` 명령으로 다음 사람을 위해 남겨 주세요.
advice-timer-lettuce = 모든 Redis 클라이언트가 `ClientResources` 하나를 함께 쓰게 하고 끝날 때 종료하세요.
advice-timer-lettuce-more = 공유하지 않는 클라이언트는 저마다 타이머를 만듭니다. 요청, 테넌트, 재연결마다 만드는 클라이언트를 찾아보세요.
advice-timer-redisson = 애플리케이션 전체에서 `RedissonClient` 하나만 쓰고 끝날 때 `shutdown()`을 호출하세요.
advice-timer-redisson-more = 클라이언트마다 타이머를 만듭니다. 요청마다 또는 연결 실패 뒤에 다시 만드는 곳을 찾아보세요.
advice-timer-reuse = `HashedWheelTimer`는 하나만 만들어 함께 쓰고 끝날 때 `stop()`을 호출하세요.
advice-timer-reuse-more = 인스턴스마다 스레드가 있고 참조를 잃어도 해제되지 않습니다. 연결이나 요청마다 만드는 타이머를 찾아보세요.
advice-tls-engine = 마지막 연결이 닫히면 TLS 컨텍스트나 엔진을 `ReferenceCountUtil.release(...)`로 해제하세요.
advice-tls-engine-more = 네이티브 메모리를 쥐고 있습니다. 컨텍스트는 하나를 만들어 함께 쓰고 엔진보다 오래 살아야 합니다. `SslHandler`는 파이프라인에 들어온 엔진만 해제합니다.
advice-dns-message = DNS 응답은 읽은 뒤 해제하세요. 오류이거나 늦게 온 응답도 마찬가지입니다.
advice-dns-message-more = 응답 봉투의 주인은 호출한 쪽입니다. `finally`와, 취소된 future의 리스너에서 해제하세요.
advice-r2dbc-rows = R2DBC 결과는 끝까지 읽고 연결은 `Flux.usingWhen(...)`으로 닫으세요.
advice-r2dbc-rows-more = 행은 읽히거나 결과가 버려질 때까지 버퍼를 쥡니다. 행이 남은 결과에 `next()`, `take(n)`, 취소를 쓰는 곳과 실패하는 매핑 함수를 살펴보세요.
advice-gateway-body = 요청 본문을 캐시하는 필터를 확인하세요. 캐시할 때마다 한 번씩 더 붙잡지만 게이트웨이는 한 번만 해제합니다.
advice-gateway-body-more = 본문은 필터 하나에서만 캐시하거나, 직접 감싼 것은 직접 해제하세요. Spring Cloud Gateway 새 버전에서 고쳐진 누수가 있으니 이슈와 버전을 견주어 보세요.
advice-webclient-body = 읽지 않는 상태 코드까지, 모든 WebClient 응답 본문을 소비하거나 해제하세요.
advice-webclient-body-more = 남은 본문을 해제해 주는 `retrieve()`나 `exchangeToMono(...)`를 쓰세요. 옛 `exchange()` 뒤에는 갈래마다 `releaseBody()`나 `toBodilessEntity()`를 부르세요. 응답을 바꿔치기하는 필터는 버리는 응답을 해제해야 합니다.
advice-databuffer-join = 합친 버퍼는 다 읽은 뒤 `finally`에서 `DataBufferUtils.release(...)`로 해제하세요.
advice-databuffer-join-more = `DataBufferUtils.join`이 준 버퍼의 주인은 나입니다. 체인이 취소될 때를 위해 `doOnDiscard(DataBuffer.class, DataBufferUtils::release)`를 더하세요.
advice-databuffer = 체인에서 꺼낸 `DataBuffer`는 `DataBufferUtils.release(...)`로 해제하세요.
advice-databuffer-more = 미리 읽거나 캐시하거나 건너뛰는 연산자는 오류나 취소 때 버퍼를 잃습니다. `doOnDiscard(DataBuffer.class, DataBufferUtils::release)`를 더하세요.
advice-rsocket-payload = RSocket 페이로드는 읽은 뒤 `release()`를 부르세요. zero copy에서는 대신 해 주는 곳이 없습니다.
advice-rsocket-payload-more = 걸러지거나 취소된 페이로드, 그리고 소비하는 쪽은 그대로 둔 채 zero copy로 바꾼 디코더를 살펴보세요.
advice-grpc-message = gRPC 호출은 스트림을 끝까지 읽거나 취소해 끝내세요.
advice-grpc-message-more = 끝나지도 취소되지도 않은 호출은 받은 메시지를 쥐고 있습니다. 중간에 버려진 이터레이터, 예외를 던지는 옵저버, 기한 없는 호출, 떼어 낸 뒤 닫지 않은 스트림을 살펴보세요.
advice-multipart = 요청마다 POST 디코더의 `destroy()`를 부르고, 따로 둔 파트는 해제하세요.
advice-multipart-more = `finally`에서, 그리고 중간에 끊긴 요청을 위해 `channelInactive`에서도 하세요.
advice-retained-slice = retain된 슬라이스 자체를 해제하세요. 버퍼를 따로 한 번 더 붙잡고 있습니다.
advice-retained-slice-more = `retainedSlice`, `readRetainedSlice`, `retainedDuplicate`에는 각각 `release()`가 하나 더 필요합니다. 이 호출 밖에서 쓰지 않는다면 `slice()`를 쓰세요.
advice-retain = 이 `retain()`의 짝인 `release()`를 찾으세요. 마지막으로 한 일이 한 번 더 붙잡은 것입니다.
advice-retain-more = 이른 return, 둘 사이의 예외, 끝내 실행되지 않는 콜백을 살펴보세요.
advice-tail = 남는 `retain()`을 찾으세요. 메시지가 파이프라인 끝에 닿았고, Netty는 거기서 한 번 해제합니다.
advice-tail-more = 마지막 앞의 핸들러가 누군가 retain한 메시지를 넘겼거나, 받는 핸들러가 없는 종류의 메시지입니다.
advice-simple-handler = 직접 retain한 것을 찾으세요. `SimpleChannelInboundHandler`는 메서드가 끝나면 메시지를 한 번 해제합니다.
advice-simple-handler-more = 나중에 쓰려고 retain한 것은 실패할 때도 해제하고, `retain()` 없이 메시지를 넘기지 마세요.
advice-composite = 합성 버퍼를 해제하세요. 더해진 조각의 주인은 합성 버퍼이고, 함께 해제됩니다.
advice-composite-more = 만들었지만 예외로 쓰지 못한 합성 버퍼와 다시 꺼낸 조각을 살펴보세요.
advice-slice = 이 슬라이스의 원래 버퍼를 해제하세요. 슬라이스와 복제는 카운트를 함께 쓰고 따로 붙잡지 않습니다.
advice-slice-more = 슬라이스만 가진 쪽도 전체를 해제할 책임이 있습니다. 둘 다 오래 쓴다면 `retainedSlice()`를 쓰세요.
advice-reactor-body = Reactor Netty 본문을 소비하세요. `receive()`를 구독하거나 `aggregate()`, `.then()`으로 끝내세요.
advice-reactor-body-more = 아무도 구독하지 않은 본문은 버퍼를 쥐고 있습니다. 들어온 버퍼를 `retain()`했다면 취소될 때도 해제해야 합니다. `reactor.netty.channel.LeakDetection` 로거를 DEBUG로 켜면 버퍼가 내 코드로 넘어왔는지 알 수 있습니다.
advice-netty5-close = 마지막으로 쓰는 곳에서 버퍼를 닫으세요. try-with-resources가 가장 좋습니다.
advice-netty5-close-more = Netty 5에서 버퍼의 주인은 하나입니다. `send()` 뒤에는 받은 쪽이 닫습니다.
advice-raise-level = 코드를 보려면 JVM 하나를 { $option } 옵션으로 시작하세요. 조금 느려지므로 호스트 한 대면 충분합니다.
advice-raise-level-more = 이 보고에는 코드가 없고, advanced 레벨은 마지막 사용을 보여 줍니다. 할당 128번에 한 번만 추적하며 `-Dio.netty.leakDetection.samplingInterval=16`이면 더 자주 추적합니다(Netty 4.1.32 이상).
advice-cut = 생성 기록이 잘리지 않게 보고를 줄이세요: `-Dio.netty.leakDetection.targetRecords=2`.
advice-cut-more = Sentry는 처음 8,192자만 남기고 생성 기록은 맨 끝에 있습니다. 호스트의 로그에는 전체가 있습니다. Netty 4.1.16까지는 옵션 이름이 `maxRecords`로 끝납니다.
advice-handler = 힌트에 나온 핸들러를 보세요. 메시지를 해제하거나 `fireChannelRead`로 넘겨야 합니다.
advice-handler-more = 메시지를 마지막으로 받은 쪽이 예외 때도 해제합니다. `SimpleChannelInboundHandler`가 대신해 줍니다.
advice-touch = 버퍼가 지나는 길을 표시하세요. 넘겨주는 곳마다 `touch("where")`를 부르면 다음 보고에 마지막 표시가 나옵니다.
advice-touch-more = 보고에 Netty 프레임만 있습니다. simple 레벨에서는 표시에 비용이 들지 않습니다.
advice-raise-origin = 마지막 사용도 보려면 JVM 하나를 { $option } 옵션으로 시작하세요. 그 전에는 여기서 버퍼를 받은 쪽을 보세요.
advice-raise-origin-more = simple 레벨은 생성된 곳을 보여 주는데, 해제해야 할 곳과 다를 때가 많습니다. 할당 128번에 한 번만 추적하며 `-Dio.netty.leakDetection.samplingInterval=16`이면 더 자주 추적합니다(Netty 4.1.32 이상).
advice-last-user = 마지막으로 쓰는 곳의 `finally`에서 `release()`를 부르거나 분명히 넘기세요. 마지막에 쓰는 쪽이 해제합니다.
advice-last-user-more = 이른 return, 예외, 실행되지 않는 콜백을 살펴보세요. 넘겨줄 때마다 `touch("where")`를 부르면 다음 보고가 길을 알려 줍니다.
advice-es-release = 실패를 포함해 아래 코드를 벗어나는 모든 길에서 `Releasable`을 닫거나 `decRef()`를 부르세요.
advice-es-release-more = 리스너에 넘긴 응답은, 리스너가 끝난 뒤에도 참조를 가진 쪽이 해제해야 합니다.
advice-hikari-open-in-view = `spring.jpa.open-in-view=false`로 설정하세요. 지금은 세션과 함께 연결이 요청 끝까지 열려 있을 수 있습니다.
advice-hikari-open-in-view-more = 화면에 필요한 것은 트랜잭션 안에서 읽으세요. 그러면 그 뒤의 외부 호출은 연결을 쥐지 않습니다.
advice-hikari-close = try-with-resources로 연결을 닫으세요. 느릴 뿐이라면 `leakDetectionThreshold`를 올리세요.
advice-hikari-close-more = 풀은 기준(최소 2,000 ms)보다 오래 나가 있는 연결을 보고합니다. 나중에 반납되었다고 하면 누수는 아니지만 느린 곳이 있습니다.
advice-tomcat-driver = `ServletContextListener`에서 JDBC 드라이버 등록을 해제하거나 jar를 Tomcat의 `lib`에 두세요.
advice-tomcat-driver-more = Tomcat이 강제로 해제했습니다. 드라이버를 한 번만 올리기 전에는 중지하거나 다시 배포할 때마다 나옵니다.
advice-tomcat-threadlocal = 값을 넣은 요청이 끝날 때 `finally`에서 ThreadLocal의 `remove()`를 부르세요.
advice-tomcat-threadlocal-more = Tomcat의 스레드는 애플리케이션보다 오래 살고, 값이 클래스 로더를 붙잡습니다. 스레드는 차츰 새로 바뀌므로 한동안만 샙니다.
advice-tomcat-thread = `contextDestroyed`나 `@PreDestroy`에서 스레드나 타이머를 멈추고 끝날 때까지 기다리세요.
advice-tomcat-thread-more = 실행기를 종료하고, 타이머를 취소하고, 스레드를 가진 클라이언트를 닫으세요. 스택 트레이스는 그 스레드가 하던 일입니다.
advice-tomcat-pool = try-with-resources로 연결을 닫고, 오래 걸리는 일에는 `ResetAbandonedTimer` 인터셉터를 쓰세요.
advice-tomcat-pool-more = 트레이스는 연결을 가져간 곳입니다. `logAbandoned`는 기록하고 `removeAbandoned`는 연결을 거두어 갑니다.
advice-dbcp-abandoned = try-with-resources로 연결을 닫으세요. 트레이스는 연결을 가져간 곳입니다.
advice-dbcp-abandoned-more = `removeAbandonedTimeout`초가 지나면 버려진 연결로 봅니다. 오래 걸리는 일에는 더 길게 두세요.
advice-druid-abandoned = try-with-resources로 연결을 닫으세요. 트레이스는 연결을 가져간 곳입니다.
advice-druid-abandoned-more = `removeAbandoned`는 쓰는 중이어도 오래된 연결을 닫습니다. 찾는 데만 쓰고 켜 둔 채 지내지 마세요.
advice-c3p0-unreturned = try-with-resources로 연결을 닫으세요. `debugUnreturnedConnectionStackTraces`가 가져간 곳을 보여 줍니다.
advice-c3p0-unreturned-more = `unreturnedConnectionTimeout`초가 지나면 연결을 거두어 갑니다. 찾는 데만 쓰고 켜 둔 채 지내지 마세요.
advice-agroal-resources = `ResultSet`과 `Statement`를 try-with-resources로 닫으세요.
advice-agroal-resources-more = 풀이 연결과 함께 닫았으므로 잃은 것은 없습니다. 라이브러리가 원인일 수 있습니다.
advice-agroal-leak = try-with-resources로 연결을 닫으세요. 보고에 나온 스레드가 연결을 가져갔습니다.
advice-agroal-leak-more = 풀은 누수 감지 간격보다 오래 나가 있는 연결을 찾습니다. `quarkus.datasource.jdbc.extended-leak-report=true`이면 더 자세히 알려 줍니다.
advice-okhttp-body = 실패한 호출까지, 모든 응답 본문을 닫으세요: `try (Response response = call.execute())`.
advice-okhttp-body-more = `string()`과 `bytes()`는 닫아 주지만 스트림은 읽는 쪽이 닫습니다. 인터셉터는 `proceed`를 다시 부르기 전에 응답을 닫아야 합니다.
advice-grpc-channel = 끝날 때 채널의 `shutdown()`을 부르세요. 하나를 함께 쓰는 편이 낫습니다.
advice-grpc-channel-more = 트레이스는 채널이 생성된 곳입니다. 호출마다 만드는 채널을 찾아보세요. `awaitTermination(...)`은 호출이 끝날 때까지 기다립니다.
advice-lettuce-shutdown = 직접 만든 `ClientResources`는 그것을 쓰는 클라이언트 다음에 `shutdown()`하세요.
advice-lettuce-shutdown-more = 클라이언트는 스스로 만든 자원만 종료합니다. Spring에서는 빈의 소멸 메서드를 `shutdown`으로 두세요.
advice-node-listeners = 끝난 리스너는 제거하거나 `once`를 쓰세요. 그만큼 필요한 때만 `setMaxListeners`를 올리세요.
advice-node-listeners-more = 오래 사는 이미터에, 되풀이 불리는 함수 안에서 `on(...)`을 부르는 곳을 찾아보세요.
advice-aiohttp-session = `async with aiohttp.ClientSession() as session`으로 닫고, 애플리케이션 전체에서 하나만 쓰세요.
advice-aiohttp-session-more = 응답도 `async with` 안에서 읽거나 해제하고, 루프가 끝나기 전에 `close()`를 await 하세요.
advice-python-asyncio = 루프가 끝나기 전에 transport와 writer를 닫고 `wait_closed()`를 await 하세요.
advice-python-asyncio-more = `asyncio.run(...)`을 쓰고, 연결을 쥔 태스크는 취소한 뒤 await 하세요.
advice-python-with = `with` 문 안에서 여세요. 무슨 일이 있어도 닫힙니다.
advice-python-with-more = 더 오래 써야 한다면 `contextlib.ExitStack`을 쓰거나 `finally`에서 닫으세요.
advice-android-cursor = 커서나 데이터베이스를 `finally`에서 또는 `use`로 닫으세요.
advice-android-cursor-more = 이른 return과 행을 읽는 중의 예외를 살펴보세요.
advice-android-close = 벗어나는 모든 길에서 직접 닫으세요. Kotlin은 `use`, Java는 try-with-resources입니다.
advice-android-close-more = 트레이스는 열린 곳입니다. 라이브러리에 넘긴 스트림도, 따로 말이 없으면 내가 닫습니다.
advice-goleak-http = 응답 본문을 읽고 닫고, 테스트 끝에 `CloseIdleConnections()`를 부르세요.
advice-goleak-http-more = 다시 쓰려고 남겨 둔 연결의 고루틴입니다. 테스트 서버도 닫아야 합니다.
advice-goleak-channel = 고루틴이 빠져나가게 하세요. 채널 옆에서 `ctx.Done()`도 select하고 컨텍스트를 취소하세요.
advice-goleak-channel-more = 아무도 다루지 않는 채널을 기다립니다. 답 하나만 버려질 수 있다면 버퍼 하나로 충분합니다.
advice-goleak-test = 테스트가 끝나기 전에 고루틴을 멈추고 기다리세요.
advice-goleak-test-more = 어느 테스트인지 찾으려면 `go test -c`로 빌드해 하나씩 실행하세요.

## 다시 보는 방법 (/leak show)

kit-title = 내 컴퓨터에서 다시 보기
kit-netty = 이 옵션으로 시작하고 부하를 주세요. 보고는 가비지 컬렉션 뒤에 나오며 `jcmd PID GC.run`으로 앞당길 수 있습니다.
kit-other = 이 설정이나 명령으로 실행하고 부하를 주세요.
kit-none = 더 보여 주는 옵션은 알려져 있지 않습니다. 부하를 주세요.
kit-scan = 그런 다음 로그를 확인하세요: { $command }

## 어디서, 언제

label-projects = 프로젝트 (보고 수)
label-environments = 환경 (보고 수)
label-hosts = 호스트 (보고 수)
label-releases = 릴리스 (보고 수)
label-first = 처음 발견
label-last = 마지막 발견
more = 외 { $n }개

## 얼마나 자주

label-reports = 보고
reports = 보고 { $n }건
day-counts = 24시간 동안 { $now }, 그 전 24시간 { $before }건 ({ $compare })
day-counts-none = 48시간 동안 보고 없음
day-counts-new = 24시간 동안 { $now } (처음 발견된 지 얼마 안 되어 비교할 수 없음)
week-counts = 7일 동안 { $now }, 그 전 7일 { $before }건 ({ $compare })
week-counts-none = 14일 동안 보고 없음
week-counts-new = 7일 동안 { $now } (처음 발견된 지 얼마 안 되어 비교할 수 없음)
total-counts = 모두 { $now }
compare-few = 비교하기에 너무 적음
compare-ratio = 비율 { $ratio }, 95 %: { $low }~{ $high }
compare-least = 비율 { $low } 이상, 95 % 확신
daily = 최근 { $days }일(오래된 날부터): 보고가 있던 날 { $active }일, 하루 최대 { $most }건, 마지막 날 { $last }건.
daily-none = 최근 { $days }일 동안 보고가 없습니다.

## 추세. 낱말의 기준: p < 0.05는 약함, p < 0.005는 강함.

label-trend = 추세
counted = { $unit ->
    [alerts] 보고 { $n }건
   *[episodes] { $n }회
}
trend-first = { $when }에 처음 발견: 추세를 말하기에 아직 이릅니다. { $needed }회부터 말씀드립니다.
trend-few = { $days } 동안 { $counted }뿐이라 추세를 말하기에 너무 적습니다. { $needed }회부터 말씀드립니다.
trend-short = { $days } 동안 { $counted }: 추세를 말하기에 기간이 너무 짧습니다.
trend-short-needed = { $days } 동안 { $counted }: 추세를 말하기에 기간이 너무 짧습니다. { $needed }일부터 말씀드립니다.
trend-none = 변화했다는 증거 없음: { $first }에서 { $last } ({ $facts }).
trend-power = { $counted }만으로는 { $step ->
    [more] 세 배를 넘는 변화
    [three] 약 세 배 이상의 변화
   *[two] 약 두 배 이상의 변화
}라야 반반의 확률로 드러납니다.
trend-weak = 간격이 { $direction ->
    [up] 짧아지고 있다는
    [down] 길어지고 있다는
   *[flat] 변하고 있다는
} 약한 증거: 처음 3분의 1은 { $first }, 마지막 3분의 1은 { $last } ({ $facts }). 변화 없는 누수도 스무 개 중 하나는 어느 순간 이렇게 보입니다.
trend-strong = 간격이 { $direction ->
    [up] 짧아지고 있다는
    [down] 길어지고 있다는
   *[flat] 변하고 있다는
} 강한 증거: 처음 3분의 1은 { $first }, 마지막 3분의 1은 { $last } ({ $facts }). 변화 없는 누수가 이렇게 보이는 일은 200개 중 하나쯤입니다.
trend-n = { $days } 동안 { $counted }
trend-p = p { $p }
trend-p-tiny = p 0.0001 미만
trend-bunched = 보고가 몰려서 옵니다(산포 { $phi }).
trend-episode = 24시간 이내로 이어진 보고는 묶어서 1회로 셉니다.
rate-days = { $n }일에 1회
rate-hours = { $n }시간에 1회
rate-none = 없음

## 지금 상태

label-state = 상태
state-open = *열림* ({ $since }부터). 아직 맡은 사람이 없습니다.
state-investigating = 👀 *조사 중* ({ $since }부터): { $who }.
state-investigating-nobody = 👀 *조사 중* ({ $since }부터).
state-investigated = ✅ *조사 완료*: { $who }, { $since }. 다시 보고되면 채널에 재발로 알립니다.
state-investigated-nobody = ✅ *조사 완료*: { $since }. 다시 보고되면 채널에 재발로 알립니다.
state-watching = *수정 관찰 중* ({ $since }부터).
state-fixed = *수정됨* ({ $since }부터): 증거가 95 %에 이르렀습니다.
state-returned = ↩️ *재발* ({ $since }). { $who } 님이 조사 완료로 표시했었습니다({ $when }). 아직 맡은 사람이 없습니다.
state-returned-nobody = ↩️ *재발* ({ $since }). 아직 맡은 사람이 없습니다.
state-snoozed = { $until }까지 알림 미룸.
note = 메모: “{ $note }”
word-open = 열림
word-investigating = 조사 중
word-investigated = 조사 완료
word-watching = 수정 관찰 중
word-fixed = 수정됨
word-returned = 재발
word-snoozed = 알림 미룸

## 버튼. 읽어 주는 말은 75자 이내이고, 누르면 무슨 일이 일어나는지 말한다.

button-take = 👀 조사 중
button-take-too = 👀 나도 조사 중
button-take-again = 👀 다시 조사
button-done = ✅ 조사 완료
spoken-take = { $name } 누수를 조사 중으로 표시합니다. 스레드에 이름이 보입니다
spoken-done = { $name } 누수를 조사 완료로 표시합니다. 스레드에 이름이 보입니다
spoken-share = 이 답을 이름과 함께 채널에 올립니다
option-undo = 내 표시 취소
option-show = 자세히 보기
option-sentry = Sentry에서 열기
button-share = 여기에 공유

## 스레드에서

reply = { $since } 이후 { $name } 보고 { $n }건 추가.
returned = ↩️ *재발* { $title }. 다시 보고되었습니다({ $when }).
returned-by = { $who } 님이 조사 완료로 표시했었습니다({ $when }).
returned-next = 맡으신다면 👀 표시로 다른 사람들에게 알려 주세요.
marked-take = 👀 { $who } 님이 { $name } 조사를 시작했습니다.
marked-done = ✅ { $who } 님이 { $name } 조사를 마쳤습니다.
marked-undo = ↩️ { $who } 님이 { $name } 표시를 취소했습니다.
marked-returned = ↩️ { $name } 재발.
marked-parted = { $other } 누수는 { $name } 누수와 생성 위치가 같지만 놓친 위치가 다릅니다. 생성만 알려 준 보고는 { $name }에 세어졌고 { $other }의 것일 수 있습니다.
marked-retracted = ↩️ { $name } 보고 하나가 취소되었습니다: 늦게 반납되었을 뿐 누수가 아닙니다.
marked-other = { $who } 님이 { $name } 상태를 바꿨습니다: { $what }.
somebody = 누군가

## /leak: 모든 답에 함께 쓰는 말

shared-by = { $who } 님이 `/leak { $command }` 답을 공유했습니다.

## /leak status, list

status-title = 누수 현황
list-title = 누수 목록
count-open = 열림 { $n }
count-investigating = 조사 중 { $n }
count-investigated = 조사 완료 { $n }
count-watching = 수정 관찰 중 { $n }
count-fixed = 수정됨 { $n }
count-returned = 재발 { $n }
count-total = 누수 모두 { $n }개
line-last = 마지막 발견 { $when }
next-open = *다음 할 일:* { $name } 담당자가 아직 없습니다. `/leak take { $name }` 명령으로 맡았다고 알리고, `/leak show { $name }` 명령으로 자세히 볼 수 있습니다.
next-investigating = *다음 할 일:* { $name } 원인을 알았다면 `/leak done { $name } 알아낸 것` 명령으로 메모와 함께 마무리하세요.
next-quiet = 기다리는 일이 없습니다.
list-more = 외 { $n }개. `/leak show L1` 명령으로 하나씩 볼 수 있습니다.
status-more = 외 { $n }개: `/leak list`.
empty = 아직 누수가 없습니다.
empty-test = 누수가 어떻게 보이는지 보려면 시험 알림을 보내세요: `python -m bot replay FILE --to URL --secret SECRET` 명령이 웹훅 본문을 Sentry처럼 서명해 보냅니다.
health-well = 모든 알림을 처리했고, 막힌 것이 없습니다.
health-waiting = 가장 오래된 알림이 { $waited }째 처리를 기다리고 있습니다.
health-dead = 끝내 실패한 행 { $n }개: `python -m bot doctor` 명령이 무엇이 왜 실패했는지 보여 줍니다.
health-slack = 마지막 Slack 오류: { $error }, { $when }.
health-slack-undated = 마지막 Slack 오류: { $error }.
fix-invite = `/invite` 명령으로 봇을 채널에 초대하세요.
fix-token = Slack 토큰이 더는 유효하지 않습니다. 앱을 다시 설치하고 새 토큰을 설정하세요.
fix-scope = 앱 권한이 부족합니다. 매니페스트로 앱을 다시 설치하세요.
fix-archived = 채널이 보관되었습니다. 다른 채널을 설정하세요.
fix-doctor = `python -m bot doctor` 명령이 할 일을 알려 줍니다.
span-seconds = { $n }초
span-minutes = { $n }분
span-hours = { $n }시간
span-days = { $n }일

## /leak show

history-title = 지난 일
history-none = 아직 표시가 없습니다.
history-line = { $when }: { $what }
history-more = 이전 기록 { $n }건 더
counts-are-reports = 숫자는 누수가 아니라 보고 건수입니다. 라이브러리는 잃은 자원의 일부만 보고합니다.

## /leak trend

trend-title = { $name } 추세
trend-until-fix = 수정 전까지({ $when }):
trend-since = { $when } 무렵부터(80 %: { $low }~{ $high }): 전에는 { $before }, 뒤에는 { $after }.
trend-gradual = 전체 기간에 걸쳐 서서히 변해서 날짜를 말할 수 없습니다.
trend-candidates = 그 사이에 처음 보인 것: { $releases }. 원인이 아니라 후보입니다.
trend-window = { $days }일 동안 { $unit ->
    [alerts] 보고 { $n }건, 그 전 { $days }일 { $before }건
   *[episodes] { $n }회, 그 전 { $days }일 { $before }회
} ({ $compare })
trend-window-few = 같은 길이의 두 기간에 6회가 되지 않아 비교하기에 너무 적습니다.
trend-starts = 프로세스 시작마다, 최근 { $days }일: { $now }. 그 전 { $days }일: { $before }. 시작은 처음 보인 호스트나 릴리스이므로 보고한 프로세스만 알 수 있습니다.
trend-starts-change = 프로세스 시작마다, 그 뒤: { $now }. 그 전: { $before }. 시작은 처음 보인 호스트나 릴리스이므로 보고한 프로세스만 알 수 있습니다.
trend-per-start = 시작 { $starts }번({ $often })에 { $reports }, 한 번에 { $each }건
trend-no-start = { $reports }, 새 시작 없음
trend-deploys = 새 릴리스: { $now }, 그 전: { $before }. 더 자주 배포했을 뿐일 수 있습니다.
trend-replicas = 릴리스마다 프로세스: { $now }, 그 전 { $before }. 복제본이나 재시작이 늘었을 뿐일 수 있습니다.
trend-raised = 접근 기록이 있는 보고: { $n }, 그 전 { $before }. 레벨을 올린 것만으로도 보고가 늘어납니다.
trend-starts-unknown = 호스트와 릴리스를 알 수 없어 날짜로만 셉니다. 더 자주 배포했거나 복제본이 늘었을 뿐일 수 있습니다.
nearly-sure = 99 % 초과
trend-next = 앞으로 28일: 보고 { $low }~{ $high }건(80 %), 한 건이라도 나올 확률 { $chance }.
trend-next-few = 앞으로 28일을 말하기에 너무 적습니다.
trend-lost = 제외: 아무것도 기록할 수 없던 { $lost }.
trend-held-back = Sentry는 곧이어 온 알림을 보내지 않을 수 있습니다.
help-trend = 숫자: 판정, 언제부터, 앞으로
why-sum = 추세를 센 방법
why-sum-n = n: 관찰한 { $days }일 동안 { $counted }, 보고 { $events }건에서.
why-sum-bins = { $days }일짜리 칸 { $bins }개, 산포 φ { $phi } (1.5를 넘으면 보고가 몰려서 옵니다).
why-sum-t = 기울기: t { $t }, 자유도 { $df }, { $p }.
why-sum-formula = 칸마다의 빈도를 관찰한 비율로 가중하여 직선을 긋습니다. t는 기울기를 그 표준 오차로 나눈 값이고, p는 스튜던트 t의 양쪽 확률입니다. 비율은 φ로 나눈 건수의 조건부 이항 mid-p입니다.
why-sum-few = 6회나 칸 6개가 되기 전에는 기울기를 셈하지 않습니다.

## 차트

chart-title = { $name } 주별 보고, 최근 { $weeks }주
button-chart = 📊 차트
spoken-chart = { $name } 차트를 스레드에 올립니다
chart-comes = { $name } 스레드에 차트를 올립니다.
chart-axis = 주별 보고 건수
chart-fix = 수정 { $attempt }
chart-fix-on = 수정 { $attempt }: { $day }.
chart-words = { $name }, 최근 { $weeks }주: 보고 { $total }건, 한 주에 최대 { $most }건. 처음 3분의 1은 주 { $first }건, 마지막 3분의 1은 주 { $last }건.

## /leak why

why-title = 이 보고들이 { $name }인 까닭
why-read = *읽은 형식:* { $family }, { $layout }; 레벨 { $level }.
why-cut = 글이 잘려서 생성 기록이 없습니다.
layout-old = Netty 4.0.0~4.0.13의 형식
layout-counted = 개수가 있는 기록(Netty 4.0.14~4.0.52, 4.1.0~4.1.16)
layout-uncounted = 개수가 없는 기록(Netty 4.0.53 또는 4.1.17 이상)
layout-untraced = 기록 없는 한 문장(Netty 4.0.14 이상)
layout-netty5 = Netty 5의 수명 주기 기록
layout-other = 고유한 형식
why-site = *위치 키*, { $record }에서: { $frame }
why-origin = *생성 키*, { $record }에서: { $frame }
why-no-site = *위치 키:* 없음. 애플리케이션이나 라이브러리가 쓴 곳이 보고에 없습니다.
why-no-origin = *생성 키:* 없음. 애플리케이션이나 라이브러리가 만든 곳이 보고에 없습니다.
record-newest = 가장 최근 접근
record-creation = 생성 기록
record-older = 이전 접근
why-skipped = 그 위에서 건너뜀: { $skipped }.
why-passed = 건너뜀: { $skipped }.
tier-plumbing = JDK와 Netty { $n }개
tier-platform = 프레임워크 { $n }개
tier-library = 라이브러리 { $n }개
tier-application = 애플리케이션 { $n }개
why-header = *코드에서 나온 키 없음:* 애플리케이션이나 라이브러리의 프레임이 없습니다. 이런 보고는 프로젝트와 자원, 그 밖의 작은 단서로만 모으므로 여러 누수일 수 있습니다.
why-unread = 보고의 글이 남아 있지 않아 아래의 키와 건수만 알 수 있습니다.
why-joined = 어느 규칙이 보고를 찾았나
joined-new = { $n }건: 아는 것과 맞지 않아 새로 열림
joined-site = { $n }건: 마지막 사용(위치 키)
joined-origin = { $n }건: 이 누수에만 있는 생성(생성 키)
joined-callers = { $n }건: 여러 누수가 함께 쓰는 생성을 부른 곳
joined-same_place = { $n }건: 잃은 곳에서 생성됨
joined-ambiguous = { $n }건: 여러 누수일 수 있어 가장 오래된 것으로 셈
joined-header = { $n }건: 프로젝트와 자원만으로
why-merged = { $names }: 같은 누수로 밝혀져 여기에 셉니다.
why-keys = 저장된 키
why-note = 프레임은 지금까지 가장 자세한 보고의 것입니다. 줄 번호, 람다, 프록시는 따지지 않고, 키의 버전은 바뀌지 않습니다: v1은 계속 v1입니다.

## 지켜보는 수정

watch-state = 🔧 *수정 { $attempt } 관찰 중*: 배포 { $deployed }, 등록 { $who }.
watch-state-release = 🔧 *수정 { $attempt } 관찰 중*: 릴리스 { $release }, 배포 { $deployed }, 등록 { $who }.
watch-fixed = ✅ *수정됨* ({ $since }부터): 수정 { $attempt }, 배포 { $deployed }, 등록 { $who }.
watch-fixed-release = ✅ *수정됨* ({ $since }부터): 수정 { $attempt }, 릴리스 { $release }, 배포 { $deployed }, 등록 { $who }.
watch-returned = ↩️ *재발* ({ $since }): 수정 { $attempt }({ $who }) 이후 { $days } 만에 다시 나타났습니다. 고쳐지지 않았습니다. 아직 맡은 사람이 없습니다.
watch-before = 수정 전: { $rate } ({ $days } 동안 { $counted }).
watch-draining = 조용한 기간은 { $when }부터 셉니다. 그때까지는 이전 프로세스가 남아 있을 수 있습니다.
watch-needed = 보고 없는 { $n }일이 필요합니다.
watch-waiting = 필요한 { $needed }일 가운데 { $quiet }일 동안 보고가 없습니다. 아무것도 고쳐지지 않았다면 이만큼 조용할 확률은 { $chance }입니다.
watch-open = 아직 배제하지 못한 것: 아무것도 달라지지 않았을 가능성. 계속 조용하면 { $when }에 배제됩니다.
watch-claimed = { $quiet } 동안 보고가 없습니다. 아무것도 고쳐지지 않았다면 그럴 확률은 { $chance }입니다. 빈도가 줄었다고 95 % 확신합니다.
watch-residual = 아직 배제하지 못한 것: 이전 빈도의 { $share }까지. 절반으로 줄었을 가능성은 조용한 { $needed }일째에 배제됩니다({ $when }).
watch-residual-low = 배제됨: 이전 빈도의 { $share } 초과.
watch-few = 수정 전 기록이 { $counted }뿐이라 조용해도 고쳐졌는지 알 수 없습니다. { $needed }회가 필요한데 { $missing }회가 모자랍니다. 다시 나타나면 알려 드립니다.
watch-never = 수정 전 보고가 너무 몰려 있어, 얼마나 조용해도 고쳐졌는지 알 수 없습니다. 다시 나타나면 알려 드립니다.
watch-old = 수정이 없는 프로세스의 보고 { $n }건은 재발로 세지 않았습니다.
fixed = ✅ *수정됨* { $title }: { $quiet } 동안 보고가 없습니다.
fixed-by = 수정 { $attempt }: 배포 { $deployed }, 등록 { $who }.
fixed-by-release = 수정 { $attempt }: 릴리스 { $release }, 배포 { $deployed }, 등록 { $who }.
back = ↩️ { $title }: *수정 { $attempt } 이후 { $days } 만에 재발*. 고쳐지지 않았습니다. 다시 보고되었습니다({ $when }).
back-rarer = 그래도 드물어지기는 했습니다. 수정 전과 견준 빈도: { $ratio }, e-값 { $evalue } (20부터는 언제 보아도 증거입니다).
back-no-rarer = 수정 전과 견준 빈도: { $ratio }. 드물어졌다는 증거 없음: e-값 { $evalue }, 20부터 증거가 됩니다.
back-next = 맡으신다면 👀 표시로 알려 주세요. 다음 수정은 `/leak fix { $name }` 명령으로 등록합니다.
marked-fix = 🔧 { $who } 님이 { $name } 수정 { $attempt }번을 등록했습니다.
marked-unfix = ↩️ { $who } 님이 { $name } 수정 { $attempt }번을 취소했습니다.
marked-fixed = ✅ { $name } 수정 { $attempt }: 증거가 95 %에 이르렀습니다.
marked-back = ↩️ { $name } 수정 { $attempt } 이후 재발.
button-fix = 🔧 수정 지켜보기
spoken-fix = 지금부터 { $name } 수정을 지켜봅니다. 스레드에 이름이 보입니다

## /leak fix

fix-begun = 🔧 수정 { $attempt }번을 지켜봅니다: { $title }. { $thread }
fix-begun-how = 더 일찍 배포했다면 `/leak undo { $name }` 뒤에 릴리스(`/leak fix { $name } 2.14.1`)나 날짜(`2026-09-01`, `어제`, `3일 전`)를 함께 쓰세요.
fix-no-date = { $typed }: 릴리스도 날짜도 아닙니다. `/leak fix { $name } 2.14.1`처럼 릴리스를 쓰거나 날짜(`2026-09-01`, `어제`, `3일 전`)를 쓰세요. 아무것도 없으면 지금입니다. 날짜는 UTC입니다.
fix-future = { $when }: 아직 오지 않은 때입니다. 배포한 뒤에 등록하세요.
fix-too-early = { $when }: { $name } 누수가 처음 발견되기 전이라 견줄 것이 없습니다.
fix-before-last = { $when }: 수정 { $attempt }({ $last })보다 앞섭니다. 그 뒤의 수정을 등록하세요.
fix-leaks = 그 수정으로는 고쳐지지 않았습니다. 그 수정이 들어간 프로세스에서 { $name } 누수가 보고되었습니다({ $when }). 바뀐 것은 없습니다.
fix-withdrawn = ↩️ 수정을 더는 지켜보지 않습니다: { $title }. 표시는 그대로이며, `undo`를 한 번 더 쓰면 취소됩니다.
help-fix = 수정 지켜보기: 릴리스, 날짜, 또는 지금부터

## 하나로 밝혀진 두 누수

merged-title = { $name }: { $into } 누수와 같은 코드
merged-says = 한 보고에 두 곳이 함께 나와 { $name } 누수와 { $into } 누수가 하나임을 알았습니다. 이야기는 { $into } 스레드에서 이어집니다: `/leak show { $into }`.
merged-counted = { $name }의 { $reports }은 이제 { $into }에 셉니다.
merged-into = { $name } 누수는 { $into } 누수와 같습니다. 한 보고에 두 곳이 함께 나왔습니다. 이야기는 { $into } 스레드에서 이어집니다.
merged-from = { $other } 누수는 { $name } 누수와 같습니다. 한 보고에 두 곳이 함께 나왔습니다. 그 보고는 이제 여기에 셉니다.
merged-investigating = { $who } 님이 { $other } 누수를 조사하고 있었습니다.
merged-investigated = { $who } 님이 { $other } 누수를 조사 완료로 표시했었습니다.
took-in = 같은 누수: { $names }.
parted = 생성 위치는 같고 놓친 위치는 다른 누수: { $names }. 생성만 알려 준 보고는 어느 쪽인지 알 수 없습니다.
moved = { $old } 누수는 이제 { $name } 누수와 같습니다. 아래는 { $name } 이야기입니다.

## /leak help와 짧은 답

help-title = /leak 명령
help-intro = 답은 ‘여기에 공유’를 누르기 전까지 나만 봅니다. 누수 메시지에 다는 👀와 ✅는 take, done과 같습니다.
help-status = 누수 현황과 다음 할 일
help-list = 모든 누수와 번호
help-show = 누수 하나에 대해 알려진 모든 것
help-why = 보고들이 한 누수인 까닭: 키, 프레임, 규칙
help-take = 내가 조사 중이라고 알리기
help-done = 조사 완료로 표시 (메모 가능)
help-undo = 내 표시 취소
help-help = 이 목록
suggestion = { $typed }: 없는 명령입니다. 혹시 이 명령인가요? { $nearest }
suggestion-none = { $typed }: 없는 명령입니다. `/leak help` 명령으로 목록을 볼 수 있습니다.
unknown-leak = { $name } 누수는 없습니다. `/leak list` 명령으로 번호를 볼 수 있습니다.
needs-leak = 어느 누수인가요? 예: { $example }. `/leak list` 명령으로 번호를 볼 수 있습니다.
took = 👀 조사를 맡았습니다: { $title }. { $thread }
took-already = 👀 이미 조사 중입니다: { $title }. 바뀐 것은 없습니다.
did = ✅ 조사 완료로 표시했습니다: { $title }. 다시 보고되면 채널에 재발로 알립니다.
did-already = ✅ 이미 조사 완료로 표시했습니다: { $title }. 바뀐 것은 없습니다.
undid = ↩️ 내 표시를 취소했습니다: { $title }.
undid-already = 취소할 내 표시가 없습니다: { $title }. 바뀐 것은 없습니다.
failed = 문제가 생겼고, 기록해 두었습니다(참조 { $reference }). 다시 시도해도 됩니다.

## Sentry API 작업: 백필이 남기는 메시지 하나, 그리고 ✅ 뒤에 이슈에 남기는 말 (Sentry에서는 일반 텍스트)

backfill = *지난 이벤트를 읽었습니다:* { $since } 이후 누수 { $leaks }개의 보고 { $reports }건, 새로운 누수 { $new }개. 목록은 `/leak list`에 있고, 각 스레드는 다시 관찰될 때 시작됩니다.
backfill-returned = 정리된 뒤 다시 관찰됨: { $names }.
backfill-missing = 읽지 못한 이슈가 있습니다. 같은 백필을 다시 요청하면 한 번 더 시도합니다.
write-back = { $title } — Slack에서 조사 완료로 표시됨({ $when }).
write-back-note = 메모: { $note }
write-back-beside = { $names }도 들어 있어 이 이슈는 열어 둡니다.
