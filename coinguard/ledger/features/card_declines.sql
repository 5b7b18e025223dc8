-- Declined attempts to pay with a card.
SELECT k, account_id, card_fp FROM card_attempts WHERE status = 'declined'
