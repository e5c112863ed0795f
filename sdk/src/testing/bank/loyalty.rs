use super::{Bank, error};
use crate::bindings::loggia::loyalty::loyalty::Booking;
use crate::bindings::loggia::payments::payments_initiate::PaymentStatus;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::currency::Currency;

#[derive(Clone, Copy, Debug)]
pub(super) struct Redemption {
    points: u64,
    booking: Booking,
    returned: Option<Booking>,
}

impl Bank {
    pub(super) fn earn(&mut self, id: &str) -> Result<Booking, Error> {
        if let Some(booking) = self.earned.get(id) {
            return Ok(*booking);
        }
        let payment =
            &self.booked(id).ok_or_else(|| error(ErrorCode::NotFound, "no such payment"))?.payment;
        if payment.status != Some(PaymentStatus::Acsc) {
            return Err(error(ErrorCode::Conflict, "the payment has not settled (acsc)"));
        }
        let decimals = Currency::new(&payment.amount.currency).map_or(2, Currency::decimals);
        let points =
            payment.amount.minor_units / 10u64.pow(decimals) * u64::from(self.points_per_unit);
        self.points += points;
        let booking = Booking { points, balance: self.points };
        self.earned.insert(id.to_owned(), booking);
        Ok(booking)
    }

    pub(super) fn redeem(&mut self, points: u64, reference: &str) -> Result<Booking, Error> {
        if let Some(redemption) = self.redeemed.get(reference) {
            return if redemption.points == points {
                Ok(redemption.booking)
            } else {
                Err(error(ErrorCode::DuplicateMismatch, "this reference stands for other points"))
            };
        }
        let left = self.points.checked_sub(points);
        self.points =
            left.ok_or_else(|| error(ErrorCode::Conflict, "the points do not suffice"))?;
        let booking = Booking { points, balance: self.points };
        self.redeemed.insert(reference.to_owned(), Redemption { points, booking, returned: None });
        Ok(booking)
    }

    pub(super) fn return_points(&mut self, reference: &str) -> Result<Booking, Error> {
        let redemption = self
            .redeemed
            .get_mut(reference)
            .ok_or_else(|| error(ErrorCode::NotFound, "nothing was redeemed for this reference"))?;
        if let Some(booking) = redemption.returned {
            return Ok(booking);
        }
        self.points += redemption.points;
        let booking = Booking { points: redemption.points, balance: self.points };
        redemption.returned = Some(booking);
        Ok(booking)
    }
}
