//! Bob builds roofs, drives to work, and gives his daughter an account for her pocket money.

use crate::demo::habit::When::{From, Often, On, Quarterly, UpTo, Yearly};
use crate::demo::habit::{Habit, Shop, What, When, between, bill, just, person, shop};
use crate::demo::merchants::{
    CAFES, CASH, CLOTHES, ERRANDS, FUEL, GROCERS, HEALTH, HOUSEHOLD, LEISURE, LUNCHES, RESTAURANTS,
};
use crate::demo::person::{Facts, Journey, Person, Purse, Surplus};

const MAIN: &str = "AT719999900020000001";
const POCKET_MONEY: &str = "AT449999900020000002";

pub(in crate::demo) static BOB: Person = Person {
    user: "bob",
    given_name: "Bob",
    family_name: "Lindner",
    facts: Facts {
        given_names: "Robert",
        birthdate: "1984-11-02",
        street: "Am Sonnenhang 3",
        town: ("8299", "Nordfels"),
        email: "bob.lindner@example.com",
        phone_number: "+4917139200022",
        tax_number: Some("99 207/3348"),
    },
    purses: &[
        Purse { name: "Main", iban: MAIN, balance: "310.25 EUR" },
        Purse { name: "Pocket money", iban: POCKET_MONEY, balance: "2.50 EUR" },
    ],
    always: ALWAYS,
    at_home: AT_HOME,
    journeys: &[Journey { month: 8, first: 8, last: 16, habits: CAMPING }],
    surplus: Surplus {
        into: None,
        saver: person("Nordfels Building Society", just(0), "Savings contract 4471-08"),
        rest: between(4_000, 16_000, 100),
        step: 1_000,
    },
};

const fn pays(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: MAIN, shops })
}

const fn pocket(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: POCKET_MONEY, shops })
}

const ALWAYS: &[Habit] = &[
    Habit::new(
        UpTo(31),
        (4, 6),
        What::Earn {
            into: MAIN,
            payer: "Brandauer & Daughters Roofing",
            amount: just(214_360),
            note: "Wages {month} {year}",
            certain: true,
        },
    ),
    Habit::new(
        Yearly(5, 9),
        (9, 11),
        What::Earn {
            into: MAIN,
            payer: "Tax Office",
            amount: between(12_400, 21_900, 3),
            note: "Income tax assessment, refund",
            certain: true,
        },
    ),
    pays(From(1), (5, 7), &[person("Hildegard Wanek", just(71_000), "Rent {month} {year}")]),
    pays(
        From(4),
        (6, 8),
        &[bill("Auental Energy", "4900", just(9_620), "Electricity and heating")],
    ),
    pays(On(6), (2, 4), &[bill("Glasader Internet", "4816", just(3_490), "Contract 38 65 02")]),
    pays(
        On(14),
        (2, 4),
        &[bill("Funkbrücke Mobile", "4814", between(1_290, 1_990, 5), "Bill {month} {year}")],
    ),
    pays(
        Quarterly(2, 10),
        (6, 8),
        &[bill("Hagelkorn Insurance", "6300", just(16_850), "Car, policy 20 118")],
    ),
    pays(On(9), (1, 3), &[shop("Flimmerkiste Streaming", "4899", 1_299, 1_299, 1)]),
    pays(From(3), (6, 8), &[bill("Turnverein Obertal", "8641", just(2_200), "Membership Mia")]),
    pays(Yearly(11, 4), (8, 15), &[shop("Reifenhof Pichlmoser", "5532", 21_900, 38_900, 100)]),
    Habit::new(
        Often([0, 0, 0, 0, 1_000, 0, 0]),
        (12, 13),
        What::Move { from: MAIN, into: POCKET_MONEY, amount: just(600), note: "Pocket money" },
    ),
    pocket(
        Often([170, 150, 160, 150, 330, 380, 0]),
        (11, 16),
        &[
            shop("Kiosk Am Schulweg", "5441", 60, 480, 10),
            shop("Comics Und Kreide", "5994", 390, 890, 10),
            shop("Brotladen Distelfink", "5462", 120, 340, 10),
        ],
    ),
];

const AT_HOME: &[Habit] = &[
    pays(Often([360, 340, 330, 350, 520, 820, 0]), (13, 18), GROCERS),
    pays(Often([90, 80, 100, 90, 120, 280, 0]), (13, 18), ERRANDS),
    pays(Often([330, 320, 340, 310, 360, 120, 60]), (5, 7), CAFES),
    pays(Often([260, 250, 280, 260, 190, 0, 0]), (10, 12), LUNCHES),
    pays(Often([190, 90, 110, 120, 210, 150, 90]), (5, 19), FUEL),
    pays(Often([10, 20, 20, 40, 150, 230, 120]), (17, 21), RESTAURANTS),
    pays(Often([20, 20, 20, 20, 20, 10, 0]), (7, 16), HEALTH),
    pays(Often([10, 10, 10, 10, 20, 80, 0]), (9, 17), CLOTHES),
    pays(Often([10, 10, 10, 20, 50, 120, 110]), (12, 19), LEISURE),
    pays(Often([20, 20, 20, 20, 40, 160, 0]), (9, 17), HOUSEHOLD),
    pays(Often([50, 30, 30, 40, 140, 60, 10]), (7, 19), CASH),
    pays(
        Often([40, 40, 40, 40, 60, 110, 40]),
        (8, 18),
        &[
            shop("Parkhaus Ringmauer", "7523", 180, 960, 20),
            shop("Schaumkrone Car Wash", "7542", 790, 1_690, 100),
        ],
    ),
];

const CAMPING: &[Habit] = &[
    pays(
        Often([600; 7]),
        (7, 17),
        &[
            shop("Trgovina Bor, Velika Uvala", "5411", 640, 4_180, 1),
            shop("Pekara Zlatna Kora, Velika Uvala", "5462", 180, 720, 10),
        ],
    ),
    pays(
        Often([550; 7]),
        (17, 20),
        &[
            shop("Konoba Plavi Galeb, Velika Uvala", "5812", 2_400, 6_900, 50),
            shop("Slastičarna Školjka, Velika Uvala", "5814", 380, 1_460, 10),
        ],
    ),
    pays(On(8), (9, 12), FUEL),
    pays(On(8), (13, 14), &[shop("Autocesta Sjever Toll", "4784", 1_720, 2_480, 10)]),
    pays(On(16), (6, 8), &[shop("Camping Velika Uvala", "7033", 26_400, 33_600, 100)]),
    pays(On(16), (13, 15), FUEL),
];
