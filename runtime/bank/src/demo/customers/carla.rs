//! Carla advises firms here, in Zurich and in Chicago, and has an account for each.

use crate::demo::habit::When::{From, Often, On, Quarterly, UpTo, Yearly};
use crate::demo::habit::{Habit, Shop, What, When, between, bill, just, person, shop};
use crate::demo::merchants::{
    CAFES, CASH, CLOTHES, ERRANDS, GROCERS, HEALTH, HOUSEHOLD, LEISURE, LUNCHES, RESTAURANTS, RIDES,
};
use crate::demo::person::{Facts, Journey, Person, Purse, Surplus};

const CURRENT: &str = "AT569999900030000001";
const DOLLARS: &str = "AT299999900030000002";
const FRANCS: &str = "AT029999900030000003";

pub(in crate::demo) static CARLA: Person = Person {
    user: "carla",
    given_name: "Carla",
    family_name: "Fontanella",
    facts: Facts {
        given_names: "Carla Lucia",
        birthdate: "1988-02-14",
        street: "Uferpromenade 27/12",
        town: ("1299", "Auental"),
        email: "c.fontanella@example.com",
        phone_number: "+4917139200033",
        tax_number: Some("99 318/9027"),
    },
    purses: &[
        Purse { name: "Current", iban: CURRENT, balance: "2418.37 EUR" },
        Purse { name: "Chicago", iban: DOLLARS, balance: "1860.45 USD" },
        Purse { name: "Zurich", iban: FRANCS, balance: "940.50 CHF" },
    ],
    always: ALWAYS,
    at_home: AT_HOME,
    journeys: &[
        Journey { month: 2, first: 9, last: 14, habits: IN_CHICAGO },
        Journey { month: 5, first: 18, last: 23, habits: IN_CHICAGO },
        Journey { month: 7, first: 19, last: 29, habits: IN_PORTUGAL },
        Journey { month: 11, first: 9, last: 14, habits: IN_CHICAGO },
    ],
    surplus: Surplus {
        into: None,
        saver: bill("Ostwind Funds", "6211", just(0), "Savings plan 20 993"),
        rest: between(60_000, 140_000, 100),
        step: 5_000,
    },
};

const fn pays(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: CURRENT, shops })
}

const fn in_francs(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: FRANCS, shops })
}

const fn in_dollars(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: DOLLARS, shops })
}

const ALWAYS: &[Habit] = &[
    Habit::new(
        UpTo(25),
        (4, 6),
        What::Earn {
            into: CURRENT,
            payer: "Meridian Talweg Advisers",
            amount: just(418_570),
            note: "Salary {month} {year}",
            certain: true,
        },
    ),
    Habit::new(
        From(16),
        (8, 10),
        What::Earn {
            into: CURRENT,
            payer: "Meridian Talweg Advisers",
            amount: between(11_800, 38_400, 5),
            note: "Travel expenses {month}",
            certain: false,
        },
    ),
    Habit::new(
        Yearly(6, 3),
        (9, 11),
        What::Earn {
            into: CURRENT,
            payer: "Tax Office",
            amount: between(58_000, 94_000, 11),
            note: "Income tax assessment, refund",
            certain: true,
        },
    ),
    pays(From(1), (5, 7), &[person("Dachgarten Homes", just(132_000), "Rent {month} {year}")]),
    pays(
        From(5),
        (6, 8),
        &[bill("Auental Energy", "4900", just(11_230), "Electricity and heating")],
    ),
    pays(On(10), (2, 4), &[bill("Glasader Internet", "4816", just(4_490), "Contract 41 10 63")]),
    pays(
        On(11),
        (2, 4),
        &[bill("Funkbrücke Mobile", "4814", between(3_490, 5_860, 5), "Bill {month} {year}")],
    ),
    pays(
        Quarterly(3, 12),
        (6, 8),
        &[bill("Hagelkorn Insurance", "6300", just(31_540), "Health, supplementary")],
    ),
    pays(
        Quarterly(1, 20),
        (6, 8),
        &[bill("Hagelkorn Insurance", "6300", just(9_880), "Household")],
    ),
    pays(On(2), (1, 3), &[shop("Flimmerkiste Streaming", "4899", 1_799, 1_799, 1)]),
    pays(On(18), (1, 3), &[shop("Tonspur Music", "5815", 1_099, 1_099, 1)]),
    pays(On(23), (1, 3), &[shop("The Harbour Gazette", "5968", 2_450, 2_450, 1)]),
    pays(From(6), (6, 8), &[bill("Studio Atemzug Yoga", "7997", just(8_900), "Membership")]),
    pays(From(15), (6, 8), &[bill("Leuchtboje Donations", "8398", just(3_000), "Thank you")]),
    pays(
        Yearly(4, 2),
        (17, 20),
        &[bill("Zugvogel Air", "4511", between(24_900, 36_900, 100), "Return to Lisbon")],
    ),
    Habit::new(
        Quarterly(1, 22),
        (9, 12),
        What::Exchange {
            from: CURRENT,
            into: DOLLARS,
            amount: just(60_000),
            rates: (10_620, 11_180),
        },
    ),
    Habit::new(
        From(4),
        (9, 12),
        What::Exchange { from: CURRENT, into: FRANCS, amount: just(25_000), rates: (9_280, 9_620) },
    ),
];

