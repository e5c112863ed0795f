-- The bank's one database. application_id and user_version are set by database.rs.
--
-- What must always hold is kept here, by CHECKs and triggers, so that no code path, and nobody
-- with an SQL prompt, breaks it unnoticed. A BEFORE INSERT trigger stands before each table whose
-- rows are final, because INSERT OR REPLACE would get past the one that refuses DELETE.
--
-- Times are milliseconds since 1970. Amounts are minor units.

-- Sessions ------------------------------------------------------------------------------------

CREATE TABLE sessions (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  id       BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  user     TEXT NOT NULL,
  app      TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence >= 0),
  closed   TEXT,
  -- All of it, as Saved::encode wrote it; the columns beside it are what is searched by.
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

CREATE TABLE events (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  session BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  event   TEXT NOT NULL CHECK (json_valid(event)),
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
  body    TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE INDEX outbox_of_session ON outbox (session, number);

CREATE TRIGGER outbox_effects_never_change BEFORE UPDATE ON outbox
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
  message TEXT NOT NULL
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
  value BLOB NOT NULL,
  PRIMARY KEY (user, app, key),
  FOREIGN KEY (user, app) REFERENCES storage_owners (user, app)
) STRICT;

CREATE TRIGGER storage_total_after_insert AFTER INSERT ON storage BEGIN
  UPDATE storage_owners SET total_bytes = total_bytes + octet_length(NEW.key) + octet_length(NEW.value)
  WHERE user = NEW.user AND app = NEW.app;
END;

CREATE TRIGGER storage_total_after_update AFTER UPDATE ON storage BEGIN
  UPDATE storage_owners SET total_bytes = total_bytes + octet_length(NEW.value) - octet_length(OLD.value)
  WHERE user = NEW.user AND app = NEW.app;
END;

CREATE TRIGGER storage_total_after_delete AFTER DELETE ON storage BEGIN
  UPDATE storage_owners SET total_bytes = total_bytes - octet_length(OLD.key) - octet_length(OLD.value)
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
  name            TEXT NOT NULL,
  iban            TEXT UNIQUE CHECK ((iban IS NULL) = (kind = 'settlement')),
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
  made_at        INTEGER NOT NULL
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

-- Payments ------------------------------------------------------------------------------------

-- Mini-apps as the bank's sheet names them.
CREATE TABLE apps (
  app     TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  partner TEXT NOT NULL
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
  context          BLOB NOT NULL,
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  day              INTEGER GENERATED ALWAYS AS (created_at / 86400000) VIRTUAL,
  -- ISO 20022 and Open Banking codes, as in the contract.
  consent          TEXT NOT NULL CHECK (consent IN ('AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD')),
  -- Why the bank itself refused it.
  refused          TEXT CHECK (refused IS NULL OR (refused = 'per-day' AND consent = 'RJCT')),
  status           TEXT CHECK (status IN ('PDNG', 'ACSC', 'RJCT')),
  debtor_account   INTEGER REFERENCES accounts (id),
  settle_at        INTEGER,
  updated_at       INTEGER NOT NULL,
  UNIQUE (user, app, instruction_id),
  CHECK ((consent = 'AUTH') = (status IS NOT NULL)),
  CHECK ((consent = 'AUTH') = (debtor_account IS NOT NULL)),
  CHECK ((consent = 'AUTH') = (settle_at IS NOT NULL))
) STRICT;

CREATE INDEX payments_of_day ON payments (user, app, day);
CREATE INDEX payments_awaiting ON payments (session, number) WHERE consent = 'AWAU';
CREATE INDEX payments_expiring ON payments (expires_at) WHERE consent = 'AWAU';
CREATE INDEX payments_settling ON payments (settle_at) WHERE status = 'PDNG';

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
  created_at, expires_at, refused ON payments
BEGIN
  SELECT RAISE(ABORT, 'a payment stays as it was shown');
END;

CREATE TRIGGER payments_move_forward BEFORE UPDATE ON payments
WHEN NEW.updated_at < OLD.updated_at
  OR NOT ((OLD.consent = 'AWAU' AND NEW.consent IN ('RJCT', 'CANC', 'EXPD'))
       OR (OLD.consent = 'AWAU' AND NEW.consent = 'AUTH' AND NEW.status = 'PDNG')
       OR (OLD.consent = 'AUTH' AND NEW.consent = 'AUTH'
           AND OLD.status = 'PDNG' AND NEW.status IN ('ACSC', 'RJCT')
           AND NEW.debtor_account = OLD.debtor_account AND NEW.settle_at = OLD.settle_at))
BEGIN
  SELECT RAISE(ABORT, 'a payment moves only forward');
END;

CREATE TRIGGER payments_move_with_the_ledger BEFORE UPDATE ON payments
WHEN NEW.consent = 'AUTH' AND NOT EXISTS (
  SELECT 1 FROM transfers AS held LEFT JOIN transfers AS ended ON ended.pending = held.id
  WHERE held.id = NEW.id AND held.kind = 'pending' AND held.debit_account = NEW.debtor_account
    AND held.amount = NEW.amount AND held.currency = NEW.currency
    AND ended.kind IS CASE NEW.status WHEN 'ACSC' THEN 'post' WHEN 'RJCT' THEN 'void' END)
BEGIN
  SELECT RAISE(ABORT, 'a payment moves together with its transfer');
END;

CREATE TRIGGER payments_never_go BEFORE DELETE ON payments
BEGIN
  SELECT RAISE(ABORT, 'a payment never goes');
END;

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

-- AFTER, so that a statement which is wrong in itself is refused for that.
CREATE TRIGGER payments_begin_in_the_audit_log AFTER INSERT ON payments
WHEN NOT EXISTS (
  SELECT 1 FROM audit_leaves WHERE subject = lower(hex(NEW.id))
    AND action = CASE NEW.consent WHEN 'AWAU' THEN 'payment-initiated' ELSE 'payment-refused' END)
BEGIN
  SELECT RAISE(ABORT, 'a payment begins with its audit leaf');
END;

CREATE TRIGGER payments_move_in_the_audit_log AFTER UPDATE ON payments
WHEN NOT EXISTS (
  SELECT 1 FROM audit_leaves WHERE subject = lower(hex(NEW.id))
    AND action = CASE NEW.consent
      WHEN 'AWAU' THEN 'payment-initiated'
      WHEN 'CANC' THEN 'payment-cancelled'
      WHEN 'EXPD' THEN 'payment-expired'
      WHEN 'RJCT' THEN iif(NEW.refused IS NULL, 'payment-rejected', 'payment-refused')
      ELSE CASE NEW.status
        WHEN 'PDNG' THEN 'payment-authorised'
        WHEN 'ACSC' THEN 'payment-settled'
        ELSE 'payment-returned' END
      END)
BEGIN
  SELECT RAISE(ABORT, 'a payment moves with its audit leaf');
END;
