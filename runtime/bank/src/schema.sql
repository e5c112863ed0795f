-- The bank's one database. application_id and user_version are set by database.rs.
--
-- What must always hold is kept here, by CHECKs and triggers, so that no code path, and nobody
-- with an SQL prompt, breaks it unnoticed. A BEFORE INSERT trigger stands before each table whose
-- rows are final, because INSERT OR REPLACE would get past the one that refuses DELETE.
--
-- Times are milliseconds since 1970. Amounts are minor units.

-- Keys ----------------------------------------------------------------------------------------
--
-- A column that is called sealed, saved, value or context is encrypted under the data key of its user
-- and mini-app, and bound to its row. Keys stand here wrapped, under a master key that does not.

-- By which a bank knows its master key.
CREATE TABLE key_check (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE data_keys (
  user    TEXT NOT NULL,
  app     TEXT NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (user, app)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER data_keys_stay_with_their_owner BEFORE UPDATE OF user, app ON data_keys
BEGIN
  SELECT RAISE(ABORT, 'a data key stays with its owner');
END;

-- Sessions ------------------------------------------------------------------------------------

CREATE TABLE sessions (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  id       BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  user     TEXT NOT NULL,
  app      TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  closed   TEXT,
  -- The last step's time: what a session expires by. Without an index, which each step would move.
  last_step INTEGER NOT NULL,
  -- All of it, as Saved::encode wrote it, sealed; the columns beside it are what is searched by.
  saved    BLOB NOT NULL
) STRICT;

-- A user has a few at most: by mini-app they are looked through.
CREATE INDEX sessions_open ON sessions (user) WHERE closed IS NULL;

CREATE TRIGGER sessions_move_forward BEFORE UPDATE ON sessions
WHEN NEW.id <> OLD.id OR NEW.user <> OLD.user OR NEW.app <> OLD.app OR OLD.closed IS NOT NULL
  OR NEW.sequence NOT IN (OLD.sequence, OLD.sequence + 1)
BEGIN
  SELECT RAISE(ABORT, 'a session moves one step at a time, and not once it is closed');
END;

CREATE TABLE strikes (
  number  INTEGER PRIMARY KEY,
  session BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  code    TEXT NOT NULL
) STRICT;

CREATE INDEX strikes_of_session ON strikes (session, at);

-- What mini-apps were denied: counted, between two leaves of the audit log about it.
CREATE TABLE denials (
  session   BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  interface TEXT NOT NULL,
  code      TEXT NOT NULL,
  -- By which package last.
  package   BLOB NOT NULL CHECK (length(package) = 32),
  -- When the last leaf was written, and how many there were since.
  logged_at INTEGER NOT NULL,
  waiting   INTEGER NOT NULL CHECK (waiting >= 0),
  PRIMARY KEY (session, interface, code)
) STRICT, WITHOUT ROWID;

CREATE INDEX denials_waiting ON denials (logged_at) WHERE waiting > 0;

CREATE TABLE events (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  session BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  sealed  BLOB NOT NULL,
  faults  INTEGER NOT NULL DEFAULT 0 CHECK (faults >= 0)
) STRICT;

CREATE INDEX events_of_session ON events (session, id);

CREATE TRIGGER events_wait_for_open_sessions BEFORE INSERT ON events
WHEN (SELECT closed FROM sessions WHERE id = NEW.session) IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'nothing waits for a closed session');
END;

CREATE TABLE outbox (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  effect  BLOB NOT NULL UNIQUE CHECK (length(effect) = 32),
  session BLOB NOT NULL REFERENCES sessions (id),
  sealed  BLOB NOT NULL,
  -- Since when it is being done, where that must not begin twice.
  marked_at INTEGER
) STRICT;

CREATE INDEX outbox_of_session ON outbox (session, number);

CREATE TRIGGER outbox_effects_never_change BEFORE UPDATE OF number, effect, session, sealed ON outbox
BEGIN
  SELECT RAISE(ABORT, 'an effect is dispatched as it was committed');
END;

CREATE TRIGGER outbox_effects_are_never_replaced BEFORE INSERT ON outbox
WHEN EXISTS (SELECT 1 FROM outbox WHERE effect = NEW.effect OR number = NEW.number)
BEGIN
  SELECT RAISE(ABORT, 'an effect is committed once');
END;

CREATE TABLE partner_log (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  user    TEXT NOT NULL,
  app     TEXT NOT NULL,
  session BLOB NOT NULL,
  at      INTEGER NOT NULL,
  level   TEXT NOT NULL CHECK (level IN ('debug', 'info', 'warn', 'error')),
  sealed  BLOB NOT NULL
) STRICT;

CREATE INDEX partner_log_of_owner ON partner_log (user, app, number);

-- Storage -------------------------------------------------------------------------------------

CREATE TABLE storage_owners (
  user        TEXT NOT NULL,
  app         TEXT NOT NULL,
  version     INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0),
  total_bytes INTEGER NOT NULL DEFAULT 0 CHECK (total_bytes >= 0),
  PRIMARY KEY (user, app)
) STRICT, WITHOUT ROWID;

CREATE TABLE storage (
  user  TEXT NOT NULL,
  app   TEXT NOT NULL,
  key   TEXT NOT NULL,
  -- Sealed, which makes it 33 bytes longer. What mini-apps are told and limited by is without them.
  value BLOB NOT NULL CHECK (octet_length(value) >= 33),
  PRIMARY KEY (user, app, key),
  FOREIGN KEY (user, app) REFERENCES storage_owners (user, app)
) STRICT;

CREATE TRIGGER storage_total_after_insert AFTER INSERT ON storage BEGIN
  UPDATE storage_owners SET total_bytes = total_bytes + octet_length(NEW.key) + octet_length(NEW.value) - 33
  WHERE user = NEW.user AND app = NEW.app;
END;

CREATE TRIGGER storage_total_after_update AFTER UPDATE ON storage BEGIN
  UPDATE storage_owners SET total_bytes = total_bytes + octet_length(NEW.value) - octet_length(OLD.value)
  WHERE user = NEW.user AND app = NEW.app;
END;

CREATE TRIGGER storage_total_after_delete AFTER DELETE ON storage BEGIN
  UPDATE storage_owners SET total_bytes = total_bytes - octet_length(OLD.key) - octet_length(OLD.value) + 33
  WHERE user = OLD.user AND app = OLD.app;
END;

CREATE TRIGGER storage_values_stay_with_their_key BEFORE UPDATE OF user, app, key ON storage
BEGIN
  SELECT RAISE(ABORT, 'a stored value stays with its owner and key');
END;

CREATE TRIGGER storage_versions_go_up BEFORE UPDATE OF version ON storage_owners
WHEN NEW.version < OLD.version
BEGIN
  SELECT RAISE(ABORT, 'a storage version only goes up');
END;

-- The ledger ----------------------------------------------------------------------------------

CREATE TABLE accounts (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  kind            TEXT NOT NULL CHECK (kind IN ('customer', 'creditor', 'settlement')),
  owner           TEXT CHECK ((owner IS NOT NULL) = (kind = 'customer')),
  -- ISO 20022 ExternalCashAccountType1Code: current, or savings.
  type            TEXT NOT NULL DEFAULT 'CACC' CHECK (type IN ('CACC', 'SVGS')),
  name            TEXT NOT NULL,
  -- Who is erased leaves an account behind, without its number.
  iban            TEXT UNIQUE
                  CHECK ((iban IS NULL) = (kind = 'settlement' OR coalesce(owner GLOB 'erased:*', 0))),
  currency        TEXT NOT NULL CHECK (length(currency) = 3),
  opened_at       INTEGER NOT NULL,
  debits_pending  INTEGER NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
  debits_posted   INTEGER NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
  credits_pending INTEGER NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
  credits_posted  INTEGER NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
  -- The number of the last transfer that these balances hold.
  latest          INTEGER NOT NULL DEFAULT 0,
  -- Only the bank's own settlement account may owe.
  CONSTRAINT never_overdrawn
    CHECK (kind = 'settlement' OR debits_pending + debits_posted <= credits_posted)
) STRICT;

