//! The revenue office's server: what is demanded of whom, and what was paid of it.
//!
//! | request | answer |
//! | --- | --- |
//! | `POST /demands/find` with facts that the bank has verified | what is addressed to this person |
//! | `GET /demands/REFERENCE` | one demand, as it stands; not whose it is |
//! | `POST /webhooks/payments`, by the bank | it is paid: the only word for it that counts |
//!
//! A reference is ten digits, of which the last two check the others; it stands on the letter. A payment's
//! instruction id begins with the reference and a hyphen: so the payment says itself what it is for, and nobody
//! has to be asked before. Demands are made up from the number, the same in every run; what was paid is in
//! memory.

mod demands;
mod office;

pub use demands::reference;
pub use office::RevenueOffice;
