## The alarm that nobody asked for

alarm = 📈 *It comes more often*: { $title }
alarm-next = *Next:* nobody has to hurry, but somebody should look. `/leak trend { $name }` shows the numbers; `/leak take { $name }` tells the others that you are on it.
alarm-next-taken = *Next:* somebody is on it already. `/leak trend { $name }` shows the numbers.
alarm-odds = Every leak is looked at once a week; in two years of that, at most 6 in 100 steady leaks ever get here.
marked-alarm = 📈 { $name } comes more often: the channel was told.

## Releases and deployments

trend-deployed = Deployed in that time: { $deploys }. Candidates, not causes.
trend-deployed-one = { $release } to { $environment } ({ $when })
watch-releases = Per release: { $reported } of { $before } deployed releases reported before the fix, { $quiet ->
    [0] and none has run its course since
   *[other] none of { $quiet } since
  } ({ $p }).
watch-releases-more = { $more ->
    [one] 1 more quiet release is needed
   *[other] { $more } more quiet releases are needed
  } before the releases say so too.
watch-releases-days = The releases are enough; the days are not yet.
watch-releases-both = Days and releases agree.
watch-releases-only-days = Days alone prove less here, since each process reports a text once.
watch-releases-few = Per release: { $reported } of { $before } deployed releases reported before the fix, too few to count quiet ones. 3 are needed.
why-sum-releases = Per release: p = C(m, k) / C(m + d, k) with m { $before } releases before the fix, k { $reported } that reported, d { $quiet } since without a report. A release counts once the next one is deployed.
