## 묻지 않아도 알리는 경보

alarm = 📈 *더 자주 나타납니다*: { $title }
alarm-next = *다음:* 급하지 않지만 누군가 살펴볼 때입니다. `/leak trend { $name }`에 숫자가 있고, `/leak take { $name }` 명령은 맡았다고 알립니다.
alarm-next-taken = *다음:* 이미 맡은 사람이 있습니다. `/leak trend { $name }`에 숫자가 있습니다.
alarm-odds = 모든 누수를 일주일에 한 번 봅니다. 2년 동안 그렇게 보아도, 변함없는 누수 100개 가운데 여기까지 오는 것은 많아야 6개입니다.
marked-alarm = 📈 { $name } 누수가 더 자주 나타나 채널에 알렸습니다.

## 릴리스와 배포

trend-deployed = 그 사이에 배포된 것: { $deploys }. 원인이 아니라 후보입니다.
trend-deployed-one = { $release } → { $environment } ({ $when })
watch-releases = 릴리스마다: 수정 전에 배포된 { $before }개 가운데 { $reported }개가 보고했고, { $quiet ->
    [0] 그 뒤로는 아직 다음 배포까지 마친 릴리스가 없습니다
   *[other] 그 뒤 { $quiet }개는 하나도 보고하지 않았습니다
  } ({ $p }).
watch-releases-more = 릴리스로도 말하려면 보고 없는 릴리스가 { $more }개 더 필요합니다.
watch-releases-days = 릴리스로는 충분하지만, 날짜로는 아직입니다.
watch-releases-both = 날짜와 릴리스가 같은 말을 합니다.
watch-releases-only-days = 프로세스마다 같은 글을 한 번만 보고하므로, 여기서는 날짜만으로 말할 수 있는 것이 적습니다.
watch-releases-few = 릴리스마다: 수정 전에 배포된 { $before }개 가운데 { $reported }개만 보고해서, 조용한 릴리스를 세기에 너무 적습니다. 3개가 필요합니다.
why-sum-releases = 릴리스마다: p = C(m, k) / C(m + d, k). m은 수정 전 릴리스 { $before }개, k는 그중 보고한 { $reported }개, d는 그 뒤 보고 없는 { $quiet }개입니다. 다음 릴리스가 배포되면 한 릴리스로 셉니다.
