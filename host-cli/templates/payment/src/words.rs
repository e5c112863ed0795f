use loggia_sdk::ui::Label;
use loggia_sdk::{Money, catalogue};

catalogue! {
    /// English to everybody whose language is not among them.
    pub(crate) enum Language { En = "en", De = "de" }

    title() -> &'static str { En => "Tickets", De => "Eintrittskarten" }

    // Choosing and paying.

    price(ticket: Money) -> Label { En => ["One swim: ", ticket], De => ["Einmal schwimmen: ", ticket] }
    count() -> &'static str { En => "Tickets", De => "Karten" }
    pay(amount: Money) -> Label { En => ["Pay ", amount], De => [amount, " zahlen"] }
    confirm(amount: Money) -> Label { En => ["Your bank asks you for ", amount, "."], De => ["Deine Bank fragt dich nach ", amount, "."] }
    ask_again() -> &'static str { En => "Ask again", De => "Noch einmal fragen" }
    cancel() -> &'static str { En => "Cancel", De => "Abbrechen" }

    // The ticket.

    thank_you(count: u64) -> String {
        En => { count: one ["Your ticket. Have a nice swim!"], other ["Your ", count, " tickets. Have a nice swim!"] },
        De => { count: one ["Deine Karte. Viel Spaß!"], other ["Deine ", count, " Karten. Viel Spaß!"] },
    }
    paid(amount: Money) -> Label { En => ["Paid: ", amount], De => ["Bezahlt: ", amount] }
    show_it() -> &'static str { En => "Show it at the door", De => "Zeig sie am Eingang" }
    buy_more() -> &'static str { En => "Buy new tickets", De => "Neue Karten kaufen" }

    // How it ended otherwise.

    unclear() -> &'static str {
        En => "Your bank couldn’t tell whether it is paid. Asking again never pays twice.",
        De => "Deine Bank weiß noch nicht, ob bezahlt ist. Noch einmal fragen zahlt nie doppelt.",
    }
    not_paid() -> &'static str { En => "Not paid. Nothing was charged.", De => "Nicht bezahlt. Es wurde nichts abgebucht." }
    refused() -> &'static str { En => "Your bank doesn’t allow this payment.", De => "Deine Bank lässt diese Zahlung nicht zu." }
    not_now() -> &'static str { En => "Paying doesn’t work right now.", De => "Zahlen geht gerade nicht." }
}
