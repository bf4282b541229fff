"""The advice for leaks that Netty reports, special rules first."""

from __future__ import annotations

from bot.core.families.family import Rule
from bot.core.reading.report import Level

RULES = (
    Rule(
        "timer-lettuce",
        "https://redis.github.io/lettuce/advanced-usage/",
        resource="HashedWheelTimer$",
        frames=r"^(?:io\.lettuce|com\.lambdaworks\.redis)\.",
    ),
    Rule(
        "timer-redisson",
        "https://github.com/redisson/redisson/blob/master/docs/faq.md",
        resource="HashedWheelTimer$",
        frames=r"^org\.redisson\.",
    ),
    Rule("timer-reuse", "https://netty.io/4.1/api/io/netty/util/HashedWheelTimer.html", resource="HashedWheelTimer$"),
    Rule(
        "tls-engine",
        "https://netty.io/4.1/api/io/netty/handler/ssl/ReferenceCountedOpenSslContext.html",
        resource="(?:ReferenceCounted)?OpenSsl|DefaultOpenSslKeyMaterial|NativeSslSession",
    ),
    Rule("dns-message", "https://netty.io/4.1/api/io/netty/channel/AddressedEnvelope.html", resource="Dns"),
    Rule(
        "r2dbc-rows",
        "https://github.com/mirromutth/r2dbc-mysql/issues/84",
        frames=r"^(?:io\.r2dbc|dev\.miku\.r2dbc|io\.asyncer\.r2dbc|org\.mariadb\.r2dbc)\.",
    ),
    Rule(
        "gateway-body",
        "https://github.com/spring-cloud/spring-cloud-gateway/issues/2969",
        frames=r"^org\.springframework\.cloud\.gateway\.",
    ),
    Rule(
        "webclient-body",
        "https://docs.spring.io/spring-framework/reference/web/webflux-webclient/client-exchange.html",
        frames=r"^org\.springframework\.(?:web\.reactive\.function\.client|http\.client\.reactive)\.",
    ),
    Rule(
        "databuffer-join",
        "https://docs.spring.io/spring-framework/reference/core/databuffer-codec.html",
        frames=r"^org\.springframework\.core\.io\.buffer\.\w+\.join$",
    ),
    Rule(
        "databuffer",
        "https://docs.spring.io/spring-framework/reference/core/databuffer-codec.html",
        frames=r"^org\.springframework\.(?:core\.io\.buffer|core\.codec|http\.codec)\.",
    ),
    Rule("rsocket-payload", "https://github.com/rsocket/rsocket-java#zero-copy", frames=r"^io\.rsocket\."),
    Rule(
        "grpc-message",
        "https://grpc.github.io/grpc-java/javadoc/io/grpc/stub/ClientCalls.html",
        frames=r"^io\.grpc\.",
    ),
    Rule(
        "multipart",
        "https://netty.io/4.1/api/io/netty/handler/codec/http/multipart/InterfaceHttpPostRequestDecoder.html",
        frames=r"\.multipart\.(?:HttpPost\w*Decoder|\w*HttpData\w*|\w*Attribute|\w*FileUpload)\.",
    ),
    Rule(
        "retained-slice",
        "https://netty.io/4.1/api/io/netty/buffer/ByteBuf.html",
        near=r"\.(?:read)?[rR]etained(?:Slice|Duplicate)$",
    ),
    Rule("retain", "https://netty.io/wiki/reference-counted-objects.html", near=r"\.retain$"),
    Rule(
        "tail",
        "https://netty.io/4.1/api/io/netty/channel/DefaultChannelPipeline.html",
        hints="TailContext#0' will handle the message",
    ),
    Rule(
        "simple-handler",
        "https://netty.io/4.1/api/io/netty/channel/SimpleChannelInboundHandler.html",
        frames=r"^io\.netty\.channel\.SimpleChannelInboundHandler\.",
    ),
    Rule(
        "composite",
        "https://github.com/netty/netty/issues/4760",
        created=r"^io\.netty\.buffer\.(?:\w*CompositeByteBuf\.|Unpooled\.wrappedBuffer$|\w+\.composite\w*Buffer$)",
    ),
    Rule(
        "slice",
        "https://netty.io/wiki/reference-counted-objects.html",
        created=r"^io\.netty\.buffer\.\w+\.(?:read)?(?:[sS]lice|[dD]uplicate)$",
    ),
    Rule(
        "reactor-body",
        "https://github.com/reactor/reactor-netty/issues/837",
        hints=r"(?:^|\W)reactor\.(?:left|right)\.|Buffered ByteBuf",
    ),
    Rule("netty5-close", "https://netty.io/wiki/new-and-noteworthy-in-5.0.html", text="was not property closed"),
    Rule(
        "raise-level",
        "https://netty.io/wiki/reference-counted-objects.html",
        levels=(Level.SIMPLE, Level.UNKNOWN),
        owner=False,
    ),
    Rule("cut", "https://netty.io/4.1/xref/io/netty/util/ResourceLeakDetector.html", owner=False, cut=True),
    Rule("handler", "https://netty.io/wiki/reference-counted-objects.html", hints="^'[^']+' will handle the message"),
    Rule("touch", "https://netty.io/4.1/api/io/netty/util/ReferenceCounted.html", owner=False),
    Rule("raise-origin", "https://netty.io/wiki/reference-counted-objects.html", levels=(Level.SIMPLE,)),
    Rule("last-user", "https://netty.io/wiki/reference-counted-objects.html"),
)
