-- An account buys in another country's cheaper store: it has bought at home before, or its address jumps to the store's
-- country for the purchase alone. Whoever moved abroad always buys there from home, a traveller stays for days.
WITH priced AS (
  SELECT p.account_id, p.k, p.usd_cents, p.coins, p.ip_country, p.store_country, p.home_country,
         p.usd_cents * 1.0 / p.coins AS unit_cents, h.unit_cents AS home_unit_cents,
         CASE WHEN p.store_country <> p.home_country
                   AND p.usd_cents * 1.0 / p.coins <= h.unit_cents * ${cheap_share} THEN 1 ELSE 0 END AS cheap_abroad
  FROM purchases AS p
  JOIN store_prices AS h ON h.country = p.home_country
  WHERE p.store_country IS NOT NULL AND p.usd_cents > 0 AND p.coins > 0
),
abroad AS (
  SELECT account_id, k, store_country, home_country FROM priced
  WHERE cheap_abroad = 1 AND ip_country = store_country
),
jumps AS (
  SELECT a.account_id, count(DISTINCT a.k) AS jumps
  FROM abroad AS a
  JOIN events AS e ON e.account_id = a.account_id AND e.ip_country = a.home_country
  WHERE abs((e.k >> 20) - (a.k >> 20)) <= ${jump_hours} * 3600000
  GROUP BY a.account_id
),
strangers AS (SELECT account_id, sum(emptied_on_strangers) AS emptied FROM rounds GROUP BY account_id),
figures AS (
  SELECT account_id, sum(cheap_abroad) AS purchases, count(*) FILTER (WHERE store_country = home_country) AS home_purchases,
         sum(CASE WHEN cheap_abroad = 1 THEN usd_cents ELSE 0 END) AS usd_cents,
         sum(CASE WHEN cheap_abroad = 1 THEN coins ELSE 0 END) AS coins,
         median(CASE WHEN cheap_abroad = 1 THEN unit_cents END) AS unit_cents, max(home_unit_cents) AS home_unit_cents,
         array_sort(array_agg(DISTINCT CASE WHEN cheap_abroad = 1 THEN store_country END)) AS stores, max(home_country) AS home,
         array_sort(array_agg(CASE WHEN cheap_abroad = 1 THEN k END)) AS event_ks
  FROM priced GROUP BY account_id
  HAVING sum(cheap_abroad) >= ${min_purchases}
)
SELECT f.account_id, f.event_ks, f.usd_cents, f.purchases, f.home_purchases, f.coins, f.stores, f.home,
       round(f.unit_cents, 3) AS unit_cents, round(f.home_unit_cents, 3) AS home_unit_cents,
       coalesce(j.jumps, 0) AS jumps, coalesce(s.emptied, 0) AS emptied,
       ${base} + ${purchase} * least(f.purchases, ${most_purchases}) + CASE WHEN f.home_purchases > 0 THEN ${switched} ELSE 0 END
         + ${jump} * least(coalesce(j.jumps, 0), ${most_jumps}) + ${emptied} * least(coalesce(s.emptied, 0), ${most_emptied})
         + ${money} * ln(1 + f.usd_cents / ${money_cents}) AS points
FROM figures AS f
LEFT JOIN jumps AS j ON j.account_id = f.account_id
LEFT JOIN strangers AS s ON s.account_id = f.account_id
