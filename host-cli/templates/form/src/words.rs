use loggia_sdk::catalogue;

catalogue! {
    /// English to everybody whose language is not among them.
    pub(crate) enum Language { En = "en", De = "de" }

    title() -> &'static str { En => "Meter readings", De => "Zählerstände" }

    // The form.

    meter() -> &'static str { En => "Meter", De => "Zähler" }
    electricity() -> &'static str { En => "Electricity", De => "Strom" }
    gas() -> &'static str { En => "Gas", De => "Gas" }
    water() -> &'static str { En => "Water", De => "Wasser" }
    count() -> &'static str { En => "Reading", De => "Zählerstand" }
    count_help() -> &'static str { En => "The digits before the comma", De => "Die Ziffern vor dem Komma" }
    keep() -> &'static str { En => "Keep it", De => "Aufbewahren" }
    /// The meter ran backwards, or a digit is wrong.
    too_low(last: u64) -> String {
        En => ["Last time it was ", last, ". Please look again."],
        De => ["Letztes Mal waren es ", last, ". Schau bitte noch einmal nach."],
    }

    // The readings so far.

    so_far() -> &'static str { En => "So far", De => "Bisher" }
    none_yet() -> &'static str { En => "No readings yet", De => "Noch keine Zählerstände" }
    used(count: u64) -> String { En => ["+ ", count], De => ["+ ", count] }
    remove() -> &'static str { En => "Remove", De => "Entfernen" }
    not_now() -> &'static str {
        En => "Your readings can’t be read or kept at the moment.",
        De => "Deine Zählerstände lassen sich gerade nicht lesen oder aufbewahren.",
    }
    try_again() -> &'static str { En => "Try again", De => "Noch einmal versuchen" }
}
