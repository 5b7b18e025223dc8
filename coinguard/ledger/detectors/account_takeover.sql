-- An account that has lived on its own devices is suddenly used on a new one: within days it buys, often with a new card,
-- and nearly all it gives goes to one receiver it never gave to before and whom hardly anyone else gives to.
-- A new phone alone changes neither the creators one follows nor the cards one pays with.
WITH lived AS (SELECT account_id, min(first_k) AS seen_k FROM account_devices GROUP BY account_id),
opened AS (SELECT min(seen_k) AS k FROM lived),
fresh AS (
  SELECT d.account_id, d.device_id, d.first_k
  FROM account_devices AS d
  JOIN lived AS l ON l.account_id = d.account_id
  JOIN opened AS o ON (d.first_k >> 20) - (o.k >> 20) >= ${lived_days} * 86400000
  LEFT JOIN accounts AS a ON a.account_id = d.account_id
  WHERE (d.first_k >> 20) - (l.seen_k >> 20) >= ${lived_days} * 86400000
     OR ((d.first_k >> 20) - (o.k >> 20) >= ${dormant_days} * 86400000
         AND epoch_ms(a.created_at) <= (o.k >> 20) - ${dormant_days} * 86400000)
),
given AS (
  SELECT f.account_id, f.device_id, f.first_k, g.receiver, sum(g.coins) AS coins, min(g.k) AS first_gift, max(g.k) AS last_gift,
         count(*) AS gifts, array_agg(g.k) AS gift_ks, count(*) FILTER (WHERE g.ip_country <> a.home_country) AS foreign_gifts,
         max(CASE WHEN p.first_k >= f.first_k THEN 1 ELSE 0 END) AS is_new
  FROM fresh AS f
  JOIN gifts AS g ON g.giver = f.account_id AND g.device_id = f.device_id
       AND (g.k >> 20) <= (f.first_k >> 20) + ${window_days} * 86400000
  JOIN gift_pairs AS p ON p.giver = g.giver AND p.receiver = g.receiver
  LEFT JOIN accounts AS a ON a.account_id = f.account_id
  GROUP BY f.account_id, f.device_id, f.first_k, g.receiver
),
drained AS (
  SELECT account_id, device_id, first_k, sum(coins) AS all_coins, max(coins) AS top_coins FROM given
  GROUP BY account_id, device_id, first_k
),
pick AS (
  SELECT g.*, d.all_coins,
         row_number() OVER (PARTITION BY g.account_id ORDER BY g.coins DESC, g.device_id, g.receiver) AS place
  FROM given AS g
  JOIN drained AS d ON d.account_id = g.account_id AND d.device_id = g.device_id
  WHERE g.is_new = 1 AND g.coins = d.top_coins AND g.coins >= ${min_coins} AND g.coins * 1000 >= d.all_coins * ${drain_share}
),
cards AS (SELECT account_id, card_fp, min(k) AS first_k FROM purchases WHERE card_fp IS NOT NULL GROUP BY account_id, card_fp),
bought AS (
  SELECT p.account_id, count(*) AS purchases, sum(p.usd_cents) AS usd_cents,
         count(DISTINCT CASE WHEN c.first_k >= k.first_k THEN p.card_fp END) AS new_cards,
         count(*) FILTER (WHERE p.ip_country <> p.home_country) AS foreign_ip
  FROM pick AS k
  JOIN purchases AS p ON p.account_id = k.account_id AND p.device_id = k.device_id AND p.k >= k.first_k
       AND (p.k >> 20) <= (k.first_k >> 20) + ${window_days} * 86400000
  LEFT JOIN cards AS c ON c.account_id = p.account_id AND c.card_fp = p.card_fp
  WHERE k.place = 1
  GROUP BY p.account_id
),
disputed AS (SELECT account_id, count(*) AS chargebacks FROM returns WHERE kind = 'chargeback' GROUP BY account_id),
victims AS (SELECT receiver, count(*) AS victims FROM pick WHERE place = 1 GROUP BY receiver),
receivers AS (SELECT receiver, count(*) AS givers, sum(coins) AS coins FROM gift_pairs GROUP BY receiver)
SELECT k.account_id, k.receiver AS partner_id, array_sort(k.gift_ks) AS event_ks, coalesce(b.usd_cents, 0) AS usd_cents,
       k.coins, k.gifts, floor(k.coins * 100 / k.all_coins) AS share_percent, r.givers,
       coalesce(b.purchases, 0) AS purchases, coalesce(b.new_cards, 0) AS new_cards,
       coalesce(b.foreign_ip, 0) + k.foreign_gifts AS foreign_ip, v.victims,
       coalesce(x.chargebacks, 0) AS chargebacks,
       ${base} + CASE WHEN r.givers <= ${few_givers} THEN ${lonely_receiver} ELSE 0 END
         + CASE WHEN r.givers > ${many_givers} THEN ${popular_receiver} ELSE 0 END
         + CASE WHEN k.coins * 1000 >= r.coins * ${captive_in} THEN ${captive} ELSE 0 END
         + ${new_card} * least(coalesce(b.new_cards, 0), ${most_cards})
         + CASE WHEN coalesce(b.foreign_ip, 0) + k.foreign_gifts > 0 THEN ${foreign_ip} ELSE 0 END
         + ${chargeback} * least(coalesce(x.chargebacks, 0), ${most_chargebacks}) + ${money} * ln(1 + k.coins / ${money_coins})
         + CASE WHEN r.givers <= ${many_givers} THEN ${victim} * least(v.victims - 1, ${most_victims}) ELSE 0 END AS points
FROM pick AS k
JOIN receivers AS r ON r.receiver = k.receiver
JOIN victims AS v ON v.receiver = k.receiver
LEFT JOIN bought AS b ON b.account_id = k.account_id
LEFT JOIN disputed AS x ON x.account_id = k.account_id
WHERE k.place = 1
