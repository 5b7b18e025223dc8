-- One row an account: what triage compares accounts by.
WITH seen AS (
  SELECT account_id, count(*) AS events, count(DISTINCT device_id) AS devices, count(DISTINCT ip_country) AS countries
  FROM events GROUP BY account_id
),
bought AS (
  SELECT account_id, count(*) AS purchases, sum(usd_cents) AS usd_cents, count(DISTINCT card_fp) AS cards
  FROM purchases GROUP BY account_id
),
undone AS (
  SELECT account_id, count(*) AS returns, count(*) FILTER (WHERE kind = 'chargeback') AS chargebacks
  FROM returns GROUP BY account_id
),
gave AS (SELECT giver, sum(coins) AS coins, count(*) AS receivers, max(coins) AS most FROM gift_pairs GROUP BY giver),
got AS (SELECT receiver, sum(coins) AS coins, count(*) AS givers FROM gift_pairs GROUP BY receiver),
spent AS (SELECT account_id, sum(emptied) AS emptied, sum(emptied_on_strangers) AS strangers FROM rounds GROUP BY account_id),
paid AS (SELECT account_id, count(*) AS payouts, sum(usd_cents) AS paid_cents FROM payouts GROUP BY account_id),
busiest AS (SELECT account_id, max(n_24h) AS purchases_24h FROM velocity_purchases GROUP BY account_id),
carded AS (SELECT account_id, max(n_7d) AS cards_7d FROM distinct_cards GROUP BY account_id),
jumped AS (
  SELECT account_id, max(CASE WHEN kind = 'purchase' THEN times_own_mean END) AS purchase_jump,
         max(CASE WHEN kind = 'gift' THEN times_own_mean END) AS gift_jump
  FROM amount_deviations GROUP BY account_id
),
linked AS (
  SELECT account_id, count(*) AS accounts
  FROM (SELECT account_id FROM shared_links UNION ALL SELECT other_id FROM shared_links) GROUP BY account_id
)
SELECT s.account_id, s.events, s.devices, s.countries, coalesce(b.purchases, 0) AS purchases,
       coalesce(b.usd_cents, 0) / 100.0 AS usd,
       coalesce(b.cards, 0) AS cards, coalesce(u.returns, 0) AS returns, coalesce(u.chargebacks, 0) AS chargebacks,
       coalesce(g.coins, 0) AS coins_given, coalesce(g.receivers, 0) AS receivers, coalesce(r.coins, 0) AS coins_got,
       coalesce(r.givers, 0) AS givers, coalesce(e.emptied, 0) AS purchases_given_whole,
       coalesce(e.strangers, 0) AS purchases_given_to_strangers, coalesce(p.payouts, 0) AS payouts,
       coalesce(p.paid_cents, 0) / 100.0 AS paid_out_usd, coalesce(v.purchases_24h, 0) AS most_purchases_24h,
       coalesce(c.cards_7d, 0) AS most_cards_7d, coalesce(j.purchase_jump, 0) AS largest_purchase_to_own_mean,
       coalesce(j.gift_jump, 0) AS largest_gift_to_own_mean, coalesce(l.accounts, 0) AS linked_accounts
FROM seen AS s
LEFT JOIN bought AS b ON b.account_id = s.account_id
LEFT JOIN undone AS u ON u.account_id = s.account_id
LEFT JOIN gave AS g ON g.giver = s.account_id
LEFT JOIN got AS r ON r.receiver = s.account_id
LEFT JOIN spent AS e ON e.account_id = s.account_id
LEFT JOIN paid AS p ON p.account_id = s.account_id
LEFT JOIN busiest AS v ON v.account_id = s.account_id
LEFT JOIN carded AS c ON c.account_id = s.account_id
LEFT JOIN jumped AS j ON j.account_id = s.account_id
LEFT JOIN linked AS l ON l.account_id = s.account_id
WHERE b.purchases > 0 OR g.coins > 0 OR r.coins > 0 OR p.payouts > 0
