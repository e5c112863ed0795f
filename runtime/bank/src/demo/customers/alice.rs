//! Alice works in town, saves, and goes to New York once a year.

use crate::demo::habit::When::{From, Often, On, Quarterly, UpTo, Yearly};
use crate::demo::habit::{Habit, Shop, What, When, between, bill, just, person, shop};
use crate::demo::merchants::{
    CAFES, CASH, CLOTHES, ERRANDS, GROCERS, HEALTH, HOUSEHOLD, LEISURE, LUNCHES, RESTAURANTS, RIDES,
};
use crate::demo::person::{Facts, Journey, Person, Purse, Surplus};

const EVERYDAY: &str = "AT869999900010000001";
const SAVINGS: &str = "AT599999900010000002";
const TRAVEL: &str = "AT329999900010000003";

pub(in crate::demo) static ALICE: Person = Person {
    user: "alice",
    given_name: "Alice",
    family_name: "Moser",
    facts: Facts {
        given_names: "Alice Marie",
        birthdate: "1991-05-23",
        street: "Platanengasse 14/2/9",
        town: ("1299", "Auental"),
        email: "alice.moser@example.com",
        phone_number: "+4917139200011",
        tax_number: Some("99 123/4561"),
    },
    purses: &[
        Purse { name: "Everyday", iban: EVERYDAY, balance: "1284.60 EUR" },
        Purse { name: "Savings", iban: SAVINGS, balance: "6500.00 EUR" },
        Purse { name: "Travel", iban: TRAVEL, balance: "420.00 USD" },
    ],
    always: ALWAYS,
    at_home: AT_HOME,
    journeys: &[
        Journey { month: 6, first: 13, last: 22, habits: AT_THE_SEA },
        Journey { month: 10, first: 3, last: 9, habits: IN_NEW_YORK },
    ],
    surplus: Surplus {
        into: Some(SAVINGS),
        saver: bill("Ostwind Funds", "6211", just(0), "Into savings"),
        rest: between(9_000, 32_000, 100),
        step: 1_000,
    },
};

const fn pays(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: EVERYDAY, shops })
}

const ALWAYS: &[Habit] = &[
    Habit::new(
        UpTo(25),
        (4, 6),
        What::Earn {
            into: EVERYDAY,
            payer: "Lindenbaum & Falter Publishing",
            amount: just(248_340),
            note: "Salary {month} {year}",
            certain: true,
        },
    ),
    Habit::new(
        Yearly(4, 17),
        (9, 11),
        What::Earn {
            into: EVERYDAY,
            payer: "Tax Office",
            amount: between(31_200, 46_800, 7),
            note: "Income tax assessment, refund",
            certain: true,
        },
    ),
    Habit::new(
        Quarterly(3, 31),
        (3, 4),
        What::Earn {
            into: SAVINGS,
            payer: "Loggia Bank",
            amount: between(1_480, 1_960, 1),
            note: "Interest",
            certain: false,
        },
    ),
    pays(
        From(1),
        (5, 7),
        &[person("Property Management Eichgrund", just(84_500), "Rent {month} {year}")],
    ),
    pays(
        From(5),
        (6, 8),
        &[bill("Auental Energy", "4900", just(7_840), "Electricity and heating")],
    ),
    pays(On(8), (2, 4), &[bill("Glasader Internet", "4816", just(2_990), "Contract 40 21 77")]),
    pays(
        On(12),
        (2, 4),
        &[bill("Funkbrücke Mobile", "4814", between(1_690, 2_240, 5), "Bill {month} {year}")],
    ),
    pays(
        Quarterly(1, 15),
        (6, 8),
        &[bill("Hagelkorn Insurance", "6300", just(12_460), "Household and liability")],
    ),
    pays(On(3), (1, 3), &[shop("Flimmerkiste Streaming", "4899", 1_299, 1_299, 1)]),
    pays(On(17), (1, 3), &[shop("Tonspur Music", "5815", 1_099, 1_099, 1)]),
    pays(On(21), (1, 3), &[shop("Nimbus Locker", "5817", 299, 299, 1)]),
    pays(From(2), (6, 8), &[bill("City Lines", "4111", just(5_100), "Season ticket {month}")]),
    pays(From(7), (6, 8), &[bill("Kraftraum Neun", "7997", just(3_490), "Membership")]),
    pays(
        Yearly(3, 11),
        (17, 20),
        &[bill("Zugvogel Air", "4511", between(18_900, 24_900, 100), "Two seats to Portovela")],
    ),
    pays(
        Yearly(7, 20),
        (17, 20),
        &[bill("Zugvogel Air", "4511", between(42_900, 51_900, 100), "Return to New York")],
    ),
    Habit::new(
        Yearly(6, 10),
        (18, 20),
        What::Move { from: SAVINGS, into: EVERYDAY, amount: just(80_000), note: "For the sea" },
    ),
    Habit::new(
        Yearly(9, 28),
        (9, 11),
        What::Exchange {
            from: EVERYDAY,
            into: TRAVEL,
            amount: just(34_000),
            rates: (10_620, 11_180),
        },
    ),
];

