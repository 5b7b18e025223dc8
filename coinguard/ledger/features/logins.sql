-- Logins.
SELECT k, account_id, device_id, ip_hash, ip_country FROM events WHERE type = 'login'
