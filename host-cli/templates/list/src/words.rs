use loggia_sdk::catalogue;
use loggia_sdk::ui::{Label, Moment};

catalogue! {
    /// English to everybody whose language is not among them.
    pub(crate) enum Language { En = "en", De = "de" }

    title() -> &'static str { En => "What’s on", De => "Was läuft" }
    when_and_where(at: Moment, place: &str) -> Label { En => [at, " · ", place], De => [at, " · ", place] }
    sold_out() -> &'static str { En => "Sold out", De => "Ausverkauft" }
    look_again() -> &'static str { En => "Look again", De => "Noch einmal nachsehen" }

    // An event.

    starts() -> &'static str { En => "Starts", De => "Beginn" }
    place() -> &'static str { En => "Where", De => "Wo" }
    seats() -> &'static str { En => "Seats left", De => "Freie Plätze" }
    back() -> &'static str { En => "All events", De => "Alle Veranstaltungen" }

    // Without a list.

    loading() -> &'static str { En => "Asking what’s on …", De => "Mal sehen, was läuft …" }
    nothing_on() -> &'static str { En => "Nothing is on these days", De => "In nächster Zeit läuft nichts" }
    not_now() -> &'static str { En => "The organiser doesn’t answer. Please try again later.", De => "Der Veranstalter antwortet nicht. Versuch es später noch einmal." }
    not_allowed() -> &'static str { En => "Your bank doesn’t let this service ask its server.", De => "Deine Bank lässt diesen Dienst nicht bei seinem Server nachfragen." }
}