const AT_HOME: &[Habit] = &[
    pays(Often([420, 300, 430, 320, 560, 780, 0]), (8, 18), GROCERS),
    pays(Often([110, 90, 130, 100, 160, 310, 0]), (8, 18), ERRANDS),
    pays(Often([360, 340, 380, 350, 420, 310, 240]), (6, 9), CAFES),
    pays(Often([210, 240, 230, 250, 180, 0, 0]), (10, 13), LUNCHES),
    pays(Often([30, 50, 70, 110, 330, 420, 160]), (17, 21), RESTAURANTS),
    pays(Often([20, 20, 20, 20, 70, 90, 80]), (7, 21), RIDES),
    pays(Often([30, 30, 30, 30, 30, 20, 0]), (7, 16), HEALTH),
    pays(Often([10, 10, 10, 20, 40, 130, 0]), (9, 17), CLOTHES),
    pays(Often([20, 20, 50, 50, 110, 180, 130]), (13, 20), LEISURE),
    pays(Often([20, 20, 20, 20, 30, 130, 10]), (9, 18), HOUSEHOLD),
    pays(Often([30, 20, 20, 30, 120, 70, 10]), (8, 20), CASH),
];

const AT_THE_SEA: &[Habit] = &[
    pays(
        Often([700; 7]),
        (7, 10),
        &[
            shop("Gelateria Onda Chiara", "5814", 320, 1_180, 10),
            shop("Bar Al Faro Vecchio", "5814", 260, 940, 10),
        ],
    ),
    pays(
        Often([820; 7]),
        (17, 20),
        &[
            shop("Ristorante La Lanterna Blu, Portovela", "5812", 3_400, 8_900, 50),
            shop("Osteria Tre Gabbiani, Portovela", "5812", 2_600, 7_200, 50),
        ],
    ),
    pays(
        Often([350; 7]),
        (9, 16),
        &[
            shop("Alimentari Sant'Orsa, Portovela", "5411", 780, 3_460, 1),
            shop("Lido Conchiglia, Portovela", "7999", 1_800, 3_600, 100),
            shop("Traghetti Isola Verde", "4111", 1_250, 3_100, 50),
        ],
    ),
    pays(On(13), (12, 14), &[shop("Cash machine Portovela", "6011", 10_000, 20_000, 5_000)]),
    pays(On(22), (7, 9), &[shop("Pensione Tre Cipressi, Portovela", "7011", 58_000, 69_000, 500)]),
];

const fn in_dollars(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: TRAVEL, shops })
}

/// The hotel is paid in euros, and the days there in dollars.
const IN_NEW_YORK: &[Habit] = &[
    in_dollars(
        Often([900; 7]),
        (12, 15),
        &[
            shop("Paper Heron Diner, New York", "5812", 1_240, 2_890, 1),
            shop("Larkspur Deli, New York", "5814", 680, 1_720, 1),
        ],
    ),
    in_dollars(
        Often([800; 7]),
        (21, 23),
        &[
            shop("Marigold & Ash, New York", "5812", 2_860, 6_480, 1),
            shop("Dumpling Alley, New York", "5812", 1_690, 3_820, 1),
        ],
    ),
    in_dollars(
        Often([500; 7]),
        (14, 20),
        &[
            shop("Metro Fare Vending, New York", "4111", 580, 2_900, 290),
            shop("Skyline Deck Tickets, New York", "7991", 2_800, 4_200, 100),
            shop("Quill & Thimble Books, New York", "5942", 1_295, 4_650, 5),
        ],
    ),
    pays(On(9), (13, 15), &[shop("Hotel Aldous Park, New York", "7011", 61_000, 74_000, 100)]),
];
