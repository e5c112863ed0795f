//! Leaves: what was decided, in a form that has one text only.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::hash::{Hash, Salt};

/// The first line of a leaf, with the number of its format.
const FORMAT: &str = "loggia audit leaf 1";

/// What a commitment hashes first, with the number of its format.
const PERSONAL: &[u8] = b"loggia audit personal part 1\n";

/// One decision. Its text, lines of a name and a value in this order, is what the tree hashes; it
/// names no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leaf {
    /// What happened.
    pub action: Action,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Who decided it.
    pub by: Actor,
    /// The payment, consent, session, first transfer, or the user as their authenticator knows them; how
    /// many personal parts were erased; or what stands in a person's place.
    pub subject: Word,
    /// The mini-app that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<Word>,
    /// The digest of that mini-app's package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<Word>,
    /// The capability that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capability: Option<Word>,
    /// Why, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Word>,
    /// How often it happened, where the leaf stands for more than one time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The digest of what it stands for: what a person signed, the key of a credential, transfers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Hash>,
    /// The commitment to its [`Personal`] part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal: Option<Hash>,
}

/// What of a leaf names or describes a person. It lies beside the log, and can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Personal {
    /// Without it nobody can tell whether a guess at the data is right.
    pub salt: Salt,
    /// Who and what, in whatever form its writer chose.
    pub data: String,
}

/// A name, number or code in a leaf: 1 to 128 bytes of printable ASCII without spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Word(Box<str>);

/// A text that is no leaf of this format, or a value that cannot stand in one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedLeaf {
    /// Another format's, or none.
    #[error("it does not begin with \"{FORMAT}\": a newer Loggia may have written it")]
    Format,
    /// Lines that are missing, more, or in another order; or another text of the same leaf.
    #[error("its lines are not those of a leaf")]
    Lines,
    /// A code that this version does not know.
    #[error(
        "\"{0}\" is no action or actor that this version knows: a newer Loggia may have written it"
    )]
    Unknown(String),
    /// Not a word.
    #[error("a value must be 1 to 128 bytes of printable ASCII without spaces")]
    Word,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// How it is written.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.code())
            }
        }

        impl FromStr for $name {
            type Err = MalformedLeaf;

            fn from_str(code: &str) -> Result<Self, MalformedLeaf> {
                match code {
                    $($code => Ok(Self::$variant),)*
                    _ => Err(MalformedLeaf::Unknown(code.to_owned())),
                }
            }
        }
    };
}

codes!(
    /// What happened.
    Action {
        /// A payment was taken in, and awaits the user.
        PaymentInitiated = "payment-initiated",
        /// A payment for a later day was taken in, and awaits the user.
        PaymentScheduled = "payment-scheduled",
        /// A payment was taken in, and refused by the bank before anybody saw it.
        PaymentRefused = "payment-refused",
        /// The user said yes to it.
        PaymentAuthorised = "payment-authorised",
        /// The user said no to it.
        PaymentRejected = "payment-rejected",
        /// The mini-app withdrew it, or the user one that was still to be carried out.
        PaymentCancelled = "payment-cancelled",
        /// The user said nothing in time.
        PaymentExpired = "payment-expired",
        /// Its day has come, and its amount is held.
        PaymentExecuted = "payment-executed",
        /// Its day has come, and it could not be carried out: nothing was held.
        PaymentFailed = "payment-failed",
        /// Its money moved.
        PaymentSettled = "payment-settled",
        /// Its money was given back, because the settlement was refused.
        PaymentReturned = "payment-returned",
        /// The user let a mini-app see something of theirs.
        ConsentGiven = "consent-given",
        /// The user did not.
        ConsentRefused = "consent-refused",
        /// The user took it back.
        ConsentWithdrawn = "consent-withdrawn",
        /// The user said nothing in time, or the time of their consent is over.
        ConsentExpired = "consent-expired",
        /// The user told a mini-app facts that the bank had made sure of.
        ClaimsShared = "claims-shared",
        /// The user told none of those that it asked for.
        ClaimsRefused = "claims-refused",
        /// The user said nothing in time.
        ClaimsExpired = "claims-expired",
        /// Money was moved, held or given back for no payment: by the bank, or an order that it keeps.
        TransfersMade = "transfers-made",
        /// The user has a new credential to authorise payments with.
        AuthenticatorRegistered = "authenticator-registered",
        /// A credential of the user's was taken away: it was lost, or stolen.
        AuthenticatorRevoked = "authenticator-revoked",
        /// A signature for a payment, or a registration, was refused.
        AuthenticationFailed = "authentication-failed",
        /// It was one too many: the user cannot authenticate for a while.
        AuthenticationLocked = "authentication-locked",
        /// A mini-app was denied what it asked for.
        CallsDenied = "calls-denied",
        /// Personal parts were erased, as a person may ask for.
        PersonalErased = "personal-erased",
        /// A person was erased from the books: the subject is what stands in their place.
        UserErased = "user-erased",
    }
);

