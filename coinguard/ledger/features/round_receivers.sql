-- What each receiver got in a round; the pair is new when its first gift lies in the round.
SELECT s.account_id, s.round, s.receiver, sum(s.coins) AS coins, count(*) AS gifts, min(s.k) AS first_k, max(s.k) AS last_k,
       CASE WHEN min(s.k) = min(p.first_k) THEN 1 ELSE 0 END AS is_new,
       row_number() OVER (PARTITION BY s.account_id, s.round ORDER BY sum(s.coins) DESC, s.receiver) AS place
FROM spending AS s
JOIN gift_pairs AS p ON p.giver = s.account_id AND p.receiver = s.receiver
WHERE s.move = 'gift' AND s.round > 0
GROUP BY s.account_id, s.round, s.receiver
