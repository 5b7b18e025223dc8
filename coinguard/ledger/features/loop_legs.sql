-- Legs of pairs that lie on a loop of at most five, whatever their times: from the receiver, one to four more hops lead back to
-- the giver, each of them small enough to pass through. In a ledger where everybody gives to everybody, few pairs are left.
WITH passing AS (SELECT receiver AS account_id FROM gift_pairs GROUP BY receiver HAVING count(*) <= ${hub_givers}),
pairs AS (
  SELECT DISTINCT l.giver, l.receiver FROM gift_legs AS l JOIN passing AS p ON p.account_id = l.giver
),
near AS (
  SELECT giver AS from_id, receiver AS to_id FROM pairs
  UNION SELECT x.giver, y.receiver FROM pairs AS x JOIN pairs AS y ON y.giver = x.receiver
),
looped AS (
  SELECT p.giver, p.receiver FROM pairs AS p JOIN near AS n ON n.from_id = p.receiver AND n.to_id = p.giver
  UNION
  SELECT p.giver, p.receiver FROM pairs AS p
  JOIN near AS n ON n.from_id = p.receiver
  JOIN near AS m ON m.from_id = n.to_id AND m.to_id = p.giver
)
SELECT l.* FROM gift_legs AS l JOIN looped AS p ON p.giver = l.giver AND p.receiver = l.receiver