CREATE INDEX accounts_of_owner ON accounts (owner) WHERE owner IS NOT NULL;
CREATE UNIQUE INDEX accounts_settlement ON accounts (currency) WHERE kind = 'settlement';

CREATE TABLE transfers (
  number         INTEGER PRIMARY KEY AUTOINCREMENT,
  id             BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  kind           TEXT NOT NULL CHECK (kind IN ('direct', 'pending', 'post', 'void', 'expire')),
  debit_account  INTEGER NOT NULL REFERENCES accounts (id),
  credit_account INTEGER NOT NULL REFERENCES accounts (id) CHECK (credit_account <> debit_account),
  amount         INTEGER NOT NULL CHECK (amount > 0),
  currency       TEXT NOT NULL,
  -- Which pending transfer a post, void or expire ends.
  pending        BLOB REFERENCES transfers (id)
                 CHECK ((pending IS NOT NULL) = (kind IN ('post', 'void', 'expire'))),
  expires_at     INTEGER CHECK (expires_at IS NULL OR kind = 'pending'),
  made_at        INTEGER NOT NULL,
  -- By which it is on the audit log; none where a payment's leaves tell of it.
  leaf           INTEGER REFERENCES audit_leaves (number)
) STRICT;

CREATE UNIQUE INDEX transfers_end_once ON transfers (pending) WHERE pending IS NOT NULL;
CREATE INDEX transfers_by_debit ON transfers (debit_account);
CREATE INDEX transfers_by_credit ON transfers (credit_account);
CREATE INDEX transfers_expiring ON transfers (expires_at) WHERE expires_at IS NOT NULL;

CREATE TRIGGER transfers_never_change BEFORE UPDATE ON transfers
BEGIN
  SELECT RAISE(ABORT, 'a transfer never changes');
END;

CREATE TRIGGER transfers_never_go BEFORE DELETE ON transfers
BEGIN
  SELECT RAISE(ABORT, 'a transfer never goes');
END;

CREATE TRIGGER transfers_are_never_replaced BEFORE INSERT ON transfers
WHEN EXISTS (SELECT 1 FROM transfers WHERE id = NEW.id OR number = NEW.number)
  OR EXISTS (SELECT 1 FROM transfers WHERE pending = NEW.pending)
BEGIN
  SELECT RAISE(ABORT, 'a transfer is made once, and a pending one ends once');
END;

CREATE TRIGGER transfers_stay_in_one_currency BEFORE INSERT ON transfers
WHEN EXISTS (SELECT 1 FROM accounts
             WHERE id IN (NEW.debit_account, NEW.credit_account) AND currency <> NEW.currency)
BEGIN
  SELECT RAISE(ABORT, 'a transfer and its two accounts are of one currency');
END;

CREATE TRIGGER transfers_end_what_is_pending BEFORE INSERT ON transfers
WHEN NEW.pending IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM transfers AS held
  WHERE held.id = NEW.pending AND held.kind = 'pending'
    AND held.debit_account = NEW.debit_account AND held.credit_account = NEW.credit_account
    AND held.amount = NEW.amount AND held.currency = NEW.currency
    AND CASE NEW.kind
          WHEN 'expire' THEN held.expires_at <= NEW.made_at
          ELSE held.expires_at IS NULL OR NEW.made_at < held.expires_at
        END)
BEGIN
  SELECT RAISE(ABORT, 'a post, void or expire ends a pending transfer, as it was made and in its time');
END;

-- AFTER, so that a statement which is wrong in itself is refused for that.
CREATE TRIGGER transfers_are_on_the_audit_log AFTER INSERT ON transfers
WHEN iif(NEW.leaf IS NULL,
  NEW.kind = 'direct'
    OR NOT EXISTS (SELECT 1 FROM payments WHERE id = coalesce(NEW.pending, NEW.id)),
  NOT EXISTS (SELECT 1 FROM audit_leaves
              WHERE number = NEW.leaf AND action = 'transfers-made'
                AND number = (SELECT max(number) FROM audit_leaves)))
BEGIN
  SELECT RAISE(ABORT, 'a transfer comes with its audit leaf');
END;

CREATE TRIGGER transfers_move_balances AFTER INSERT ON transfers BEGIN
  UPDATE accounts SET
    debits_pending = debits_pending
      + CASE NEW.kind WHEN 'direct' THEN 0 WHEN 'pending' THEN NEW.amount ELSE -NEW.amount END,
    debits_posted = debits_posted + CASE WHEN NEW.kind IN ('direct', 'post') THEN NEW.amount ELSE 0 END,
    latest = NEW.number
  WHERE id = NEW.debit_account;
  UPDATE accounts SET
    credits_pending = credits_pending
      + CASE NEW.kind WHEN 'direct' THEN 0 WHEN 'pending' THEN NEW.amount ELSE -NEW.amount END,
    credits_posted = credits_posted + CASE WHEN NEW.kind IN ('direct', 'post') THEN NEW.amount ELSE 0 END,
    latest = NEW.number
  WHERE id = NEW.credit_account;
END;

CREATE TRIGGER accounts_open_empty BEFORE INSERT ON accounts
WHEN NEW.debits_pending + NEW.debits_posted + NEW.credits_pending + NEW.credits_posted + NEW.latest <> 0
  OR EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id OR iban = NEW.iban)
  OR (NEW.kind = 'settlement'
      AND EXISTS (SELECT 1 FROM accounts WHERE kind = 'settlement' AND currency = NEW.currency))
BEGIN
  SELECT RAISE(ABORT, 'an account opens once, and empty');
END;

CREATE TRIGGER accounts_stay_what_they_are
BEFORE UPDATE OF id, kind, owner, iban, currency, opened_at ON accounts
WHEN (NEW.id, NEW.kind, NEW.currency, NEW.opened_at)
    IS NOT (OLD.id, OLD.kind, OLD.currency, OLD.opened_at)
  OR NEW.owner IS NULL OR NEW.owner NOT IN (SELECT name FROM erasing)
BEGIN
  SELECT RAISE(ABORT, 'an account stays what it is');
END;

CREATE TRIGGER accounts_never_go BEFORE DELETE ON accounts
BEGIN
  SELECT RAISE(ABORT, 'an account never goes');
END;

-- A balance moves only together with a transfer newer than the last, and by just what that moves.
CREATE TRIGGER balances_move_by_transfers
BEFORE UPDATE OF debits_pending, debits_posted, credits_pending, credits_posted, latest ON accounts
WHEN NOT EXISTS (
  SELECT 1 FROM (
    SELECT debit_account, credit_account,
      CASE kind WHEN 'direct' THEN 0 WHEN 'pending' THEN amount ELSE -amount END AS held,
      CASE WHEN kind IN ('direct', 'post') THEN amount ELSE 0 END AS moved
    FROM transfers WHERE number = NEW.latest AND NEW.latest > OLD.latest) AS by
  WHERE (by.debit_account = NEW.id
         AND NEW.debits_pending - OLD.debits_pending = by.held
         AND NEW.debits_posted - OLD.debits_posted = by.moved
         AND NEW.credits_pending = OLD.credits_pending
         AND NEW.credits_posted = OLD.credits_posted)
     OR (by.credit_account = NEW.id
         AND NEW.credits_pending - OLD.credits_pending = by.held
         AND NEW.credits_posted - OLD.credits_posted = by.moved
         AND NEW.debits_pending = OLD.debits_pending
         AND NEW.debits_posted = OLD.debits_posted))