codes!(
    /// Who decided.
    Actor {
        /// The bank's customer, on the bank's own screen.
        Customer = "customer",
        /// A partner's mini-app.
        MiniApp = "mini-app",
        /// The bank itself.
        Bank = "bank",
    }
);

impl Leaf {
    /// The hash by which it stands in the tree.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of_leaf(self.to_string().as_bytes())
    }
}

impl Personal {
    /// Data with a salt of its own.
    ///
    /// # Errors
    ///
    /// The system has no randomness.
    pub fn new(data: String) -> Result<Self, getrandom::Error> {
        Ok(Self { salt: Salt::random()?, data })
    }

    /// What a leaf holds of it: SHA-256 over the format, the salt and the data.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        Hash::of(&[PERSONAL, self.salt.as_bytes(), self.data.as_bytes()])
    }
}

impl Word {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Word {
    type Err = MalformedLeaf;

    fn from_str(text: &str) -> Result<Self, MalformedLeaf> {
        let fits = (1..=128).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.into()))
        } else {
            Err(MalformedLeaf::Word)
        }
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            action,
            at,
            by,
            subject,
            app,
            package,
            capability,
            reason,
            count,
            evidence,
            personal,
        } = self;
        writeln!(f, "{FORMAT}\naction {action}\ntime {at}\nby {by}\nsubject {subject}")?;
        let words =
            [("app", app), ("package", package), ("capability", capability), ("reason", reason)];
        for (name, value) in words {
            if let Some(value) = value {
                writeln!(f, "{name} {value}")?;
            }
        }
        count.iter().try_for_each(|count| writeln!(f, "count {count}"))?;
        evidence.iter().try_for_each(|digest| writeln!(f, "evidence {digest}"))?;
        personal.iter().try_for_each(|commitment| writeln!(f, "personal {commitment}"))
    }
}

impl FromStr for Leaf {
    type Err = MalformedLeaf;

    fn from_str(text: &str) -> Result<Self, MalformedLeaf> {
        let lines = text.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix('\n'));
        let mut lines = lines.ok_or(MalformedLeaf::Format)?.lines().peekable();
        let mut value = |name: &str| {
            let line = lines.next_if(|line| line.split(' ').next() == Some(name))?;
            line.split_once(' ').map(|(_, value)| value)
        };
        let missing = MalformedLeaf::Lines;
        let word = |value: Option<&str>| value.map(str::parse::<Word>).transpose();
        let leaf = Self {
            action: value("action").ok_or(missing.clone())?.parse()?,
            at: value("time").and_then(|at| at.parse().ok()).ok_or(missing.clone())?,
            by: value("by").ok_or(missing.clone())?.parse()?,
            subject: value("subject").ok_or(missing.clone())?.parse()?,
            app: word(value("app"))?,
            package: word(value("package"))?,
            capability: word(value("capability"))?,
            reason: word(value("reason"))?,
            count: value("count").map(str::parse).transpose().map_err(|_| missing.clone())?,
            evidence: value("evidence").map(str::parse).transpose().map_err(|_| missing.clone())?,
            personal: value("personal").map(str::parse).transpose().map_err(|_| missing.clone())?,
        };
        // One leaf has one text: no other spelling of a number, no line too many.
        if leaf.to_string() == text { Ok(leaf) } else { Err(missing) }
    }
}
