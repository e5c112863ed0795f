//! What crosses the wire to the revenue office's server. Nothing of it is believed before it is read into
//! the mini-app's own types: bounded, and whole or not at all.

use loggia_sdk::{Claims, Currency, HttpRequest, HttpResponse, Money, Timestamp};
use miniserde::{Deserialize, json};

use crate::demand::{About, Demand, Kind, Standing};

const ORIGIN: &str = "https://api.revenue.example";

/// How many demands are looked at.
const MOST_DEMANDS: usize = 20;

/// How many bytes a text of the server's may have, each.
const LONGEST: usize = 64;

/// A day, in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// No demand is due later: the year 2200, in milliseconds since 1970.
const LATEST: u64 = 7_258_118_400_000;

#[derive(Deserialize)]
struct FoundJson {
    demands: Vec<DemandJson>,
}

#[derive(Deserialize)]
struct DemandJson {
    reference: String,
    kind: String,
    about: String,
    status: String,
    amount: AmountJson,
    due: u64,
    receipt: Option<String>,
}

#[derive(Deserialize)]
struct AmountJson {
    minor_units: u64,
    currency: String,
}

/// Asks for what is addressed to somebody; none if the customer has not told all that it takes.
pub(crate) fn find(claims: &Claims) -> Option<HttpRequest> {
    let body = [
        "{\"family_name\":",
        &json::to_string(claims.family_name.as_ref()?),
        ",\"birthdate\":",
        &json::to_string(claims.birthdate.as_ref()?),
        ",\"tax_number\":",
        &json::to_string(claims.tax_identification_number.as_ref()?),
        "}",
    ];
    // In the body: what stands in a URL stands in logs.
    let request = HttpRequest::post([ORIGIN, "/demands/find"].concat(), body.concat());
    Some(request.header("content-type", "application/json"))
}

/// Asks how a demand stands.
pub(crate) fn look_up(reference: &str) -> HttpRequest {
    HttpRequest::get([ORIGIN, "/demands/", reference].concat())
}

/// What was found; none if that can't be read. A demand that makes no sense is left out.
pub(crate) fn read_found(response: &HttpResponse) -> Option<Vec<Demand>> {
    let read: FoundJson = json::from_str(std::str::from_utf8(&response.body).ok()?).ok()?;
    let mut demands: Vec<Demand> = Vec::new();
    for demand in read.demands.into_iter().take(MOST_DEMANDS) {
        let known = |other: &Demand| other.reference == demand.reference;
        if !demands.iter().any(known) {
            demands.extend(demand_of(demand));
        }
    }
    Some(demands)
}

/// The demand of this reference; none if the answer can't be read, or is another one's.
pub(crate) fn read_demand(response: &HttpResponse, reference: &str) -> Option<Demand> {
    let read: DemandJson = json::from_str(std::str::from_utf8(&response.body).ok()?).ok()?;
    demand_of(read).filter(|demand| demand.reference == reference)
}

fn demand_of(read: DemandJson) -> Option<Demand> {
    let reference = crate::demand::as_reference(&read.reference)?;
    let amount =
        Money::new(read.amount.minor_units, Currency::new(&read.amount.currency).ok()?).ok()?;
    if amount.is_zero() || read.due > LATEST {
        return None;
    }
    Some(Demand {
        reference,
        kind: match read.kind.as_str() {
            "bill" => Kind::Bill,
            "fine" => Kind::Fine,
            _ => return None,
        },
        about: match read.about.as_str() {
            "income-tax" => About::IncomeTax,
            "property-tax" => About::PropertyTax,
            "dog-licence" => About::DogLicence,
            "late-filing" => About::LateFiling,
            "speeding" => About::Speeding,
            "parking" => About::Parking,
            // It is to be paid all the same.
            _ => About::Other,
        },
        standing: match read.status.as_str() {
            "open" => Standing::Open,
            "paid" => Standing::Paid,
            "refund-due" => Standing::RefundDue,
            _ => return None,
        },
        amount,
        // The day that this moment lies in.
        due: Timestamp::from_millis(read.due - read.due % DAY),
        receipt: read.receipt.filter(|receipt| (1..=LONGEST).contains(&receipt.len())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMAND: &str = r#"{"reference":"1234567890","kind":"bill","about":"income-tax","status":"open",
        "amount":{"minor_units":100,"currency":"EUR"},"due":86400000,"more":[1,{"to":"come"}]}"#;

    fn read(body: &str) -> Option<Demand> {
        read_demand(&HttpResponse::new(200, body), "1234567890")
    }

    #[test]
    fn a_demand_is_read_whole_or_not_at_all() {
        assert_eq!(read(DEMAND).map(|demand| demand.amount), Some(Money::eur(100)));
        for (from, to) in [
            ("1234567890", "1234567891"),
            ("bill", "gift"),
            ("open", "lost"),
            ("EUR", "euro"),
            (":100", ":0"),
            (":100", ":-1"),
            (":100", ":99999999999999999999"),
            ("86400000", "99999999999999"),
            ("}", ""),
        ] {
            assert_eq!(read(&DEMAND.replace(from, to)), None, "{from} {to}");
        }
        let new = read(&DEMAND.replace("income-tax", "window-tax"));
        assert_eq!(new.map(|demand| demand.about), Some(About::Other));
        let in_the_afternoon = read(&DEMAND.replace("86400000", "136800000"));
        assert_eq!(in_the_afternoon, read(DEMAND), "due on the same day");
        assert_eq!(read(&"[".repeat(100_000)), None);
    }

    #[test]
    fn nothing_is_asked_with_half_of_the_facts() {
        let all = Claims {
            family_name: Some("Ad\"ler".to_owned()),
            birthdate: Some("1989-04-17".to_owned()),
            tax_identification_number: Some("99 123/4561".to_owned()),
            ..Claims::default()
        };
        let request =
            find(&all).map(|request| String::from_utf8_lossy(request.body()).into_owned());
        let body =
            r#"{"family_name":"Ad\"ler","birthdate":"1989-04-17","tax_number":"99 123/4561"}"#;
        assert_eq!(request.as_deref(), Some(body));
        let halves = [
            Claims { family_name: None, ..all.clone() },
            Claims { birthdate: None, ..all.clone() },
            Claims { tax_identification_number: None, ..all },
        ];
        assert!(halves.iter().all(|half| find(half).is_none()));
    }
}
