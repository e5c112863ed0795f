//! Merchants near the customers' homes. All are invented; the codes are of ISO 18245, and the prices
//! what people leave there, in euro cents.

use super::habit::{Shop, shop};

pub(super) const GROCERS: &[Shop] = &[
    shop("Kornblum Market", "5411", 840, 6_890, 1),
    shop("Halmfeld Foods", "5411", 520, 4_950, 1),
    shop("Vierlinden Grocers", "5411", 1_160, 7_640, 1),
];

pub(super) const ERRANDS: &[Shop] = &[
    shop("Brotladen Distelfink", "5462", 290, 1_380, 10),
    shop("Chemist's Am Kastaniensteig", "5977", 420, 3_270, 1),
];

pub(super) const CAFES: &[Shop] = &[
    shop("Bean & Leaf", "5814", 280, 980, 10),
    shop("Tram Stop Espresso", "5814", 240, 760, 10),
    shop("Backstube Winterkorn", "5462", 260, 890, 10),
];

pub(super) const LUNCHES: &[Shop] = &[
    shop("Noodle Bar Kumori", "5814", 890, 1_690, 10),
    shop("Suppenkelle Canteen", "5814", 780, 1_390, 10),
    shop("Falafel Zedernhain", "5814", 690, 1_250, 10),
];

pub(super) const RESTAURANTS: &[Shop] = &[
    shop("Trattoria Quattro Sassi", "5812", 2_180, 7_840, 10),
    shop("Zum Krummen Kochlöffel", "5812", 1_890, 6_420, 10),
    shop("Tandoor Neunzehn", "5812", 1_650, 5_280, 10),
    shop("Bar Halbmond", "5813", 740, 3_960, 10),
];

pub(super) const RIDES: &[Shop] = &[
    shop("City Lines Ticket Machine", "4111", 240, 580, 10),
    shop("Kammbahn Railways", "4112", 980, 5_460, 10),
    shop("Kranich Taxi", "4121", 890, 3_180, 10),
];

pub(super) const FUEL: &[Shop] = &[
    shop("Rastwerk Fuel, Exit 14", "5541", 3_840, 8_290, 1),
    shop("Tankhof Steinbruch", "5542", 3_520, 7_960, 1),
];

pub(super) const HEALTH: &[Shop] = &[
    shop("Pharmacy Zur Silberdistel", "5912", 460, 3_890, 5),
    shop("Dr. Haslwanger, General Practice", "8011", 2_500, 9_500, 500),
    shop("Dental Surgery Morgentau", "8021", 4_800, 18_500, 100),
    shop("Optician Sehgrund", "8043", 1_890, 24_900, 10),
];

pub(super) const CLOTHES: &[Shop] = &[
    shop("Fadenhaus", "5651", 1_990, 14_990, 100),
    shop("Schuhwerk Lorbeer", "5661", 3_995, 15_995, 100),
    shop("Kleiderkammer Nord", "5691", 1_290, 8_990, 100),
];

pub(super) const LEISURE: &[Shop] = &[
    shop("Bookshop Siebenschläfer", "5942", 890, 4_680, 10),
    shop("Lichtspiele Cassiopeia", "7832", 950, 2_850, 50),
    shop("Theatre In Der Remise", "7922", 2_400, 7_600, 100),
    shop("Museum Of Clocks And Keys", "7991", 700, 2_100, 100),
    shop("Seilhalle Climbing", "7997", 1_250, 2_900, 50),
];

pub(super) const HOUSEHOLD: &[Shop] = &[
    shop("Nagel & Brettl Hardware", "5200", 590, 8_460, 1),
    shop("Wohnfuge Furniture", "5712", 1_990, 18_900, 10),
    shop("Volt & Faden Electronics", "5732", 1_490, 21_900, 100),
    shop("Kramladen Online", "5964", 890, 9_870, 1),
    shop("Barber Schere Und Kamm", "7230", 2_200, 6_800, 100),
];

pub(super) const CASH: &[Shop] = &[
    shop("Cash machine Lindenplatz", "6011", 2_000, 12_000, 1_000),
    shop("Cash machine Central Station", "6011", 3_000, 15_000, 1_000),
];
