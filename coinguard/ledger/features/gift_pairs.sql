-- One row for each giver and receiver: the pair is first seen at first_k.
SELECT giver, receiver, sum(coins) AS coins, count(*) AS gifts, min(k) AS first_k, max(k) AS last_k,
       count(DISTINCT floor((k >> 20) / 86400000)) AS active_days
FROM gifts
GROUP BY giver, receiver
