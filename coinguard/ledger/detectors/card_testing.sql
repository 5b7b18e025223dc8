-- An account tries many cards for small sums, and most are turned down. Stolen card numbers come from many countries and are
-- declined as stolen, invalid or mistyped; someone who pays with prepaid cards has home cards that run out of money.
WITH cards AS (
  SELECT account_id, card_fp, count(*) AS attempts, count(*) FILTER (WHERE status = 'declined') AS declines,
         max(abroad) AS abroad,
         max(CASE WHEN status = 'declined' AND decline_code IN (${stolen_codes}) THEN 1 ELSE 0 END) AS stolen
  FROM card_attempts GROUP BY account_id, card_fp
),
disputed AS (
  SELECT account_id, count(*) AS chargebacks FROM returns
  WHERE kind = 'chargeback' AND card_fp IS NOT NULL GROUP BY account_id
),
bursts AS (SELECT account_id, max(n_10m) AS declines_10m FROM velocity_declines GROUP BY account_id),
sums AS (
  SELECT account_id, median(usd_cents) AS typical_cents, sum(usd_cents) AS usd_cents,
         array_sort(array_agg(k)) AS event_ks
  FROM card_attempts GROUP BY account_id
),
figures AS (
  SELECT c.account_id, count(*) AS cards, sum(c.attempts) AS attempts, sum(c.declines) AS declines,
         count(*) FILTER (WHERE c.declines > 0) AS declined_cards, sum(c.stolen) AS stolen_cards, sum(c.abroad) AS foreign_cards,
         max(coalesce(d.chargebacks, 0)) AS chargebacks, max(coalesce(b.declines_10m, 0)) AS declines_10m
  FROM cards AS c
  LEFT JOIN disputed AS d ON d.account_id = c.account_id
  LEFT JOIN bursts AS b ON b.account_id = c.account_id
  GROUP BY c.account_id
  HAVING count(*) >= ${min_cards} AND count(*) FILTER (WHERE c.declines > 0) >= ${min_declined_cards}
)
SELECT f.account_id, s.event_ks, s.usd_cents,
       f.cards, f.attempts, f.declines, f.declined_cards, f.stolen_cards, f.foreign_cards, f.chargebacks, f.declines_10m,
       s.typical_cents,
       ${base} + ${stolen_card} * least(f.stolen_cards, ${most_stolen}) + ${foreign_card} * least(f.foreign_cards, ${most_foreign})
         + ${chargeback} * least(f.chargebacks, ${most_chargebacks}) + ${card} * least(f.cards, ${most_cards})
         + CASE WHEN f.declines_10m >= ${burst_declines} THEN ${burst} ELSE 0 END
         - CASE WHEN f.foreign_cards = 0 AND f.chargebacks = 0 THEN ${prepaid} ELSE 0 END AS points
FROM figures AS f
JOIN sums AS s ON s.account_id = f.account_id
WHERE s.typical_cents <= ${small_cents}
