-- Money spent by someone who is said to be under age, or, where the age is unknown, spent the way children spend: a new buyer
-- buys again and again and gives everything away within the hour, each time to somebody new.
WITH young AS (
  SELECT p.account_id, max(p.age_band) AS age_band, count(*) AS purchases, sum(p.usd_cents) AS usd_cents,
         array_sort(array_agg(p.k)) AS event_ks, max(p.usd_cents) AS largest_cents
  FROM purchases AS p
  WHERE p.age_band IN (${minor_bands}) OR p.age_band IS NULL OR p.age_band = 'unknown'
  GROUP BY p.account_id
),
habit AS (
  SELECT account_id, count(*) AS rounds,
         sum(CASE WHEN emptied_on_strangers = 1 AND dwell_ms <= ${quick_minutes} * 60000 THEN 1 ELSE 0 END) AS quick_rounds
  FROM rounds GROUP BY account_id
),
cards AS (SELECT account_id, count(DISTINCT card_fp) AS cards FROM purchases GROUP BY account_id)
SELECT CASE WHEN y.age_band IN (${minor_bands}) THEN 'known' ELSE 'unknown' END AS variant, y.account_id, y.event_ks, y.usd_cents,
       y.age_band, y.purchases, coalesce(h.quick_rounds, 0) AS quick_rounds,
       CASE WHEN y.age_band IN (${minor_bands})
            THEN ${known} + ${purchase} * least(y.purchases, ${most_purchases}) + ${money} * ln(1 + y.usd_cents / ${money_cents})
            ELSE ${unknown} + ${quick_round} * least(coalesce(h.quick_rounds, 0), ${most_quick})
                 - ${slow_round} * (coalesce(h.rounds, 0) - coalesce(h.quick_rounds, 0))
                 - ${extra_card} * greatest(c.cards - ${childs_cards}, 0)
       END AS points
FROM young AS y
LEFT JOIN habit AS h ON h.account_id = y.account_id
LEFT JOIN cards AS c ON c.account_id = y.account_id
WHERE y.age_band IN (${minor_bands}) OR coalesce(h.quick_rounds, 0) >= ${min_quick_rounds}
