//! Who may see what, and what was paid.

use std::collections::BTreeMap;

use partner_server::{Amount, Partner, Reply, Request, SettledPayment};
use serde::{Deserialize, Serialize};

use crate::demands::{self, Demand};

/// The most that may stand in the book: a bound on what one mini-app can cost.
const MOST: usize = 100_000;

/// The revenue office.
#[derive(Debug, Default)]
pub struct RevenueOffice {
    /// What somebody has asked for, by its reference.
    files: BTreeMap<String, File>,
}

#[derive(Debug)]
struct File {
    demand: Demand,
    due: u64,
    /// The payments that the bank says have settled, by their instruction ids.
    paid: Vec<String>,
}

#[derive(Deserialize)]
struct Facts {
    family_name: String,
    birthdate: String,
    tax_number: String,
}

#[derive(Serialize)]
struct Found<'a> {
    demands: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    reference: &'a str,
    kind: &'static str,
    about: &'static str,
    status: &'static str,
    amount: Amount,
    due: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
}

impl Partner for RevenueOffice {
    const APP: &'static str = "com.revenue.taxes";
    const ORIGIN: &'static str = "https://api.revenue.example";

    fn answer(&mut self, request: &Request<'_>, now: u64) -> Reply {
        match (request.method, request.path().as_slice()) {
            ("POST", ["demands", "find"]) => match request.json() {
                Ok(facts) => self.find(&facts, now),
                Err(reply) => reply,
            },
            ("GET", ["demands", reference]) => match self.file(reference, now) {
                Some(file) => Reply::json(200, &file.shown(reference)),
                None => Reply::problem(404, "not-found", "no demand has this reference"),
            },
            _ => Reply::problem(404, "not-found", "there is no such thing here"),
        }
    }

    fn settled(&mut self, payment: &SettledPayment, now: u64) -> Reply {
        let instruction = payment.instruction_id.as_str();
        let reference = instruction.split_once('-').map_or(instruction, |(reference, _)| reference);
        let Some(file) = self.file(reference, now) else {
            // Not ours to lose: the bank tries again, and somebody is told.
            return Reply::problem(404, "not-found", "no demand has this reference");
        };
        if payment.amount != Amount::eur(file.demand.cents) {
            return Reply::problem(422, "amount", "that is not what is demanded");
        }
        if !file.paid.iter().any(|known| known == instruction) {
            file.paid.push(instruction.to_owned());
        }
        Reply::done()
    }
}

impl RevenueOffice {
    fn find(&mut self, facts: &Facts, now: u64) -> Reply {
        let digits = facts.tax_number.bytes().filter(u8::is_ascii_digit).count();
        let texts = [&facts.family_name, &facts.birthdate, &facts.tax_number];
        if texts.iter().any(|text| text.trim().is_empty() || text.len() > 300) || digits < 9 {
            return Reply::problem(
                422,
                "facts",
                "a name, a birthdate and a tax number of nine digits",
            );
        }
        let references = demands::addressed_to(&facts.tax_number);
        for reference in &references {
            self.file(reference, now);
        }
        let files = references
            .iter()
            .filter_map(|reference| self.files.get(reference).map(|file| file.shown(reference)));
        Reply::json(200, &Found { demands: files.collect() })
    }

    /// The file of a reference, opened when it is first asked for.
    fn file(&mut self, reference: &str, now: u64) -> Option<&mut File> {
        let demand = demands::demand(reference)?;
        if !self.files.contains_key(reference) && self.files.len() >= MOST {
            self.files.retain(|_, file| !file.paid.is_empty());
        }
        let due = demand.due(now);
        let new = || File { demand, due, paid: Vec::new() };
        Some(self.files.entry(reference.to_owned()).or_insert_with(new))
    }
}

impl File {
    fn shown<'a>(&self, reference: &'a str) -> Shown<'a> {
        Shown {
            reference,
            kind: self.demand.kind,
            about: self.demand.about,
            status: match self.paid.len() {
                0 => "open",
                1 => "paid",
                // Paid twice, under two ids.
                _ => "refund-due",
            },
            amount: Amount::eur(self.demand.cents),
            due: self.due,
            receipt: (!self.paid.is_empty()).then(|| format!("RO-{reference}")),
        }
    }
}
