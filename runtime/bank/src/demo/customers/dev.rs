//! Dev studies, rides a courier's bike, and has yen left from a term in Kyoto, to which he returns.

use crate::demo::habit::When::{From, Often, On, Yearly};
use crate::demo::habit::{Habit, Shop, What, When, between, bill, just, person, shop};
use crate::demo::person::{Facts, Journey, Person, Purse, Surplus};

const STUDENT: &str = "AT419999900040000001";
const YEN: &str = "AT149999900040000002";

pub(in crate::demo) static DEV: Person = Person {
    user: "dev",
    given_name: "Dev",
    family_name: "Iyengar",
    facts: Facts {
        given_names: "Dev",
        birthdate: "2004-08-30",
        street: "Studentenheim Lindenhof, Zimmer 412",
        town: ("1299", "Auental"),
        email: "dev.iyengar@example.com",
        phone_number: "+4917139200044",
        tax_number: None,
    },
    purses: &[
        Purse { name: "Student", iban: STUDENT, balance: "143.20 EUR" },
        Purse { name: "Kyoto", iban: YEN, balance: "18450 JPY" },
    ],
    always: ALWAYS,
    at_home: AT_HOME,
    journeys: &[Journey { month: 9, first: 3, last: 24, habits: IN_KYOTO }],
    surplus: Surplus {
        into: None,
        saver: person("Meera Iyengar", just(0), "Back to you, with thanks"),
        rest: between(900, 4_500, 10),
        step: 500,
    },
};

const fn pays(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: STUDENT, shops })
}

const fn in_yen(when: When, hours: (u64, u64), shops: &'static [Shop]) -> Habit {
    Habit::new(when, hours, What::Pay { from: YEN, shops })
}

const ALWAYS: &[Habit] = &[
    Habit::new(
        From(1),
        (4, 6),
        What::Earn {
            into: STUDENT,
            payer: "Student Grants Office",
            amount: just(41_500),
            note: "Grant {month} {year}",
            certain: true,
        },
    ),
    Habit::new(
        From(2),
        (8, 10),
        What::Earn {
            into: STUDENT,
            payer: "Meera Iyengar",
            amount: just(15_000),
            note: "Eat something green",
            certain: false,
        },
    ),
    Habit::new(
        Yearly(4, 24),
        (9, 11),
        What::Earn {
            into: STUDENT,
            payer: "Tax Office",
            amount: between(6_200, 9_800, 3),
            note: "Income tax assessment, refund",
            certain: true,
        },
    ),
    pays(From(1), (6, 8), &[person("Student Hall Am Fluss", just(33_800), "Room 214, {month}")]),
    pays(On(7), (2, 4), &[bill("Funkbrücke Mobile", "4814", just(990), "Bill {month} {year}")]),
    pays(On(13), (1, 3), &[shop("Tonspur Music", "5815", 549, 549, 1)]),
    pays(On(20), (1, 3), &[shop("Flimmerkiste Streaming", "4899", 799, 799, 1)]),
    pays(Yearly(3, 6), (9, 12), &[bill("City Lines", "4111", just(7_500), "Term ticket, summer")]),
    pays(Yearly(10, 2), (9, 12), &[bill("City Lines", "4111", just(7_500), "Term ticket, winter")]),
    in_yen(
        Often([20, 20, 30, 30, 60, 90, 90]),
        (9, 22),
        &[
            shop("Tsubame Manga Online", "5942", 480, 1_980, 10),
            shop("Hoshizora Games", "5816", 500, 3_000, 100),
        ],
    ),
    Habit::new(
        Often([0, 0, 0, 0, 0, 130, 0]),
        (9, 12),
        What::Exchange {
            from: STUDENT,
            into: YEN,
            amount: between(2_000, 4_000, 500),
            rates: (15_900, 16_800),
        },
    ),
];

const COURIER: Habit = Habit::new(
    Often([0, 0, 0, 0, 780, 0, 0]),
    (14, 16),
    What::Earn {
        into: STUDENT,
        payer: "Flinkrad Couriers",
        amount: between(5_400, 12_600, 20),
        note: "This week's rides",
        certain: false,
    },
);

const AT_HOME: &[Habit] = &[
    COURIER,
    pays(
        Often([310, 280, 320, 290, 340, 460, 0]),
        (10, 19),
        &[
            shop("Halmfeld Foods", "5411", 310, 2_180, 1),
            shop("Vierlinden Grocers", "5411", 280, 1_890, 1),
            shop("Brotladen Distelfink", "5462", 120, 540, 10),
        ],
    ),
    pays(
        Often([480, 470, 490, 460, 330, 0, 0]),
        (10, 13),
        &[
            shop("University Canteen", "5814", 390, 690, 10),
            shop("Falafel Zedernhain", "5814", 490, 790, 10),
        ],
    ),
    pays(
        Often([250, 230, 260, 240, 260, 150, 180]),
        (7, 16),
        &[
            shop("Bean & Leaf", "5814", 280, 480, 10),
            shop("Tram Stop Espresso", "5814", 180, 390, 10),
        ],
    ),
    pays(
        Often([20, 30, 80, 150, 330, 360, 50]),
        (18, 23),
        &[
            shop("Bar Halbmond", "5813", 390, 1_480, 10),
            shop("Döner Am Eck", "5814", 450, 890, 10),
            shop("Lichtspiele Cassiopeia", "7832", 750, 750, 1),
        ],
    ),
    pays(
        Often([30, 20, 30, 20, 30, 40, 0]),
        (8, 17),
        &[
            shop("Copy Shop Eselsohr", "7338", 80, 640, 5),
            shop("Bookshop Siebenschläfer", "5942", 690, 2_980, 10),
            shop("Kleiderkammer Nord", "5691", 590, 2_990, 100),
            shop("Speiche Bicycle Repairs", "7699", 900, 4_200, 50),
            shop("Pharmacy Zur Silberdistel", "5912", 320, 1_460, 5),
        ],
    ),
    pays(
        Often([10, 10, 20, 20, 60, 30, 10]),
        (9, 22),
        &[shop("Cash machine Lindenplatz", "6011", 1_000, 3_000, 1_000)],
    ),
];

const IN_KYOTO: &[Habit] = &[
    in_yen(
        Often([800; 7]),
        (2, 5),
        &[
            shop("Ramen Tsukikage, Kyoto", "5812", 780, 1_280, 10),
            shop("Soba Tsuyukusa, Kyoto", "5812", 690, 1_150, 10),
            shop("Bento Komorebi, Kyoto", "5814", 420, 680, 10),
        ],
    ),
    in_yen(
        Often([600; 7]),
        (8, 13),
        &[
            shop("Kombini Suzukaze, Kyoto", "5499", 180, 1_340, 1),
            shop("Kissaten Yoruhime, Kyoto", "5814", 450, 980, 10),
        ],
    ),
    in_yen(
        Often([350; 7]),
        (0, 9),
        &[
            shop("Kyoto Loop Bus", "4131", 230, 690, 230),
            shop("Temple Garden Tickets, Kyoto", "7991", 400, 1_200, 100),
            shop("Furuhon Books, Kyoto", "5942", 300, 2_400, 50),
        ],
    ),
    pays(On(3), (20, 22), &[shop("Guest House Hinoki, Kyoto", "7011", 9_800, 13_600, 100)]),
];