/// Every other Wednesday or so is spent in Zurich.
const AT_HOME: &[Habit] = &[
    pays(Often([380, 310, 240, 360, 520, 760, 0]), (14, 19), GROCERS),
    pays(Often([90, 80, 60, 90, 130, 240, 0]), (14, 19), ERRANDS),
    pays(Often([380, 360, 160, 370, 390, 260, 190]), (6, 9), CAFES),
    pays(Often([330, 350, 140, 340, 290, 0, 0]), (10, 13), LUNCHES),
    pays(Often([60, 90, 60, 160, 380, 460, 190]), (17, 21), RESTAURANTS),
    pays(Often([140, 130, 90, 140, 170, 110, 90]), (6, 21), RIDES),
    pays(Often([30, 30, 20, 30, 30, 10, 0]), (7, 16), HEALTH),
    pays(Often([20, 20, 10, 30, 60, 170, 0]), (9, 17), CLOTHES),
    pays(Often([20, 30, 20, 60, 110, 200, 150]), (13, 20), LEISURE),
    pays(Often([20, 20, 20, 30, 40, 140, 10]), (9, 18), HOUSEHOLD),
    pays(Often([20, 20, 20, 20, 70, 40, 10]), (8, 20), CASH),
    in_francs(
        Often([0, 0, 520, 0, 0, 0, 0]),
        (10, 12),
        &[
            shop("Limmatküche, Zürich", "5812", 2_150, 4_280, 5),
            shop("Bistro Zum Glockenseil, Zürich", "5812", 1_890, 3_640, 5),
        ],
    ),
    in_francs(
        Often([0, 0, 640, 90, 0, 0, 0]),
        (6, 19),
        &[
            shop("Tramkasse Zürich", "4111", 460, 1_380, 20),
            shop("Kiosk Sihlufer, Zürich", "5994", 380, 1_250, 5),
            shop("Confiserie Rosenquarz, Zürich", "5441", 890, 3_450, 5),
        ],
    ),
];

const IN_CHICAGO: &[Habit] = &[
    in_dollars(
        Often([900; 7]),
        (12, 15),
        &[
            shop("Tin Lantern Coffee, Chicago", "5814", 480, 1_290, 1),
            shop("Prairie Street Bagels, Chicago", "5814", 620, 1_480, 1),
        ],
    ),
    in_dollars(
        Often([700; 7]),
        (17, 19),
        &[shop("Lakeshore Salad Works, Chicago", "5814", 1_180, 2_260, 1)],
    ),
    in_dollars(
        Often([850; 7]),
        (22, 24),
        &[
            shop("The Salted Plank, Chicago", "5812", 3_240, 8_960, 1),
            shop("Casa Mezquite, Chicago", "5812", 2_480, 6_320, 1),
        ],
    ),
    in_dollars(
        Often([600; 7]),
        (13, 23),
        &[
            shop("Yellow Finch Cab, Chicago", "4121", 1_140, 4_680, 1),
            shop("Loop Transit Kiosk, Chicago", "4111", 500, 2_000, 500),
        ],
    ),
];

const IN_PORTUGAL: &[Habit] = &[
    pays(
        Often([800; 7]),
        (8, 11),
        &[
            shop("Pastelaria Andorinha, Lisboa", "5462", 340, 1_280, 10),
            shop("Quiosque Da Ladeira, Lisboa", "5814", 280, 960, 10),
        ],
    ),
    pays(
        Often([850; 7]),
        (19, 22),
        &[
            shop("Tasca Sete Sardinhas, Lisboa", "5812", 2_900, 7_400, 10),
            shop("Marisqueira Boa Maré, Cascais", "5812", 4_200, 11_800, 10),
        ],
    ),
    pays(
        Often([550; 7]),
        (9, 18),
        &[
            shop("Elétricos Da Colina, Lisboa", "4111", 320, 1_280, 10),
            shop("Azulejos E Companhia, Lisboa", "5947", 1_200, 6_400, 50),
            shop("Escola De Surf Onda Larga", "7999", 3_500, 6_500, 500),
        ],
    ),
    pays(On(29), (8, 10), &[shop("Hotel Miradouro Alto, Lisboa", "7011", 118_000, 146_000, 100)]),
];