BEGIN
  SELECT RAISE(ABORT, 'a balance moves only by a transfer, and by what it moves');
END;

-- Statements ----------------------------------------------------------------------------------

CREATE TABLE customers (
  user        TEXT PRIMARY KEY,
  given_name  TEXT NOT NULL CHECK (length(given_name) BETWEEN 1 AND 70),
  family_name TEXT NOT NULL CHECK (length(family_name) BETWEEN 1 AND 70)
) STRICT, WITHOUT ROWID;

-- With whom a transfer was made, and what for. Lengths as ISO 20022 has them.
CREATE TABLE transfer_details (
  transfer     INTEGER PRIMARY KEY REFERENCES transfers (number),
  counterparty TEXT NOT NULL CHECK (length(counterparty) BETWEEN 1 AND 140),
  -- Merchant category code of ISO 18245, where there was a merchant.
  category     TEXT CHECK (category GLOB '[0-9][0-9][0-9][0-9]'),
  remittance   TEXT CHECK (length(remittance) BETWEEN 1 AND 140)
) STRICT;

CREATE TRIGGER transfer_details_never_change BEFORE UPDATE ON transfer_details
WHEN NOT EXISTS (SELECT 1 FROM erasing)
  OR NEW.transfer <> OLD.transfer
  OR NEW.counterparty NOT IN (OLD.counterparty, 'erased')
  OR (NEW.category IS NOT OLD.category AND NEW.category IS NOT NULL)
  OR (NEW.remittance IS NOT OLD.remittance AND NEW.remittance IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'what a transfer was for never changes');
END;

CREATE TRIGGER transfer_details_never_go BEFORE DELETE ON transfer_details
BEGIN
  SELECT RAISE(ABORT, 'what a transfer was for never goes');
END;

CREATE TRIGGER transfer_details_are_never_replaced BEFORE INSERT ON transfer_details
WHEN EXISTS (SELECT 1 FROM transfer_details WHERE transfer = NEW.transfer)
BEGIN
  SELECT RAISE(ABORT, 'what a transfer was for is written once');
END;

-- Payments ------------------------------------------------------------------------------------

-- Mini-apps as the bank's sheet names them.
CREATE TABLE apps (
  app     TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  partner TEXT NOT NULL,
  -- By which its users' pseudonyms are told apart.
  partner_id TEXT NOT NULL,
  -- Where settled payments are announced.
  webhook TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE payments (
  number           INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Also the id of the transfer that it becomes.
  id               BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  effect           BLOB NOT NULL UNIQUE CHECK (length(effect) = 32),
  user             TEXT NOT NULL,
  app              TEXT NOT NULL,
  instruction_id   TEXT NOT NULL,
  end_to_end_id    TEXT NOT NULL,
  amount           INTEGER NOT NULL CHECK (amount > 0),
  currency         TEXT NOT NULL,
  creditor_scheme  TEXT NOT NULL CHECK (creditor_scheme IN ('iban', 'sort-code-account-number')),
  creditor_account TEXT NOT NULL,
  creditor_name    TEXT NOT NULL,
  remittance       TEXT,
  package          BLOB NOT NULL CHECK (length(package) = 32),
  session          BLOB NOT NULL CHECK (length(session) = 16),
  request          INTEGER NOT NULL,
  -- The mini-app's own words, sealed.
  context          BLOB NOT NULL,
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  -- For which day it is scheduled, in days since 1970 (UTC); none: it is carried out at once.
  execution_day    INTEGER,
  -- From when on it is carried out: 06:00 of that day.
  execute_at       INTEGER GENERATED ALWAYS AS (execution_day * 86400000 + 21600000) VIRTUAL
                   CHECK (execute_at > created_at),
  -- On which day it counts towards a ceiling.
  day              INTEGER GENERATED ALWAYS AS (coalesce(execution_day, created_at / 86400000)) VIRTUAL,
  -- ISO 20022 and Open Banking codes, as in the contract.
  consent          TEXT NOT NULL CHECK (consent IN ('AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD')),
  -- Why the bank itself refused it.
  refused          TEXT CHECK (refused IS NULL OR (refused = 'per-day' AND consent = 'RJCT')),
  -- RCVD, and CANC, are of scheduled ones alone: until their day nothing is held.
  status           TEXT CHECK (status IN ('PDNG', 'ACSC', 'RJCT')
                     OR (status IN ('RCVD', 'CANC') AND execution_day IS NOT NULL)),
  -- Why it could not be carried out on its day.
  failure          TEXT CHECK (failure IS NULL OR (failure IN ('insufficient-funds', 'unsuitable-account')
                     AND status IS 'RJCT' AND execution_day IS NOT NULL)),
  debtor_account   INTEGER REFERENCES accounts (id),
  -- There is one where there is a transfer.
  settle_at        INTEGER,
  updated_at       INTEGER NOT NULL,
  UNIQUE (user, app, instruction_id),
  CHECK ((consent = 'AUTH') = (status IS NOT NULL)),
  CHECK ((consent = 'AUTH') = (debtor_account IS NOT NULL)),
  CHECK ((settle_at IS NOT NULL)
    = (status IS NOT NULL AND status NOT IN ('RCVD', 'CANC') AND failure IS NULL))
) STRICT;

CREATE INDEX payments_of_day ON payments (user, app, day);
CREATE INDEX payments_awaiting ON payments (session, number) WHERE consent = 'AWAU';
CREATE INDEX payments_expiring ON payments (expires_at) WHERE consent = 'AWAU';
CREATE INDEX payments_settling ON payments (settle_at) WHERE status = 'PDNG';
CREATE INDEX payments_declined ON payments (user, app, number) WHERE consent = 'RJCT' AND refused IS NULL;
CREATE INDEX payments_executing ON payments (execute_at) WHERE status = 'RCVD';

CREATE TRIGGER payments_begin_undecided BEFORE INSERT ON payments
WHEN NOT (NEW.consent = 'AWAU' OR (NEW.consent = 'RJCT' AND NEW.refused IS NOT NULL))
  OR EXISTS (SELECT 1 FROM payments WHERE id = NEW.id OR number = NEW.number)
  OR EXISTS (SELECT 1 FROM payments WHERE effect = NEW.effect)
  OR EXISTS (SELECT 1 FROM payments
             WHERE user = NEW.user AND app = NEW.app AND instruction_id = NEW.instruction_id)
BEGIN
  SELECT RAISE(ABORT, 'a payment begins once, and undecided');
END;

CREATE TRIGGER payments_stay_as_they_were_shown
BEFORE UPDATE OF number, id, effect, user, app, instruction_id, end_to_end_id, amount, currency,
  creditor_scheme, creditor_account, creditor_name, remittance, package, session, request, context,
  created_at, expires_at, execution_day, refused ON payments
WHEN NOT EXISTS (SELECT 1 FROM erasing)
  OR (NEW.number, NEW.id, NEW.effect, NEW.app, NEW.amount, NEW.currency, NEW.creditor_scheme,
      NEW.package, NEW.request, NEW.created_at, NEW.expires_at, NEW.execution_day, NEW.refused)
    IS NOT
     (OLD.number, OLD.id, OLD.effect, OLD.app, OLD.amount, OLD.currency, OLD.creditor_scheme,
      OLD.package, OLD.request, OLD.created_at, OLD.expires_at, OLD.execution_day, OLD.refused)
  OR NOT (NEW.user = OLD.user OR NEW.user IN (SELECT name FROM erasing))
  OR NEW.instruction_id NOT IN (OLD.instruction_id, lower(hex(OLD.id)))
  OR NEW.end_to_end_id NOT IN (OLD.end_to_end_id, 'erased')
  OR NEW.creditor_account NOT IN (OLD.creditor_account, 'erased')
  OR NEW.creditor_name NOT IN (OLD.creditor_name, 'erased')
  -- One that is still to be made is to whom it was signed for.
  OR ((OLD.consent = 'AWAU' OR coalesce(OLD.status, '') IN ('RCVD', 'PDNG'))
      AND (NEW.creditor_account, NEW.creditor_name) IS NOT (OLD.creditor_account, OLD.creditor_name))
  OR (NEW.remittance IS NOT OLD.remittance AND NEW.remittance IS NOT NULL)
  OR NEW.session NOT IN (OLD.session, zeroblob(16))
  OR NEW.context NOT IN (OLD.context, zeroblob(0))
BEGIN
  SELECT RAISE(ABORT, 'a payment stays as it was shown');
END;

CREATE TRIGGER payments_move_forward BEFORE UPDATE ON payments
WHEN NEW.updated_at < OLD.updated_at
  OR NOT ((OLD.consent = 'AWAU' AND NEW.consent IN ('RJCT', 'CANC', 'EXPD'))
       OR (OLD.consent = 'AWAU' AND NEW.consent = 'AUTH'
           AND NEW.status IS iif(OLD.execution_day IS NULL, 'PDNG', 'RCVD'))
       OR (OLD.consent = 'AUTH' AND NEW.consent = 'AUTH'
           AND OLD.status = 'RCVD' AND NEW.debtor_account = OLD.debtor_account
           AND (NEW.status = 'CANC'
             OR (NEW.updated_at >= OLD.execute_at
                 AND (NEW.status = 'PDNG' OR (NEW.status = 'RJCT' AND NEW.failure IS NOT NULL)))))
       OR (OLD.consent = 'AUTH' AND NEW.consent = 'AUTH'
           AND OLD.status = 'PDNG' AND NEW.status IN ('ACSC', 'RJCT') AND NEW.failure IS NULL
           AND NEW.debtor_account = OLD.debtor_account AND NEW.settle_at = OLD.settle_at)
       -- One whose payer or payee is erased stays where it is.
       OR (EXISTS (SELECT 1 FROM erasing)
           AND (NEW.consent, NEW.status, NEW.debtor_account, NEW.settle_at, NEW.failure, NEW.updated_at)
             IS (OLD.consent, OLD.status, OLD.debtor_account, OLD.settle_at, OLD.failure, OLD.updated_at)))
BEGIN
  SELECT RAISE(ABORT, 'a payment moves only forward');
END;

CREATE TRIGGER payments_move_with_the_ledger BEFORE UPDATE ON payments
WHEN NEW.consent = 'AUTH' AND CASE
  -- One that is not carried out, or not yet, has none.
  WHEN NEW.settle_at IS NULL THEN EXISTS (SELECT 1 FROM transfers WHERE id = NEW.id)
  ELSE NOT EXISTS (
    SELECT 1 FROM transfers AS held LEFT JOIN transfers AS ended ON ended.pending = held.id
    WHERE held.id = NEW.id AND held.kind = 'pending' AND held.debit_account = NEW.debtor_account
      AND held.amount = NEW.amount AND held.currency = NEW.currency
      -- To the payee, or out of the bank. Whose number that was is looked at when it begins.
      AND (OLD.settle_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM accounts WHERE id = held.credit_account
          AND (kind = 'settlement'
            OR (NEW.creditor_scheme = 'iban' AND iban = NEW.creditor_account))))
      AND ended.kind IS CASE NEW.status WHEN 'ACSC' THEN 'post' WHEN 'RJCT' THEN 'void' END) END
