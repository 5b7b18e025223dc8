-- Again and again: somebody buys, hands nearly all of it to one creator within hours, and the creator pays it out at once.
-- Creators who are paid out to the same destination are one party. Agencies pay out on schedule, at the same time of the day,
-- and a loyal fan's creator lives from many others too.
WITH handed AS (
  SELECT account_id AS giver, top_receiver AS receiver, first_buy, top_last_gift AS last_gift, top_coins, usd_cents, buys
  FROM rounds
  WHERE top_coins * 1000 >= bought * ${handed_share} AND bought >= ${min_coins} AND dwell_ms <= ${dwell_hours} * 3600000
),
destinations AS (
  SELECT payout_fp, min(account_id) AS party FROM payouts WHERE payout_fp IS NOT NULL GROUP BY payout_fp
  HAVING count(DISTINCT account_id) <= ${hub_accounts}
),
parties AS (
  SELECT p.account_id, min(coalesce(d.party, p.account_id)) AS party FROM payouts AS p
  LEFT JOIN destinations AS d ON d.payout_fp = p.payout_fp GROUP BY p.account_id
),
paired AS (
  SELECT h.giver, h.receiver, h.first_buy, h.last_gift, h.top_coins, h.usd_cents, h.buys, p.k AS payout_k,
         row_number() OVER (PARTITION BY h.giver, h.receiver, h.first_buy ORDER BY p.k) AS place
  FROM handed AS h
  JOIN payouts AS p ON p.account_id = h.receiver AND p.k > h.last_gift
       AND (p.k >> 20) - (h.last_gift >> 20) <= ${payout_hours} * 3600000
       AND p.diamonds * 1000 >= h.top_coins * ${paid_share}
),
pairs AS (
  SELECT giver, receiver, count(DISTINCT payout_k) AS cycles, sum(top_coins) AS coins, sum(usd_cents) AS usd_cents,
         sum(buys) AS buys, median((payout_k >> 20) - (last_gift >> 20)) AS wait_ms,
         array_sort(array_concat(array_agg(first_buy), array_agg(payout_k))) AS event_ks
  FROM paired WHERE place = 1 GROUP BY giver, receiver
),
shares AS (
  SELECT b.giver, q.party, sum(b.share_out) AS share_out, max(b.givers) AS givers,
         sum(b.coins) * 1000 / sum(b.got_coins) AS share_in
  FROM bonds AS b JOIN parties AS q ON q.account_id = b.receiver GROUP BY b.giver, q.party
),
minutes AS (SELECT account_id, CAST(floor((k >> 20) / 60000) AS BIGINT) % 1440 AS minute FROM payouts),
habits AS (
  SELECT account_id, count(*) AS payouts,
         least(max(minute) - min(minute), max((minute + 720) % 1440) - min((minute + 720) % 1440)) AS clock_minutes
  FROM minutes GROUP BY account_id
)
SELECT f.receiver AS account_id, f.giver AS partner_id, f.event_ks, f.usd_cents, f.cycles, f.coins, f.buys,
       round(f.wait_ms / 3600000.0, 1) AS wait_hours, floor(s.share_in / 10) AS share_in_percent,
       floor(least(s.share_out, 1000) / 10) AS share_out_percent, p.payouts,
       ${base} + ${cycle} * least(f.cycles, ${most_cycles}) + ${share_in} * s.share_in / 1000
         + ${share_out} * least(s.share_out, 1000) / 1000 + ${all_quick} * least(f.cycles * 1.0 / p.payouts, 1)
         - ${crowd} * ln(1 + (s.givers - 1) / ${crowd_givers})
         - CASE WHEN p.payouts >= ${routine_payouts} AND p.clock_minutes <= ${routine_minutes} 
                THEN ${routine} * (1 + ln(p.payouts * 1.0 / ${routine_payouts})) ELSE 0 END AS points
FROM pairs AS f
JOIN parties AS q ON q.account_id = f.receiver
JOIN shares AS s ON s.giver = f.giver AND s.party = q.party
JOIN habits AS p ON p.account_id = f.receiver
WHERE f.cycles >= ${min_cycles} AND s.share_in >= ${min_share_in} AND s.share_out >= ${min_share_out}
