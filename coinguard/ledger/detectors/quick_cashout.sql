-- Again and again: one account buys, hands nearly all of it to one creator within a day, and the creator pays it out at once.
-- Agencies pay out by the week, and a loyal fan's creator lives from others too.
WITH handed AS (
  SELECT account_id AS giver, top_receiver AS receiver, first_buy, top_last_gift AS last_gift, top_coins, bought, usd_cents, buys
  FROM rounds
  WHERE top_coins * 1000 >= bought * ${handed_share} AND bought >= ${min_coins} AND dwell_ms <= ${dwell_hours} * 3600000
),
paired AS (
  SELECT h.giver, h.receiver, h.first_buy, h.last_gift, h.top_coins, h.usd_cents, h.buys, p.k AS payout_k, p.usd_cents AS paid_cents,
         row_number() OVER (PARTITION BY h.giver, h.receiver, h.first_buy ORDER BY p.k) AS place
  FROM handed AS h
  JOIN payouts AS p ON p.account_id = h.receiver AND p.k > h.last_gift
       AND (p.k >> 20) - (h.last_gift >> 20) <= ${payout_hours} * 3600000
       AND p.diamonds * 1000 >= h.top_coins * ${paid_share}
),
figures AS (
  SELECT giver, receiver, count(DISTINCT payout_k) AS cycles, sum(top_coins) AS coins, sum(usd_cents) AS usd_cents, sum(buys) AS buys,
         median((payout_k >> 20) - (last_gift >> 20)) AS wait_ms,
         array_sort(array_concat(array_agg(first_buy), array_agg(payout_k))) AS event_ks
  FROM paired WHERE place = 1 GROUP BY giver, receiver
),
minutes AS (SELECT account_id, CAST(floor((k >> 20) / 60000) AS BIGINT) % 1440 AS minute FROM payouts),
all_payouts AS (
  SELECT account_id, count(*) AS payouts,
         least(max(minute) - min(minute), max((minute + 720) % 1440) - min((minute + 720) % 1440)) AS clock_minutes
  FROM minutes GROUP BY account_id
)
SELECT f.receiver AS account_id, f.giver AS partner_id, f.event_ks, f.usd_cents, f.cycles, f.coins, f.buys,
       round(f.wait_ms / 3600000.0, 1) AS wait_hours, floor(b.share_in / 10) AS share_in_percent,
       floor(b.share_out / 10) AS share_out_percent, p.payouts,
       ${base} + ${cycle} * least(f.cycles, 6) + ${share_in} * b.share_in / 1000 + ${share_out} * b.share_out / 1000
         + ${all_quick} * f.cycles / p.payouts - ${crowd} * ln(1 + (b.givers - 1) / 5.0)
         - CASE WHEN p.payouts >= 3 AND p.clock_minutes <= ${routine_minutes} THEN ${routine} ELSE 0 END AS points
FROM figures AS f
JOIN bonds AS b ON b.giver = f.giver AND b.receiver = f.receiver
JOIN all_payouts AS p ON p.account_id = f.receiver
WHERE f.cycles >= ${min_cycles} AND b.share_in >= ${min_share_in} AND b.share_out >= ${min_share_out}