BEGIN
  SELECT RAISE(ABORT, 'a payment moves together with its transfer');
END;

CREATE TRIGGER payments_never_go BEFORE DELETE ON payments
BEGIN
  SELECT RAISE(ABORT, 'a payment never goes');
END;

-- Standing orders -----------------------------------------------------------------------------

-- What customers have the bank itself pay, month by month, out of the account's currency.
CREATE TABLE standing_orders (
  number        INTEGER PRIMARY KEY AUTOINCREMENT,
  account       INTEGER NOT NULL REFERENCES accounts (id),
  amount        INTEGER NOT NULL CHECK (amount > 0),
  counterparty  TEXT NOT NULL CHECK (length(counterparty) BETWEEN 1 AND 140),
  category      TEXT CHECK (category GLOB '[0-9][0-9][0-9][0-9]'),
  remittance    TEXT CHECK (length(remittance) BETWEEN 1 AND 140),
  day_of_month  INTEGER NOT NULL CHECK (day_of_month BETWEEN 1 AND 28),
  -- In days since 1970 (UTC).
  next_day      INTEGER NOT NULL CHECK (next_day >= 0),
  last_day      INTEGER,
  -- None where there was not enough.
  last_transfer BLOB REFERENCES transfers (id) CHECK (last_transfer IS NULL OR last_day IS NOT NULL)
) STRICT;

CREATE INDEX standing_orders_due ON standing_orders (next_day);

CREATE TRIGGER standing_orders_begin_once BEFORE INSERT ON standing_orders
WHEN NEW.last_day IS NOT NULL
  OR EXISTS (SELECT 1 FROM standing_orders WHERE number = NEW.number)
  OR NOT EXISTS (SELECT 1 FROM accounts WHERE id = NEW.account AND kind = 'customer')
BEGIN
  SELECT RAISE(ABORT, 'a standing order begins once, and is a customer''s');
END;

CREATE TRIGGER standing_orders_stay_what_they_are
BEFORE UPDATE OF number, account, amount, counterparty, category, remittance, day_of_month
ON standing_orders
WHEN NOT EXISTS (SELECT 1 FROM erasing)
  OR (NEW.number, NEW.account, NEW.amount, NEW.counterparty, NEW.category, NEW.day_of_month)
    IS NOT (OLD.number, OLD.account, OLD.amount, OLD.counterparty, OLD.category, OLD.day_of_month)
  OR (NEW.remittance IS NOT OLD.remittance AND NEW.remittance IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'a standing order stays what it is');
END;

CREATE TRIGGER standing_orders_move_forward
BEFORE UPDATE OF next_day, last_day, last_transfer ON standing_orders
WHEN NEW.next_day <= OLD.next_day OR NEW.last_day IS NOT OLD.next_day
  OR NOT (NEW.last_transfer IS NULL OR EXISTS (
    SELECT 1 FROM transfers
    WHERE id = NEW.last_transfer AND kind = 'direct' AND debit_account = NEW.account
      AND amount = NEW.amount AND id IS NOT OLD.last_transfer))
BEGIN
  SELECT RAISE(ABORT, 'a standing order moves to its next day, and is paid by a transfer of its own');
END;

CREATE TRIGGER standing_orders_go_with_their_user_or_payee BEFORE DELETE ON standing_orders
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN
  SELECT RAISE(ABORT, 'a standing order goes only with its user or payee');
END;

-- What mini-apps may see -----------------------------------------------------------------------

