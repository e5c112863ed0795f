//! Kerbside's server: the parking zones of a city, and stays in them that are paid for by the minute once
//! they are over.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /zones` | all zones, by name |
//! | `GET /zones?near=48.2085,16.3721` | the nearest ones, with how far it is |
//! | `GET /zones?q=station` | those with this in their number or name |
//! | `PUT /stays/ID` with a zone, a number plate and minutes | the stay begins |
//! | `GET /stays/ID` | how it stands, and what it comes to |
//! | `PUT /stays/ID/until` with a moment | it lasts until then |
//! | `POST /stays/ID/end` | it is over, and this is to pay |
//! | `DELETE /stays/ID` | it is over; if it had only just begun, it costs nothing, and if it had not, it never will |
//! | `POST /webhooks/payments`, by the bank | it is paid for: the only word for it that counts |
//!
//! The mini-app makes the id, and says until when, not by how much longer: whatever it asks again after a
//! lost answer is the same again. A payment's instruction id is the stay's id, or begins with it and a
//! hyphen: a second try at the bank is another payment. A stay is its maker's: to another user it is not
//! there.

mod stays;
mod zones;

pub use stays::{FREE, Kerbside};
