//! A log that cannot be rewritten unnoticed: every decision is a leaf of an RFC 6962 Merkle tree,
//! whose root is signed.
//!
//! ```
//! use loggia_audit::{
//!     Action, Actor, KeyUse, Leaf, Nodes, Personal, Receipt, Signer, SignedCheckpoint, SignerKey,
//!     Tree, Witness,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = SignerKey::generate("bank.example/audit", KeyUse::Notes)?;
//! let mut tree = Tree::new();
//!
//! // A decision is a leaf. What names a person lies beside it; the leaf commits to it.
//! let payer = Personal::new("alice pays 3.40 EUR".into())?;
//! let leaf = Leaf {
//!     action: Action::PaymentAuthorised,
//!     at: 1_767_225_600_000,
//!     by: Actor::Customer,
//!     subject: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".parse()?,
//!     app: None,
//!     package: None,
//!     capability: None,
//!     reason: None,
//!     count: None,
//!     evidence: None,
//!     personal: Some(payer.commitment()),
//! };
//! tree.push(leaf.hash());
//! let checkpoint = SignedCheckpoint::sign(&key, tree.size(), tree.head())?;
//!
//! // A person keeps a receipt, and needs no log to check it.
//! let mut receipt = Receipt::under(&checkpoint);
//! let proof = tree.inclusion(0, tree.size())?.ok_or("the leaf is there")?;
//! receipt.add(leaf.to_string(), Some(payer), proof);
//! let proven = receipt.verify(key.verifier())?;
//! assert_eq!(proven.leaves[0].leaf, leaf);
//!
//! // A witness keeps checkpoints, and finds a log that was rewritten, whoever signed it.
//! let witness = Witness::parse(&checkpoint.to_string(), key.verifier(), None)?;
//! let rewritten: Tree = [b"something else".as_slice()].into_iter().collect();
//! assert!(witness.check(&tree, tree.size())?.is_ok());
//! assert!(witness.check(&rewritten, rewritten.size())?.is_err());
//! # Ok(())
//! # }
//! ```
//!
//! # What is whose
//!
//! - The tree, its proofs and their verification are RFC 6962's and RFC 9162's, with SHA-256. [`Nodes`]
//!   is whatever keeps the nodes; two of them are written for a leaf in the mean.
//! - Checkpoints are C2SP signed notes with Ed25519; witnesses add `cosignature/v1` lines. Other
//!   tools for transparency logs read them.
//! - A [`Leaf`] names no person. What does is a [`Personal`] part with a salt of its own: deleting both
//!   erases it, and the log verifies as before.
//!
//! # Against whom
//!
//! Whoever changes what a checkpoint was signed for, without the log's key, is found by whoever verifies
//! that checkpoint; and the log's holder, who verifies the last one before it signs the next, signs no
//! more. Leaves that no checkpoint was signed for yet are not protected so. Whoever has the key can sign
//! another history, and fails at the first [`Witness`] who kept a checkpoint of the old one. What was
//! never witnessed, and is younger than the newest checkpoint kept elsewhere, can be rewritten by the
//! log's holder: witness often.

mod checkpoint;
mod hash;
mod key;
mod leaf;
mod note;
mod proof;
mod receipt;
mod tree;
mod witness;

pub use self::checkpoint::{Checkpoint, MalformedCheckpoint, NotBelieved, SignedCheckpoint};
pub use self::hash::{Hash, MalformedHash, Salt};
pub use self::key::{KeyUse, MalformedKey, Signer, SignerKey, SigningFailed, VerifierKey};
pub use self::leaf::{Action, Actor, Leaf, MalformedLeaf, Personal, Word};
pub use self::note::{MalformedNote, NotSigned, Note};
pub use self::proof::{ConsistencyProof, InclusionProof, NotProven};
pub use self::receipt::{NotAReceipt, Proven, ProvenLeaf, Receipt};
pub use self::tree::{NewNode, NoSuchNode, Nodes, Tree};
pub use self::witness::{HeadReason, NotAccepted, Rewrite, UnusableHead, Witness};