-- What a mini-app asks of its users, as the bank's review took it down.
CREATE TABLE app_permissions (
  app          TEXT NOT NULL REFERENCES apps (app) ON DELETE CASCADE,
  interface    TEXT NOT NULL,
  required     INTEGER NOT NULL CHECK (required IN (0, 1)),
  -- Language to sentence.
  purpose      TEXT NOT NULL CHECK (json_valid(purpose)),
  history_days INTEGER CHECK (history_days >= 0),
  PRIMARY KEY (app, interface)
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  user         TEXT NOT NULL,
  app          TEXT NOT NULL,
  interface    TEXT NOT NULL,
  purpose      TEXT NOT NULL CHECK (json_valid(purpose)),
  history_days INTEGER CHECK (history_days >= 0),
  session      BLOB NOT NULL CHECK (length(session) = 16),
  asked_at     INTEGER NOT NULL,
  -- Until when the user may decide.
  expires_at   INTEGER NOT NULL,
  -- Open Banking's codes: CANC is withdrawn.
  status       TEXT NOT NULL CHECK (status IN ('AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD')),
  -- Until when a yes holds.
  valid_until  INTEGER,
  updated_at   INTEGER NOT NULL,
  CHECK (valid_until IS NOT NULL OR status NOT IN ('AUTH', 'CANC')),
  CHECK (valid_until IS NULL OR status NOT IN ('AWAU', 'RJCT'))
) STRICT;

CREATE UNIQUE INDEX consents_live ON consents (user, app, interface) WHERE status IN ('AWAU', 'AUTH');
CREATE INDEX consents_of_owner ON consents (user, app, interface, number);
CREATE INDEX consents_awaiting ON consents (session, number) WHERE status = 'AWAU';

CREATE TRIGGER consents_begin_undecided BEFORE INSERT ON consents
WHEN NEW.status <> 'AWAU' OR NEW.valid_until IS NOT NULL
  OR EXISTS (SELECT 1 FROM consents WHERE id = NEW.id OR number = NEW.number)
  OR EXISTS (SELECT 1 FROM consents
             WHERE user = NEW.user AND app = NEW.app AND interface = NEW.interface
               AND status IN ('AWAU', 'AUTH'))
BEGIN
  SELECT RAISE(ABORT, 'a consent begins once, and undecided');
END;

CREATE TRIGGER consents_stay_as_they_were_shown
BEFORE UPDATE OF number, id, user, app, interface, purpose, history_days, session, asked_at, expires_at
ON consents
BEGIN
  SELECT RAISE(ABORT, 'a consent stays as it was shown');
END;

CREATE TRIGGER consents_move_forward BEFORE UPDATE ON consents
WHEN NEW.updated_at < OLD.updated_at
  OR NOT ((OLD.status = 'AWAU' AND NEW.status IN ('AUTH', 'RJCT'))
       OR (OLD.status = 'AWAU' AND NEW.status = 'EXPD' AND NEW.valid_until IS NULL)
       OR (OLD.status = 'AUTH' AND NEW.status IN ('CANC', 'EXPD')
           AND NEW.valid_until = OLD.valid_until))
BEGIN
  SELECT RAISE(ABORT, 'a consent moves only forward');
END;

CREATE TRIGGER consents_move_in_the_audit_log AFTER UPDATE ON consents
WHEN NOT EXISTS (
  SELECT 1 FROM audit_leaves WHERE subject = lower(hex(NEW.id))
    AND action = CASE NEW.status
      WHEN 'AUTH' THEN 'consent-given'
      WHEN 'RJCT' THEN 'consent-refused'
      WHEN 'CANC' THEN 'consent-withdrawn'
      ELSE 'consent-expired' END)
BEGIN
  SELECT RAISE(ABORT, 'a consent moves with its audit leaf');
END;

-- Accounts as one mini-app and user know them.
CREATE TABLE account_pseudonyms (
  pseudonym BLOB PRIMARY KEY CHECK (length(pseudonym) = 16),
  user      TEXT NOT NULL,
  app       TEXT NOT NULL,
  account   INTEGER NOT NULL REFERENCES accounts (id),
  UNIQUE (user, app, account)
) STRICT, WITHOUT ROWID;

