//! Wanderlust's server: connections between eight cities, and bookings that are held before they are
//! paid.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /offers?from=VIE&to=LON&date=2026-03-05&travellers=2` | what goes there that day |
//! | `PUT /bookings/ID` with an offer and a number of travellers | the seats are held for ten minutes |
//! | `GET /bookings/ID` | where the booking stands, with the ticket if it is paid for |
//! | `DELETE /bookings/ID` | the seats are let go |
//! | `POST /webhooks/payments`, by the bank | the payment has settled: the ticket is given out |
//!
//! The mini-app makes the id, and pays under it: so the same booking is asked for, paid and found again
//! under one name, whatever was lost between. That it is paid for is the bank's word alone. A booking is its maker's: to another user it is not there.

mod bookings;
mod timetable;

pub use bookings::{HELD_FOR, Wanderlust};
