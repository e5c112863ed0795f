use loggia_sdk::ui::Label;
use loggia_sdk::{Money, catalogue};

catalogue! {
    /// What Kerbside speaks; English to everybody whose language it doesn't.
    pub(crate) enum Language { En = "en", De = "de" }

    // Finding a zone.

    /// The title.
    where_to_park() -> &'static str { En => "Where do you park?", De => "Wo parkst du?" }
    /// The field.
    zone_or_street() -> &'static str { En => "Zone or place", De => "Zone oder Ort" }
    /// Its hint.
    zone_hint() -> &'static str {
        En => "The number stands on the signs. Left empty, it shows all zones.",
        De => "Die Nummer steht auf den Schildern. Leer zeigt alle Zonen.",
    }
    /// The form's button.
    search() -> &'static str { En => "Search", De => "Suchen" }
    /// The button.
    near_me() -> &'static str { En => "Zones near me", De => "Zonen in meiner Nähe" }
    /// The bank is asked where they are.
    locating() -> &'static str { En => "Finding out where you are …", De => "Dein Standort wird ermittelt …" }
    /// The server is asked.
    searching() -> &'static str { En => "Looking for zones …", De => "Zonen werden gesucht …" }
    /// Price of an hour.
    per_hour(price: Money) -> Label { En => [price, " an hour"], De => [price, "/Std."] }
    /// How far.
    metres(count: u64) -> String { En => [count, " m away"], De => [count, " m entfernt"] }
    /// How far.
    kilometres(whole: u64, tenths: u64) -> String {
        En => [whole, ".", tenths, " km away"],
        De => [whole, ",", tenths, " km entfernt"],
    }
    /// Its name and number.
    zone_named(name: &str, number: &str) -> String { En => [name, " (", number, ")"], De => [name, " (", number, ")"] }
    /// Nothing like that.
    no_zones() -> &'static str { En => "No such zone", De => "Keine solche Zone" }
    /// What to do then.
    no_zones_hint() -> &'static str {
        En => "Try another number, or look at all zones.",
        De => "Versuch es mit einer anderen Nummer, oder sieh dir alle Zonen an.",
    }
    /// The button.
    all_zones() -> &'static str { En => "All zones", De => "Alle Zonen" }
    /// The server can't be reached.
    server_not_now() -> &'static str {
        En => "Kerbside can’t be reached at the moment",
        De => "Kerbside ist gerade nicht erreichbar",
    }
    /// What to do then.
    server_not_now_hint() -> &'static str {
        En => "It isn’t you. Please try again in a moment, or use the ticket machine.",
        De => "Es liegt nicht an dir. Versuch es gleich noch einmal, oder nimm den Automaten.",
    }
    /// The server's answer makes no sense.
    server_nonsense() -> &'static str {
        En => "Kerbside’s answer can’t be read",
        De => "Die Antwort von Kerbside ist nicht lesbar",
    }
    /// What to do then.
    server_nonsense_hint() -> &'static str {
        En => "We’ll look into it. Please use the ticket machine for now.",
        De => "Wir kümmern uns darum. Nimm bitte bis dahin den Automaten.",
    }
    /// The bank doesn't let it.
    no_network() -> &'static str {
        En => "Your bank doesn’t let Parking ask Kerbside",
        De => "Deine Bank lässt keine Anfragen an Kerbside zu",
    }
    /// What to do then.
    no_network_hint() -> &'static str {
        En => "Please use the ticket machine.",
        De => "Nimm bitte den Automaten.",
    }
    /// The button.
    try_again() -> &'static str { En => "Try again", De => "Noch einmal versuchen" }

    // A zone.

    /// A fact.
    zone() -> &'static str { En => "Zone", De => "Zone" }
    /// A fact.
    price() -> &'static str { En => "Price", De => "Preis" }
    /// A fact.
    longest() -> &'static str { En => "Longest stay", De => "Höchstparkdauer" }
    /// The field.
    plate() -> &'static str { En => "Number plate", De => "Kennzeichen" }
    /// What was typed is none.
    not_a_plate() -> &'static str {
        En => "2 to 12 letters and digits, such as W 12345 A",
        De => "2 bis 12 Buchstaben und Ziffern, zum Beispiel W 12345 A",
    }
    /// The field.
    how_long() -> &'static str { En => "How long at most", De => "Wie lange höchstens" }
    /// Its hint.
    how_long_hint() -> &'static str {
        En => "You pay the minutes that you use, when you leave.",
        De => "Du zahlst die Minuten, die du brauchst, wenn du wegfährst.",
    }
    /// A time.
    minutes(count: u64) -> String { En => [count, " min"], De => [count, " Min."] }
    /// A time.
    hours(count: u64) -> String { En => [count, " h"], De => [count, " Std."] }
    /// A time.
    hours_and_minutes(hours: u64, minutes: u64) -> String {
        En => [hours, " h ", minutes, " min"],
        De => [hours, " Std. ", minutes, " Min."],
    }
    /// The form's button.
    start() -> &'static str { En => "Start parking", De => "Parken starten" }
    /// The way back.
    other_zones() -> &'static str { En => "Other zones", De => "Andere Zonen" }

    // A stay.

    /// Its title.
    your_parking() -> &'static str { En => "Your parking", De => "Dein Parkvorgang" }
    /// The server begins it.
    starting() -> &'static str { En => "Starting …", De => "Parken wird gestartet …" }
    /// It may have, or not.
    start_unclear() -> &'static str {
        En => "Kerbside hasn’t said whether your parking has started. Asking again never starts it twice.",
        De => "Kerbside hat noch nicht gesagt, ob dein Parken läuft. Nachfragen startet nie doppelt.",
    }
    /// The clock runs.
    running() -> &'static str { En => "Parking", De => "Du parkst" }
    /// The countdown.
    time_left() -> &'static str { En => "Time left", De => "Restzeit" }
    /// Not long.
    nearly_over() -> &'static str {
        En => "Your time is nearly up. Extend it, or come back to your car.",
        De => "Deine Zeit ist bald um. Verlängere, oder komm zurück zum Auto.",
    }
    /// No time.
    time_is_up() -> &'static str {
        En => "Your time is up. Pay now, and move your car.",
        De => "Deine Zeit ist um. Zahl jetzt, und fahr dein Auto weg.",
    }
    /// The server is asked.
    extending() -> &'static str { En => "Extending …", De => "Wird verlängert …" }
    /// It may have, or not.
    extension_unclear() -> &'static str {
        En => "Kerbside hasn’t said whether you may stay longer. Don’t count on it until it has.",
        De => "Kerbside hat noch nicht gesagt, ob du länger bleiben darfst. Verlass dich noch nicht darauf.",
    }
    /// The button.
    longer(time: &str) -> String { En => ["+ ", time], De => ["+ ", time] }
    /// The button.
    end_and_pay() -> &'static str { En => "End and pay", De => "Beenden und zahlen" }
    /// The button.
    do_not_park() -> &'static str { En => "Don’t park", De => "Doch nicht parken" }
    /// The server ends it.
    ending() -> &'static str { En => "Ending …", De => "Wird beendet …" }
    /// It may have, or not.
    end_unclear() -> &'static str {
        En => "Kerbside hasn’t said whether your parking has ended. Ask again: ending twice costs nothing.",
        De => "Kerbside hat noch nicht gesagt, ob dein Parken beendet ist. Frag noch einmal: Doppelt beenden kostet nichts.",
    }
    /// It is over.
    to_pay() -> &'static str { En => "Your parking has ended, and is to be paid.", De => "Dein Parken ist beendet und noch zu bezahlen." }
    /// More than was shown.
    dearer() -> &'static str {
        En => "This is more than it was to be at most. Look at it before you pay.",
        De => "Das ist mehr, als es höchstens sein sollte. Schau es dir an, bevor du zahlst.",
    }
    /// The button.
    pay(amount: Money) -> Label { En => ["Pay ", amount], De => [amount, " zahlen"] }
    /// The bank's sheet is up.
    confirming() -> &'static str { En => "Confirm the payment with your bank.", De => "Bestätige die Zahlung bei deiner Bank." }
    /// The button.
    pay_later() -> &'static str { En => "Not now", De => "Jetzt nicht" }
    /// The bank doesn't know.
    pay_unclear() -> &'static str {
        En => "Your bank couldn’t tell whether the payment went through. Asking again never pays twice.",
        De => "Deine Bank weiß noch nicht, ob die Zahlung geklappt hat. Nachfragen zahlt nie doppelt.",
    }
    /// The money is on its way.
    paid() -> &'static str { En => "Paid. Have a good drive!", De => "Bezahlt. Gute Fahrt!" }
    /// There were two.
    refund_due() -> &'static str {
        En => "This was paid for twice. Kerbside sends one of them back.",
        De => "Das wurde doppelt bezahlt. Kerbside schickt eine der Zahlungen zurück.",
    }
    /// Nothing to pay.
    was_free() -> &'static str { En => "You didn’t park after all: nothing to pay.", De => "Du hast doch nicht geparkt: nichts zu zahlen." }
    /// Nothing to pay.
    never_was() -> &'static str { En => "You didn’t park. Nothing to pay.", De => "Du hast nicht geparkt. Nichts zu zahlen." }
    /// A fact.
    from() -> &'static str { En => "From", De => "Von" }
    /// A fact.
    until() -> &'static str { En => "Until", De => "Bis" }
    /// A fact.
    lasted() -> &'static str { En => "Parked", De => "Geparkt" }
    /// A fact.
    at_most() -> &'static str { En => "At most", De => "Höchstens" }
    /// A fact.
    amount() -> &'static str { En => "Amount", De => "Betrag" }
    /// A fact.
    receipt() -> &'static str { En => "Receipt", De => "Beleg" }
    /// The stay's id, for a call.
    reference() -> &'static str { En => "Reference", De => "Referenz" }
    /// The button.
    ask_again() -> &'static str { En => "Ask again", De => "Noch einmal fragen" }
    /// The button.
    ask_for_receipt() -> &'static str { En => "Ask for the receipt", De => "Nach dem Beleg fragen" }
    /// The button.
    park_again() -> &'static str { En => "Park again", De => "Wieder parken" }
    /// The way back to it.
    show_parking() -> &'static str { En => "Show my parking", De => "Mein Parken ansehen" }
    /// A stay that isn't over.
    not_finished() -> &'static str { En => "Your parking isn’t finished yet.", De => "Dein Parken ist noch nicht abgeschlossen." }

    // The history.

    /// The title, and the button.
    past_parking() -> &'static str { En => "My parking", De => "Meine Parkvorgänge" }
    /// None.
    no_stays() -> &'static str { En => "You haven’t parked here yet", De => "Du hast hier noch nicht geparkt" }
    /// They can't be read.
    stays_unavailable() -> &'static str {
        En => "Your parking can’t be shown at the moment. It is not lost.",
        De => "Deine Parkvorgänge lassen sich gerade nicht anzeigen. Sie sind nicht verloren.",
    }
    /// A stay that nothing is to be done about.
    nothing_to_pay() -> &'static str { En => "free", De => "kostenlos" }
    /// A stay that isn't paid for.
    open() -> &'static str { En => "open", De => "offen" }
    /// A stay that is paid for twice.
    refund() -> &'static str { En => "refund due", De => "Erstattung" }

    // What the customer should know, until the next tap.

    /// They didn't want to say.
    place_denied() -> &'static str {
        En => "Without your place: pick your zone below, or type its number.",
        De => "Auch ohne Standort: Wähl deine Zone unten, oder tipp ihre Nummer.",
    }
    /// Their phone doesn't know.
    place_unknown() -> &'static str {
        En => "Your place can’t be found out right now. Pick your zone below, or type its number.",
        De => "Dein Standort lässt sich gerade nicht ermitteln. Wähl deine Zone unten, oder tipp ihre Nummer.",
    }
    /// It is gone.
    zone_gone() -> &'static str {
        En => "This zone isn’t there any more. Nothing has started; please pick another one.",
        De => "Diese Zone gibt es nicht mehr. Es wurde nichts gestartet; wähl bitte eine andere.",
    }
    /// The server refuses.
    not_started() -> &'static str {
        En => "Kerbside hasn’t started your parking. Nothing to pay; please try again.",
        De => "Kerbside hat dein Parken nicht gestartet. Nichts zu zahlen; versuch es bitte noch einmal.",
    }
    /// The customer refuses.
    given_up() -> &'static str { En => "You didn’t park. Nothing to pay.", De => "Du hast nicht geparkt. Nichts zu zahlen." }
    /// The bank refuses.
    not_allowed() -> &'static str {
        En => "Your bank doesn’t let Parking ask Kerbside. Please use the ticket machine.",
        De => "Deine Bank lässt keine Anfragen an Kerbside zu. Nimm bitte den Automaten.",
    }
    /// It couldn't even be asked.
    not_now() -> &'static str {
        En => "That doesn’t work right now. Please try again in a moment.",
        De => "Das geht gerade nicht. Versuch es bitte gleich noch einmal.",
    }
    /// No longer stay.
    not_extended() -> &'static str {
        En => "You can’t stay longer here.",
        De => "Hier kannst du nicht länger bleiben.",
    }
    /// A longer stay.
    extended() -> &'static str { En => "Extended.", De => "Verlängert." }
    /// No end.
    not_ended() -> &'static str {
        En => "Kerbside hasn’t ended your parking. Please try again.",
        De => "Kerbside hat dein Parken nicht beendet. Versuch es bitte noch einmal.",
    }
    /// The server has lost it.
    forgotten() -> &'static str {
        En => "Kerbside doesn’t know of your parking any more. Nothing to pay here.",
        De => "Kerbside weiß nichts mehr von deinem Parken. Hier ist nichts zu zahlen.",
    }
    /// The user declined.
    declined() -> &'static str {
        En => "You didn’t confirm the payment. Nothing was charged; it is still to be paid.",
        De => "Du hast die Zahlung nicht bestätigt. Es wurde nichts abgebucht; sie ist noch offen.",
    }
    /// Nobody decided in time.
    expired() -> &'static str {
        En => "Time ran out before the payment was confirmed. Nothing was charged: just pay again.",
        De => "Die Zeit zum Bestätigen ist abgelaufen. Es wurde nichts abgebucht: Zahl einfach noch einmal.",
    }
    /// The bank doesn't let it through.
    refused() -> &'static str {
        En => "Your bank doesn’t allow this payment. Nothing was charged. Kerbside sends you a bill.",
        De => "Deine Bank lässt diese Zahlung nicht zu. Es wurde nichts abgebucht. Kerbside schickt dir eine Rechnung.",
    }
    /// The money came back.
    sent_back() -> &'static str {
        En => "The payment failed after all. You weren’t charged: please pay again.",
        De => "Die Zahlung ist doch noch gescheitert. Es wurde nichts abgebucht: Zahl bitte noch einmal.",
    }
    /// It couldn't even be begun.
    pay_not_now() -> &'static str {
        En => "Paying doesn’t work right now. Nothing was charged; please try again in a moment.",
        De => "Zahlen geht gerade nicht. Es wurde nichts abgebucht; versuch es gleich noch einmal.",
    }
    /// Nobody knows more.
    still_unclear() -> &'static str {
        En => "Your bank can’t say yet. Please ask again in a moment.",
        De => "Deine Bank weiß noch nichts Neues. Frag bitte gleich noch einmal.",
    }
    /// Nobody has told the server yet.
    no_receipt_yet() -> &'static str {
        En => "Kerbside hasn’t heard of your payment yet. The receipt comes when it has.",
        De => "Kerbside weiß noch nichts von deiner Zahlung. Der Beleg kommt, sobald es sie kennt.",
    }
}

impl Language {
    /// So many minutes, in hours where that is shorter.
    #[must_use]
    pub(crate) fn time(self, minutes: u64) -> String {
        match (minutes / 60, minutes % 60) {
            (0, minutes) => self.minutes(minutes),
            (hours, 0) => self.hours(hours),
            (hours, minutes) => self.hours_and_minutes(hours, minutes),
        }
    }

    /// How far away, as closely as anybody needs to know.
    #[must_use]
    pub(crate) fn distance(self, metres: u64) -> String {
        match metres {
            0..950 => self.metres((metres / 50 + 1) * 50),
            _ => self.kilometres((metres + 50) / 1_000, (metres + 50) % 1_000 / 100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_distances_are_short() {
        let said = [15, 60, 90].map(|minutes| Language::En.time(minutes));
        assert_eq!(said, ["15 min", "1 h", "1 h 30 min"]);
        let said = [0, 120, 949, 950, 1_949, 1_950].map(|metres| Language::De.distance(metres));
        assert_eq!(
            said,
            ["50 m", "150 m", "950 m", "1,0 km", "1,9 km", "2,0 km"]
                .map(|far| far.to_owned() + " entfernt")
        );
    }
}