-- Users as one partner knows them.
CREATE TABLE subject_pseudonyms (
  subject BLOB NOT NULL UNIQUE CHECK (length(subject) = 16),
  user    TEXT NOT NULL,
  partner TEXT NOT NULL,
  PRIMARY KEY (user, partner)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER account_pseudonyms_never_change BEFORE UPDATE ON account_pseudonyms
BEGIN
  SELECT RAISE(ABORT, 'a pseudonym never changes');
END;

CREATE TRIGGER subject_pseudonyms_never_change BEFORE UPDATE ON subject_pseudonyms
BEGIN
  SELECT RAISE(ABORT, 'a pseudonym never changes');
END;

-- What tokens for transactions and cursors are sealed with. There is one; should there be others, the
-- newest makes new tokens, and old ones open with theirs.
CREATE TABLE token_keys (
  version INTEGER PRIMARY KEY CHECK (version BETWEEN 1 AND 255),
  wrapped BLOB NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

-- Accounts that users are asked to pick.
CREATE TABLE account_picks (
  effect     BLOB PRIMARY KEY CHECK (length(effect) = 32),
  user       TEXT NOT NULL,
  app        TEXT NOT NULL,
  session    BLOB NOT NULL CHECK (length(session) = 16),
  reason     TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('AWAU', 'AUTH', 'RJCT', 'EXPD')),
  account    INTEGER REFERENCES accounts (id),
  decided_at INTEGER,
  CHECK ((status = 'AUTH') = (account IS NOT NULL)),
  CHECK ((decided_at IS NOT NULL) = (status IN ('AUTH', 'RJCT')))
) STRICT, WITHOUT ROWID;

CREATE INDEX account_picks_awaiting ON account_picks (session, asked_at) WHERE status = 'AWAU';
CREATE INDEX account_picks_decided ON account_picks (user, app, decided_at) WHERE decided_at IS NOT NULL;

CREATE TRIGGER account_picks_are_decided_once BEFORE UPDATE ON account_picks
WHEN OLD.status <> 'AWAU'
BEGIN
  SELECT RAISE(ABORT, 'an account is picked once');
END;

-- Facts about customers -----------------------------------------------------------------------

-- What the bank has made sure of, as JSON: claim to value.
CREATE TABLE verified_claims (
  user        TEXT PRIMARY KEY,
  claims      TEXT NOT NULL CHECK (json_valid(claims)),
  verified_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which of them users were asked to share with a mini-app, and what they said.
CREATE TABLE claim_requests (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  user       TEXT NOT NULL,
  app        TEXT NOT NULL,
  session    BLOB NOT NULL CHECK (length(session) = 16),
  -- A list of claims, each once.
  asked      TEXT NOT NULL CHECK (json_valid(asked)),
  purpose    TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 140),
  -- What of them the sheet shows as known; gone once the user has decided.
  offered    TEXT CHECK (json_valid(offered)),
  asked_at   INTEGER NOT NULL,
  -- Until when the user may decide.
  expires_at INTEGER NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('AWAU', 'AUTH', 'RJCT', 'EXPD')),
  -- What the user ticked.
  shared     TEXT CHECK (json_valid(shared) AND shared <> '{}'),
  updated_at INTEGER NOT NULL,
  CHECK ((status = 'AWAU') = (offered IS NOT NULL)),
  CHECK ((status = 'AUTH') = (shared IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX claim_requests_awaiting ON claim_requests (user, app) WHERE status = 'AWAU';
CREATE INDEX claim_requests_of_owner ON claim_requests (user, app, number);
CREATE INDEX claim_requests_of_session ON claim_requests (session, number) WHERE status = 'AWAU';

CREATE TRIGGER claim_requests_begin_undecided BEFORE INSERT ON claim_requests
WHEN NEW.status <> 'AWAU'
  OR EXISTS (SELECT 1 FROM claim_requests WHERE id = NEW.id OR number = NEW.number)
  OR EXISTS (SELECT 1 FROM claim_requests
             WHERE user = NEW.user AND app = NEW.app AND status = 'AWAU')
BEGIN
  SELECT RAISE(ABORT, 'a request for claims begins once, and undecided');
END;

CREATE TRIGGER claim_requests_offer_what_is_asked_for BEFORE INSERT ON claim_requests
WHEN EXISTS (SELECT 1 FROM json_each(NEW.offered)
             WHERE key NOT IN (SELECT value FROM json_each(NEW.asked)))
BEGIN
  SELECT RAISE(ABORT, 'only claims that are asked for are offered');
END;

CREATE TRIGGER claim_requests_stay_as_they_were_shown
BEFORE UPDATE OF number, id, user, app, session, asked, purpose, asked_at, expires_at
ON claim_requests
BEGIN
  SELECT RAISE(ABORT, 'a request for claims stays as it was shown');
END;

CREATE TRIGGER claim_requests_are_decided_once BEFORE UPDATE ON claim_requests
WHEN OLD.status <> 'AWAU' OR NEW.status = 'AWAU' OR NEW.updated_at < OLD.updated_at
BEGIN
  SELECT RAISE(ABORT, 'a request for claims is decided once');
END;

CREATE TRIGGER claim_requests_share_what_was_shown BEFORE UPDATE ON claim_requests
WHEN OLD.status = 'AWAU' AND EXISTS (
  SELECT 1 FROM json_each(NEW.shared) AS told
  WHERE NOT EXISTS (SELECT 1 FROM json_each(OLD.offered) AS known
                    WHERE known.key = told.key AND known.value = told.value))
BEGIN
  SELECT RAISE(ABORT, 'only claims that the sheet showed are shared, and as it showed them');
END;

CREATE TRIGGER claim_requests_move_in_the_audit_log AFTER UPDATE ON claim_requests
WHEN NOT EXISTS (
  SELECT 1 FROM audit_leaves WHERE subject = lower(hex(NEW.id))
    AND action = CASE NEW.status
      WHEN 'AUTH' THEN 'claims-shared'
      WHEN 'RJCT' THEN 'claims-refused'
      ELSE 'claims-expired' END)
BEGIN
  SELECT RAISE(ABORT, 'a request for claims moves with its audit leaf');
END;

-- Strong authentication -------------------------------------------------------------------------

-- Users as their authenticators know them: random, so that an authenticator names nobody.
CREATE TABLE user_handles (
  user   TEXT PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE CHECK (length(handle) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
  id            BLOB PRIMARY KEY,
  user          TEXT NOT NULL REFERENCES user_handles (user),
  -- All of it, as loggia-authentication writes it.
  body          TEXT NOT NULL CHECK (json_valid(body)),
  registered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX credentials_of_user ON credentials (user);

CREATE TRIGGER credentials_begin_in_the_audit_log BEFORE INSERT ON credentials
WHEN EXISTS (SELECT 1 FROM credentials WHERE id = NEW.id)
  OR NOT EXISTS (SELECT 1 FROM audit_leaves JOIN user_handles ON handle = subject
                 WHERE user = NEW.user AND action = 'authenticator-registered'
                   AND number = (SELECT max(number) FROM audit_leaves))
BEGIN
  SELECT RAISE(ABORT, 'a credential begins once, with its audit leaf');
END;

CREATE TRIGGER credentials_stay_with_their_user BEFORE UPDATE OF id, user, registered_at ON credentials
BEGIN
  SELECT RAISE(ABORT, 'a credential stays with its user');
END;

-- How often it was used, and whether it has left its device, are all that changes.
CREATE TRIGGER credentials_stay_what_they_are BEFORE UPDATE OF body ON credentials
WHEN json_remove(NEW.body, '$.sign_count', '$.backed_up')
    IS NOT json_remove(OLD.body, '$.sign_count', '$.backed_up')
  OR json_extract(NEW.body, '$.sign_count') < json_extract(OLD.body, '$.sign_count')
BEGIN
  SELECT RAISE(ABORT, 'a credential stays what it is');
END;

CREATE TRIGGER credentials_go_in_the_audit_log BEFORE DELETE ON credentials
WHEN NOT EXISTS (SELECT 1 FROM erasing)
  AND NOT EXISTS (SELECT 1 FROM audit_leaves JOIN user_handles ON handle = subject
                  WHERE user = OLD.user AND action = 'authenticator-revoked'
                    AND number = (SELECT max(number) FROM audit_leaves))
BEGIN
  SELECT RAISE(ABORT, 'a credential goes with its audit leaf');
END;

-- What users are asked to sign: the newest challenge of each kind alone is good.
CREATE TABLE registration_challenges (
  user TEXT PRIMARY KEY REFERENCES user_handles (user),
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_challenges (
  payment BLOB PRIMARY KEY REFERENCES payments (id),
  -- From which it would be paid: another account is another challenge.
  account INTEGER NOT NULL REFERENCES accounts (id),
  body    TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;

CREATE TABLE authentication_failures (
  user TEXT PRIMARY KEY,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;

-- What a payer signed, for the day on which somebody disputes it.
CREATE TABLE payment_evidence (
  payment BLOB PRIMARY KEY REFERENCES payments (id),
  digest  BLOB NOT NULL CHECK (length(digest) = 32),
  body    TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER payment_evidence_never_changes BEFORE UPDATE ON payment_evidence
WHEN NOT EXISTS (SELECT 1 FROM erasing)
  OR (NEW.payment, NEW.digest) IS NOT (OLD.payment, OLD.digest)
  OR NEW.body NOT IN (OLD.body, 'null')
BEGIN
  SELECT RAISE(ABORT, 'evidence never changes');
END;

CREATE TRIGGER payment_evidence_never_goes BEFORE DELETE ON payment_evidence
BEGIN
  SELECT RAISE(ABORT, 'evidence never goes');
END;

CREATE TRIGGER payment_evidence_is_never_replaced BEFORE INSERT ON payment_evidence
WHEN EXISTS (SELECT 1 FROM payment_evidence WHERE payment = NEW.payment)
BEGIN
  SELECT RAISE(ABORT, 'evidence is kept once');
END;

CREATE TRIGGER payments_are_authorised_by_what_was_signed BEFORE UPDATE ON payments
WHEN OLD.consent = 'AWAU' AND NEW.consent = 'AUTH'
  AND NOT EXISTS (SELECT 1 FROM payment_evidence WHERE payment = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'a payment is authorised by what its payer signed');
END;

-- Webhooks ------------------------------------------------------------------------------------

-- Settled payments that partners' servers are told of, until they have heard it.
CREATE TABLE webhooks (
  payment    BLOB PRIMARY KEY REFERENCES payments (id),
  partner_id TEXT NOT NULL,
  url        TEXT NOT NULL,
  body       TEXT NOT NULL CHECK (json_valid(body)),
  created_at INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- When it is tried next; none once it is over.
  next_at    INTEGER,
  status     TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'given-up')),
  CHECK ((status = 'waiting') = (next_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX webhooks_due ON webhooks (next_at) WHERE next_at IS NOT NULL;

CREATE TRIGGER webhooks_stay_what_they_say
BEFORE UPDATE OF payment, partner_id, url, body, created_at ON webhooks
BEGIN
  SELECT RAISE(ABORT, 'a webhook stays what it says');
END;

-- Exchange rates ------------------------------------------------------------------------------

-- Millionths of a unit of the currency for one euro, which has no rate itself.
CREATE TABLE fx_rates (
  currency   TEXT PRIMARY KEY CHECK (length(currency) = 3 AND currency <> 'EUR'),
  millionths INTEGER NOT NULL CHECK (millionths > 0)
) STRICT, WITHOUT ROWID;

-- Loyalty -------------------------------------------------------------------------------------

CREATE TABLE schemes (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  points_per_unit INTEGER NOT NULL CHECK (points_per_unit BETWEEN 0 AND 4294967295),
  partner         TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE point_balances (
  user   TEXT NOT NULL,
  scheme TEXT NOT NULL REFERENCES schemes (id),
  points INTEGER NOT NULL DEFAULT 0 CONSTRAINT never_below_zero CHECK (points >= 0),
  latest INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user, scheme)
) STRICT, WITHOUT ROWID;

CREATE TABLE point_bookings (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  effect    BLOB NOT NULL UNIQUE CHECK (length(effect) = 32),
  kind      TEXT NOT NULL CHECK (kind IN ('gift', 'earn', 'redeem', 'return')),
  user      TEXT NOT NULL,
  -- None where the bank itself books.
  app       TEXT CHECK ((app IS NULL) = (kind = 'gift')),
  scheme    TEXT NOT NULL,
  points    INTEGER NOT NULL CHECK (points >= 0),
  -- What the balance is after it.
  balance   INTEGER NOT NULL CHECK (balance >= 0),
  payment   BLOB REFERENCES payments (id) CHECK ((payment IS NOT NULL) = (kind = 'earn')),
  reference TEXT CHECK ((reference IS NOT NULL) = (kind IN ('redeem', 'return'))),
  made_at   INTEGER NOT NULL,
  FOREIGN KEY (user, scheme) REFERENCES point_balances (user, scheme)
) STRICT;

CREATE UNIQUE INDEX point_bookings_earn_once ON point_bookings (payment) WHERE payment IS NOT NULL;
CREATE UNIQUE INDEX point_bookings_refer_once
  ON point_bookings (user, app, scheme, kind, reference) WHERE reference IS NOT NULL;
CREATE INDEX point_bookings_of_balance ON point_bookings (user, scheme);

CREATE TRIGGER point_bookings_never_change BEFORE UPDATE ON point_bookings
BEGIN
  SELECT RAISE(ABORT, 'a booking never changes');
END;

CREATE TRIGGER point_bookings_never_go BEFORE DELETE ON point_bookings
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR EXISTS (SELECT 1 FROM accounts WHERE owner = OLD.user)
BEGIN
  SELECT RAISE(ABORT, 'a booking never goes');
END;

CREATE TRIGGER point_bookings_are_never_replaced BEFORE INSERT ON point_bookings
WHEN EXISTS (SELECT 1 FROM point_bookings
             WHERE effect = NEW.effect OR number = NEW.number OR payment = NEW.payment
               OR (user = NEW.user AND app = NEW.app AND scheme = NEW.scheme
                   AND kind = NEW.kind AND reference = NEW.reference))
BEGIN
  SELECT RAISE(ABORT, 'a booking is made once');
END;

CREATE TRIGGER points_are_earned_by_settled_payments BEFORE INSERT ON point_bookings
WHEN NEW.kind = 'earn' AND NOT EXISTS (
  SELECT 1 FROM payments
  WHERE id = NEW.payment AND user = NEW.user AND app = NEW.app AND status = 'ACSC')
BEGIN
  SELECT RAISE(ABORT, 'points are earned by a settled payment of the same user and mini-app');
END;

CREATE TRIGGER points_are_returned_as_redeemed BEFORE INSERT ON point_bookings
WHEN NEW.kind = 'return' AND NOT EXISTS (
  SELECT 1 FROM point_bookings
  WHERE user = NEW.user AND app = NEW.app AND scheme = NEW.scheme
    AND kind = 'redeem' AND reference = NEW.reference AND points = NEW.points)
BEGIN
  SELECT RAISE(ABORT, 'only redeemed points are returned');
END;

CREATE TRIGGER point_bookings_add_up BEFORE INSERT ON point_bookings
WHEN NEW.balance IS NOT (
  SELECT points + CASE NEW.kind WHEN 'redeem' THEN -NEW.points ELSE NEW.points END
  FROM point_balances WHERE user = NEW.user AND scheme = NEW.scheme)
BEGIN
  SELECT RAISE(ABORT, 'a booking says what the balance is after it');
END;

CREATE TRIGGER point_bookings_move_balances AFTER INSERT ON point_bookings BEGIN
  UPDATE point_balances SET points = NEW.balance, latest = NEW.number
  WHERE user = NEW.user AND scheme = NEW.scheme;
END;

CREATE TRIGGER point_balances_open_empty BEFORE INSERT ON point_balances
WHEN NEW.points <> 0 OR NEW.latest <> 0
  OR EXISTS (SELECT 1 FROM point_balances WHERE user = NEW.user AND scheme = NEW.scheme)
BEGIN
  SELECT RAISE(ABORT, 'a balance of points opens once, and empty');
END;

CREATE TRIGGER point_balances_move_by_bookings BEFORE UPDATE ON point_balances
WHEN NEW.user <> OLD.user OR NEW.scheme <> OLD.scheme OR NEW.latest <= OLD.latest
  OR NOT EXISTS (SELECT 1 FROM point_bookings
                 WHERE number = NEW.latest AND user = NEW.user AND scheme = NEW.scheme
                   AND balance = NEW.points)
BEGIN
  SELECT RAISE(ABORT, 'a balance of points moves only by a booking');
END;

CREATE TRIGGER point_balances_never_go BEFORE DELETE ON point_balances
WHEN NOT EXISTS (SELECT 1 FROM erasing) OR EXISTS (SELECT 1 FROM accounts WHERE owner = OLD.user)
BEGIN
  SELECT RAISE(ABORT, 'a balance of points never goes');
END;


-- The audit log --------------------------------------------------------------------------------

-- Every decision on money, as the leaves of an RFC 6962 tree. Who names no leaf in the transaction
-- that moves a payment does not move it.
CREATE TABLE audit_leaves (
  -- Its place in the tree, from 0.
  number  INTEGER PRIMARY KEY CHECK (number >= 0),
  -- What the tree hashes; the columns beside it are what is searched by.
  leaf    TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  hash    BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_leaves_of_subject ON audit_leaves (subject, action);

-- The roots of complete subtrees, from level 1 on: level 0 is the leaves' own hashes.
CREATE TABLE audit_nodes (
  level    INTEGER NOT NULL CHECK (level BETWEEN 1 AND 63),
  position INTEGER NOT NULL CHECK (position >= 0),
  hash     BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_checkpoints (
  size    INTEGER PRIMARY KEY CHECK (size > 0),
  made_at INTEGER NOT NULL,
  -- A signed note.
  note    TEXT NOT NULL
) STRICT;

-- What of a leaf names or describes a person, with the salt of the leaf's commitment to it.
CREATE TABLE audit_personal (
  leaf INTEGER PRIMARY KEY REFERENCES audit_leaves (number),
  user TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  data TEXT NOT NULL
) STRICT;

CREATE INDEX audit_personal_of_user ON audit_personal (user);

-- Which personal parts are gone, and by which leaf.
CREATE TABLE audit_erasures (
  leaf      INTEGER PRIMARY KEY REFERENCES audit_leaves (number),
  erased_by INTEGER NOT NULL REFERENCES audit_leaves (number)
) STRICT;

CREATE TRIGGER audit_leaves_never_change BEFORE UPDATE ON audit_leaves
BEGIN
  SELECT RAISE(ABORT, 'an audit leaf never changes');
END;

CREATE TRIGGER audit_leaves_never_go BEFORE DELETE ON audit_leaves
BEGIN
  SELECT RAISE(ABORT, 'an audit leaf never goes');
END;

CREATE TRIGGER audit_leaves_follow_each_other BEFORE INSERT ON audit_leaves
WHEN NEW.number <> (SELECT coalesce(max(number), -1) + 1 FROM audit_leaves)
BEGIN
  SELECT RAISE(ABORT, 'an audit leaf stands behind the last');
END;

CREATE TRIGGER audit_nodes_never_change BEFORE UPDATE ON audit_nodes
BEGIN
  SELECT RAISE(ABORT, 'an audit node never changes');
END;

CREATE TRIGGER audit_nodes_never_go BEFORE DELETE ON audit_nodes
BEGIN
  SELECT RAISE(ABORT, 'an audit node never goes');
END;

CREATE TRIGGER audit_nodes_are_never_replaced BEFORE INSERT ON audit_nodes
WHEN EXISTS (SELECT 1 FROM audit_nodes WHERE level = NEW.level AND position = NEW.position)
BEGIN
  SELECT RAISE(ABORT, 'an audit node is made once');
END;

CREATE TRIGGER audit_checkpoints_never_change BEFORE UPDATE ON audit_checkpoints
BEGIN
  SELECT RAISE(ABORT, 'a checkpoint never changes');
END;

CREATE TRIGGER audit_checkpoints_never_go BEFORE DELETE ON audit_checkpoints
BEGIN
  SELECT RAISE(ABORT, 'a checkpoint never goes');
END;

CREATE TRIGGER audit_checkpoints_grow BEFORE INSERT ON audit_checkpoints
WHEN NEW.size <= (SELECT coalesce(max(size), 0) FROM audit_checkpoints)
  OR NEW.size > (SELECT coalesce(max(number), -1) + 1 FROM audit_leaves)
BEGIN
  SELECT RAISE(ABORT, 'a checkpoint is of more leaves than the last, and of no more than there are');
END;

CREATE TRIGGER audit_personal_never_changes BEFORE UPDATE ON audit_personal
BEGIN
  SELECT RAISE(ABORT, 'a personal part never changes');
END;

CREATE TRIGGER audit_personal_comes_with_its_leaf BEFORE INSERT ON audit_personal
WHEN NEW.leaf <> (SELECT max(number) FROM audit_leaves)
  OR EXISTS (SELECT 1 FROM audit_personal WHERE leaf = NEW.leaf)
BEGIN
  SELECT RAISE(ABORT, 'a personal part comes with its leaf');
END;

CREATE TRIGGER audit_personal_goes_by_erasure BEFORE DELETE ON audit_personal
WHEN NOT EXISTS (SELECT 1 FROM audit_erasures WHERE leaf = OLD.leaf)
BEGIN
  SELECT RAISE(ABORT, 'a personal part goes only by an erasure');
END;

CREATE TRIGGER audit_erasures_never_change BEFORE UPDATE ON audit_erasures
BEGIN
  SELECT RAISE(ABORT, 'an erasure never changes');
END;

CREATE TRIGGER audit_erasures_never_go BEFORE DELETE ON audit_erasures
BEGIN
  SELECT RAISE(ABORT, 'an erasure never goes');
END;

CREATE TRIGGER audit_erasures_are_leaves BEFORE INSERT ON audit_erasures
WHEN EXISTS (SELECT 1 FROM audit_erasures WHERE leaf = NEW.leaf)
  OR NOT EXISTS (SELECT 1 FROM audit_leaves
                 WHERE number = NEW.erased_by AND action = 'personal-erased'
                   AND number = (SELECT max(number) FROM audit_leaves))
BEGIN
  SELECT RAISE(ABORT, 'an erasure is a leaf of its own');
END;

-- Users who were erased: what stands in their place, and by which leaf.
CREATE TABLE erased_users (
  name      TEXT PRIMARY KEY CHECK (name GLOB 'erased:*'),
  erased_by INTEGER NOT NULL UNIQUE REFERENCES audit_leaves (number)
) STRICT, WITHOUT ROWID;

-- The one whose erasure is the newest leaf: until the next leaf, what is kept for ever may lose them.
CREATE VIEW erasing AS
SELECT name FROM erased_users WHERE erased_by = (SELECT max(number) FROM audit_leaves);

CREATE TRIGGER erased_users_never_change BEFORE UPDATE ON erased_users
BEGIN
  SELECT RAISE(ABORT, 'an erasure never changes');
END;

CREATE TRIGGER erased_users_never_go BEFORE DELETE ON erased_users
BEGIN
  SELECT RAISE(ABORT, 'an erasure never goes');
END;

CREATE TRIGGER erased_users_are_leaves BEFORE INSERT ON erased_users
WHEN EXISTS (SELECT 1 FROM erased_users WHERE name = NEW.name OR erased_by = NEW.erased_by)
  OR NOT EXISTS (SELECT 1 FROM audit_leaves
                 WHERE number = NEW.erased_by AND action = 'user-erased' AND subject = NEW.name
                   AND number = (SELECT max(number) FROM audit_leaves))
BEGIN
  SELECT RAISE(ABORT, 'an erasure is a leaf of its own');
END;

-- AFTER, so that a statement which is wrong in itself is refused for that.
CREATE TRIGGER payments_begin_in_the_audit_log AFTER INSERT ON payments
WHEN NOT EXISTS (
  SELECT 1 FROM audit_leaves WHERE subject = lower(hex(NEW.id))
    AND action = CASE
      WHEN NEW.consent <> 'AWAU' THEN 'payment-refused'
      WHEN NEW.execution_day IS NULL THEN 'payment-initiated'
      ELSE 'payment-scheduled' END)
BEGIN
  SELECT RAISE(ABORT, 'a payment begins with its audit leaf');
END;

CREATE TRIGGER payments_move_in_the_audit_log AFTER UPDATE ON payments
WHEN NOT EXISTS (
  SELECT 1 FROM audit_leaves WHERE subject = lower(hex(NEW.id))
    AND action = CASE NEW.consent
      WHEN 'AWAU' THEN iif(NEW.execution_day IS NULL, 'payment-initiated', 'payment-scheduled')
      WHEN 'CANC' THEN 'payment-cancelled'
      WHEN 'EXPD' THEN 'payment-expired'
      WHEN 'RJCT' THEN iif(NEW.refused IS NULL, 'payment-rejected', 'payment-refused')
      ELSE CASE NEW.status
        WHEN 'RCVD' THEN 'payment-authorised'
        WHEN 'CANC' THEN 'payment-cancelled'
        WHEN 'PDNG' THEN iif(NEW.execution_day IS NULL, 'payment-authorised', 'payment-executed')
        WHEN 'ACSC' THEN 'payment-settled'
        ELSE iif(NEW.failure IS NULL, 'payment-returned', 'payment-failed') END
      END)
BEGIN
  SELECT RAISE(ABORT, 'a payment moves with its audit leaf');
END;
