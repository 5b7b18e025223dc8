-- Nearly all that a little-watched creator gets comes from accounts that buy coins and hand them over whole in the same
-- sitting. Fans give part of what they bought, and to others too; friends who help a beginner give little, or once.
-- Where purchases are not in the ledger, the other shape of it shows: outside any stream, givers split what they send into
-- several small, alike gifts on one day, far below what the receiver usually gets.
WITH handed AS (
  SELECT top_receiver AS receiver, account_id AS giver, count(*) AS rounds, sum(top_coins) AS coins, sum(usd_cents) AS usd_cents,
         min(first_buy) AS first_k, array_agg(first_buy) AS buy_ks
  FROM rounds
  WHERE top_coins * 1000 >= bought * ${handed_share} AND bought >= ${min_coins} AND dwell_ms <= ${dwell_hours} * 3600000
  GROUP BY top_receiver, account_id
),
disputed AS (SELECT account_id, count(*) AS chargebacks FROM returns WHERE kind = 'chargeback' GROUP BY account_id),
donors AS (
  SELECT h.receiver, h.giver, h.rounds, h.coins, h.usd_cents, h.buy_ks, b.got_coins, coalesce(x.chargebacks, 0) AS chargebacks,
         CASE WHEN epoch_ms(a.created_at) >= (b.first_k >> 20) - ${young_days} * 86400000 THEN 1 ELSE 0 END AS young
  FROM handed AS h
  JOIN bonds AS b ON b.giver = h.giver AND b.receiver = h.receiver
  LEFT JOIN accounts AS a ON a.account_id = h.giver
  LEFT JOIN disputed AS x ON x.account_id = h.giver
  WHERE h.coins * 1000 >= b.coins * ${donor_handed} AND b.share_out >= ${donor_share_out}
),
watched AS (SELECT creator_id, median(viewers) AS viewers FROM streams GROUP BY creator_id),
figures AS (
  SELECT receiver, count(*) AS donors, sum(young) AS young_donors, sum(coins) AS coins, max(got_coins) AS got_coins,
         sum(usd_cents) AS usd_cents, sum(rounds) AS rounds, sum(chargebacks) AS chargebacks,
         array_sort(array_agg(giver)) AS member_ids,
         array_sort(flatten(array_agg(buy_ks))) AS event_ks
  FROM donors GROUP BY receiver
  HAVING count(*) >= ${min_donors}
),
given_days AS (
  SELECT receiver, giver, count(*) AS gifts, sum(coins) AS coins, min(coins) AS least, max(coins) AS largest, array_agg(k) AS ks
  FROM gifts WHERE stream_id IS NULL
  GROUP BY receiver, giver, floor((k >> 20) / 86400000)
),
usual AS (SELECT receiver, median(coins) AS coins FROM given_days WHERE gifts = 1 GROUP BY receiver),
sums AS (SELECT * FROM given_days WHERE gifts >= ${split_gifts} AND largest <= least * ${alike}),
split_ AS (
  SELECT s.receiver, count(DISTINCT s.giver) AS donors, sum(s.gifts) AS gifts, sum(s.coins) AS coins,
         array_sort(array_agg(DISTINCT s.giver)) AS member_ids, array_sort(flatten(array_agg(s.ks))) AS event_ks,
         count(*) FILTER (WHERE s.largest <= u.coins * ${far_below}) AS small
  FROM sums AS s JOIN usual AS u ON u.receiver = s.receiver
  GROUP BY s.receiver
)
SELECT 'bought' AS variant, f.receiver AS account_id, f.member_ids, f.event_ks, f.usd_cents, f.donors, f.young_donors, f.coins,
       f.rounds, floor(f.coins * 100 / f.got_coins) AS share_percent, floor(f.coins / f.donors) AS coins_a_donor,
       coalesce(w.viewers, -1) AS viewers, f.chargebacks, NULL AS gifts, NULL AS small,
       ${base} + ${donor} * least(f.donors, ${most_donors}) + ${young} * least(f.young_donors, ${most_young})
         + ${funnel_share} * greatest(f.coins * 1.0 / f.got_coins - ${even_share}, 0) / (1 - ${even_share})
         + ${unwatched} * least(ln(${few_viewers} / greatest(coalesce(w.viewers, ${few_viewers}), 1)), ${most_unwatched})
         + ${size} * least(ln(f.coins * 1.0 / f.donors / ${usual_donor_coins}), ${most_size})
         + ${again} * least(f.rounds * 1.0 / f.donors - 1, ${most_again})
           * greatest(f.coins * 1.0 / f.got_coins - ${even_share}, 0) / (1 - ${even_share})
         + ${chargeback} * least(f.chargebacks, ${most_chargebacks})
         - CASE WHEN f.rounds = f.donors AND f.young_donors * ${young_in} < f.donors THEN ${once} ELSE 0 END AS points
FROM figures AS f
LEFT JOIN watched AS w ON w.creator_id = f.receiver
WHERE f.coins * 1000 >= f.got_coins * ${min_share_in}
UNION ALL
SELECT 'split', receiver, member_ids, event_ks, CAST(floor(coins * ${coin_cents}) AS BIGINT), donors, NULL, coins, NULL, NULL,
       floor(coins / donors), NULL, NULL, gifts, small,
       ${split_base} + ${split_donor} * least(donors, ${most_split_donors})
         + ${split_gift} * least(gifts * 1.0 / donors, ${most_split_gifts})
         + ${split_small} * small / donors
FROM split_
